import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase, testDatabase } from './support/database.ts'
import { fetchChecked, readChecked } from './support/fetch-checked.ts'
import { heartRates, postIngest } from './support/instance.ts'
import { type Service, startService, testDataDir } from './support/service.ts'

const lacksCurl = process.env.CI !== 'true' && spawnSync('curl', ['--version']).status !== 0
const run = promisify(execFile)

/** One for each test that makes a first key; more cannot be made, and dropped again, from within a test. */
let databases: TestDatabase[]
let newDatabase: TestDatabase

beforeAll(async () => {
  databases = await Promise.all(Array.from({ length: 5 }, () => testDatabase()))
  newDatabase = await emptyDatabase()
})

describe('on a directory of its own', () => {
  const dataDir = testDataDir()
  let key: string

  test.skipIf(lacksCurl)(
    'the first start prints one key once, in a curl line that works as it stands',
    async () => {
      const service = startService({ DATA_DIR: dataDir })
      key = await service.firstKey()
      const [line = '', ...more] = service.stdout.split('\n').filter(text => text.includes('curl '))
      expect(more).toEqual([])
      const { stdout } = await run('sh', ['-c', `${line} --silent`])
      expect(JSON.parse(stdout)).toMatchObject({ status: 'processed', received: 1, inserted: 1 })
      const [, origin, link] =
        /^Open (http:\S+)\/#\/sign-in\?link=(hel_\S+) \(works once, for an hour\)$/m.exec(service.stdout) ??
        []
      const signedIn = await fetchChecked(`${origin}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ link }),
      })
      expect(await signedIn.json()).toMatchObject({
        key_id: key.split('_')[1],
        user: { email: 'owner@localhost' },
      })
      expect(service.stdout.split('This is the first start')).toHaveLength(2)
      expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null })
    },
    120_000,
  )

  test.skipIf(lacksCurl)(
    'the second start prints none, and everything is still there',
    async () => {
      const service = startService({ DATA_DIR: dataDir })
      const origin = await service.listening()
      const answer = await fetchChecked(`${origin}/v1/ingestions`, {
        headers: { authorization: `Bearer ${key}` },
      })
      expect(await answer.json()).toMatchObject({ ingestions: [{ status: 'processed', inserted: 1 }] })
      expect(service.stdout).toBe(
        `health-export-api listens on ${origin}, its documentation is at ${origin}/docs\n`,
      )
      expect(await service.end('SIGINT')).toEqual({ code: 0, signal: null })
    },
    120_000,
  )
})

test('of two that start at once on a new database one makes the key, and both serve', async () => {
  const { url } = newDatabase
  const services = [startService({ DATABASE_URL: url }), startService({ DATABASE_URL: url })]
  const origins = await Promise.all(services.map(service => service.listening()))
  const key = await Promise.any(services.map(service => service.firstKey()))
  const answers = await Promise.all(origins.map(origin => postIngest(origin, key, heartRates(0, 1))))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  // All that they will ever print is there only then.
  await Promise.all(services.map(service => service.end('SIGTERM')))
  const keys = services.flatMap(({ stdout }) => stdout.match(/^ {2}hea_\S+$/gm) ?? [])
  expect(keys).toEqual([`  ${key}`])
}, 120_000)

test('told to stop, it finishes the upload under way, takes no other and exits with 0', async () => {
  const { service, origin, key } = await startOnDatabase()
  const body = JSON.stringify(heartRates(1_700_000_000, 500))
  const upload = request(`${origin}/v1/ingest`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      // The service says so once it has let the request in, before it has any of the body.
      expect: '100-continue',
    },
  })
  const answered = once(upload, 'response') as Promise<[IncomingMessage]>
  const letIn = once(upload, 'continue')
  upload.flushHeaders()
  await letIn
  upload.write(body.slice(0, 1_000))

  service.process.kill('SIGTERM')
  const isRefused = () =>
    fetchChecked(`${origin}/health`).then(
      () => false,
      () => true,
    )
  await expect.poll(isRefused, { timeout: 5_000, interval: 10 }).toBe(true)
  upload.end(body.slice(1_000))

  const [answer] = await answered
  const text = await readChecked('POST', '/v1/ingest', answer)
  expect({ status: answer.statusCode, report: JSON.parse(text) }).toMatchObject({
    status: 200,
    report: { received: 500, inserted: 500 },
  })
  expect(await service.exited).toEqual({ code: 0, signal: null })
}, 60_000)

test('connections that are kept open without a request do not delay the end', async () => {
  const { service, origin } = await startOnDatabase()
  const agent = new Agent({ keepAlive: true })
  const [answer] = (await once(request(`${origin}/health`, { agent }).end(), 'response')) as [IncomingMessage]
  await readChecked('GET', '/health', answer)
  const startedMs = performance.now()
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - startedMs).toBeLessThan(3_000)
  agent.destroy()
}, 60_000)

test('an upload that does not end is given up after the grace period', async () => {
  const { service, origin, key } = await startOnDatabase({ SHUTDOWN_GRACE_SECONDS: '1' })
  const upload = request(`${origin}/v1/ingest`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-length': 1_000,
      expect: '100-continue',
    },
  })
  const letIn = once(upload, 'continue')
  const broken = once(upload, 'error')
  upload.flushHeaders()
  await letIn
  expect((await service.end('SIGTERM')).code).toBe(1)
  await broken
}, 60_000)

describe('a start that cannot succeed is one line and exit code 1', () => {
  test('when something listens on the port', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { url } = databases.pop() as TestDatabase
    const service = startService({ DATABASE_URL: url, PORT: String(port) })
    expect(await failureOf(service)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Something listens on 127.0.0.1:${port} already: stop it, or set PORT to another port\n`,
    })
    other.close()
  }, 60_000)

  test.each([
    ['PORT', 'SENTINEL'],
    ['DATABASE_URL', 'SENTINEL'],
    ['TRUST_PROXY', 'SENTINEL'],
  ])(
    'when %s is wrong',
    async (name, value) => {
      const failure = await failureOf(startService({ [name]: value }))
      expect(failure).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`^${name}: [^\\n]+\\n$`)),
      })
      expect(failure.stderr).not.toContain(value)
    },
    60_000,
  )

  test('when the host is none of this machine', async () => {
    const { url } = databases.pop() as TestDatabase
    const service = startService({ DATABASE_URL: url, HOST: 'nowhere.invalid' })
    expect(await failureOf(service)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Cannot listen on nowhere\.invalid:\d+: set HOST and PORT [^\n]*\n$/),
    })
  }, 60_000)

  test('when no database answers', async () => {
    const failure = await failureOf(
      startService({ DATABASE_URL: 'postgres://ada:SENTINEL@127.0.0.1:1/health' }),
    )
    expect(failure).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^[^\n]*DATABASE_URL[^\n]*\n$/),
    })
    expect(failure.stderr).not.toContain('SENTINEL')
  }, 60_000)
})

async function startOnDatabase(settings: Record<string, string> = {}) {
  const { url } = databases.pop() as TestDatabase
  const service = startService({ DATABASE_URL: url, ...settings })
  const origin = await service.listening()
  return { service, origin, key: await service.firstKey() }
}

async function failureOf(service: Service) {
  const { code } = await service.exited
  return { code, stdout: service.stdout, stderr: service.stderr }
}
