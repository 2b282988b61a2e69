import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { escapeIdentifier, Pool } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** Takes rows in COPY's text format from a file into a table, on a connection that stays open. */
export interface TextCopier {
  /** What it is. */
  title: string
  copy(table: string, path: string): Promise<void>
  close(): Promise<void>
}

/** `psql` and its `\copy`; where it is not installed, the statement behind it, sent by this process. */
export async function openTextCopier(databaseUrl: string): Promise<TextCopier> {
  return (await openPsql(databaseUrl)) ?? openCopyStream(databaseUrl)
}

/** @returns undefined where there is no psql */
async function openPsql(databaseUrl: string): Promise<TextCopier | undefined> {
  const url = new URL(databaseUrl)
  const env = { ...process.env, PGPASSWORD: decodeURIComponent(url.password) }
  // Or it stands in the list of processes for everybody to read.
  url.password = ''
  const psql = spawn('psql', ['--no-psqlrc', '--tuples-only', '--set', 'ON_ERROR_STOP=1', url.href], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const started = await once(psql, 'spawn').catch(() => undefined)
  if (!started) return undefined
  const closed = once(psql, 'close')
  let complaint = ''
  psql.stderr.on('data', chunk => {
    complaint = `${complaint}${chunk}`.slice(-2000)
  })
  const lines = createInterface(psql.stdout)[Symbol.asyncIterator]()
  const say = async (command: string, isAnswer: (line: string) => boolean): Promise<string> => {
    psql.stdin.write(`${command}\n`)
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`psql ended: ${complaint.trim()}`)
      if (isAnswer(value)) return value
    }
  }
  const version = await say('\\echo :VERSION_NAME', line => line !== '')
  return {
    title: `\`\\copy\` of psql ${version.split(' ')[0]}`,
    async copy(table, path) {
      await say(`\\copy ${escapeIdentifier(table)} from '${path}'`, line => line.startsWith('COPY '))
    },
    async close() {
      psql.stdin.end()
      await closed
    },
  }
}

function openCopyStream(databaseUrl: string): TextCopier {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
  return {
    title: '`COPY … FROM STDIN` in text format (no psql here)',
    copy: (table, path) => copyFile(pool, { table, path, format: 'text' }),
    close: () => pool.end(),
  }
}

/** Sends a file to COPY. */
export async function copyFile(
  pool: Pool,
  { table, path, format }: { table: string; path: string; format: 'text' | 'binary' },
): Promise<void> {
  const client = await pool.connect()
  try {
    const stream = client.query(
      copyFrom(`copy ${escapeIdentifier(table)} from stdin with (format ${format})`),
    )
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), stream)
  } finally {
    client.release()
  }
}
