import { afterEach, describe, expect, test } from 'vitest'
import { importCommand } from '../../src/commands/import.ts'
import { untilSignal } from '../../src/commands/until-signal.ts'
import { readDisabledTypes } from '../../src/read-disabled-types.ts'
import { writeTemporary } from '../support/archives.ts'
import { runCommand } from '../support/command-line.ts'
import { packZip } from '../support/pack-zip.ts'
import { testServer } from '../support/server.ts'

const server = await testServer()
const empty =
  '<?xml version="1.0"?>\n<HealthData locale="en_GB"><ExportDate value="2025-01-15 10:00:00 +0100"/></HealthData>'
const emptyZip = packZip([
  { name: 'apple_health_export/export.xml', content: empty },
  { name: 'apple_health_export/export_cda.xml', content: '<ClinicalDocument/>' },
])
/** Longer than what is read to find out what it is. */
const padded = empty.replace('</', `${' '.repeat(400_000)}</`)
const nothing = { received: 0, inserted: 0, updated: 0, duplicate: 0, rejected: 0 }

afterEach(() =>
  expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual(listeners),
)
const listeners = [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]

describe('an export of the Health app', () => {
  test('is told with --json as events, of which the last is the report', async () => {
    const userId = await server.createUser()
    const { exitCode, out, err } = await importFile('export.zip', emptyZip, userId, ['--json'])
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    const events = out.trim().split('\n').map(line => JSON.parse(line)) // biome-ignore format: one line
    const report = events.pop()
    expect(events.length).toBeGreaterThan(0)
    for (const event of events) {
      expect(event).toEqual({
        event: 'progress',
        bytes_read: expect.any(Number),
        bytes_total: empty.length,
        records: 0,
        records_per_second: null,
        seconds_left: null,
        xml_faults: 0,
      })
    }
    expect(report).toEqual({
      event: 'report',
      ingestion_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resumed: false,
      status: 'processed',
      format: expect.any(String),
      ...nothing,
      count: 0,
      by_type: {},
      uncatalogued: [],
      errors: [],
      errors_truncated: false,
      processing_ms: expect.any(Number),
      xml_faults: 0,
      left_out: 0,
      files_not_read: ['apple_health_export/export_cda.xml'],
    })
  })

  test('is told as a table when piped, and with a bar that is gone afterwards on a terminal', async () => {
    const userId = await server.createUser()
    const table = /^Imported as ingestion [0-9a-f-]{36}\.\n\ntype +received .*\ntotal +0 .*\n$/
    const piped = await importFile('export.xml', empty, userId)
    expect(piped).toEqual({ exitCode: 0, err: '', out: expect.stringMatching(table) })
    const shown = await importFile('export.xml', empty, userId, [], { columns: 60 })
    expect(shown).toEqual({ exitCode: 0, err: expect.any(String), out: expect.stringMatching(table) })
    expect(readable(shown.err)).toMatch(/^<line>\[#*-*\] {2}\d+ %[^<]*<line>$/)
  })

  test('leaves a line in the audit, but for a dry run, which has no ingestion either', async () => {
    const userId = await server.createUser()
    const dry = await importFile('export.zip', emptyZip, userId, ['--dry-run', '--json'])
    expect(JSON.parse(dry.out.trim().split('\n').at(-1)!)).toMatchObject({
      event: 'report',
      ingestion_id: null,
    })
    expect(await auditOf(userId)).toEqual([])
    await importFile('export.zip', emptyZip, userId)
    const wrongSum = packZip([{ name: 'export.xml', content: padded, crc: 1 }])
    expect(await failureOf('export.zip', wrongSum, userId)).toMatchObject({ code: 'export_damaged' })
    expect(await auditOf(userId)).toEqual(['ok', 'export_damaged'])
  })

  test('ends at a signal with what it has, says how to go on, and goes on', async () => {
    const userId = await server.createUser()
    const record = (index: number) =>
      `<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" value="60" startDate="${new Date(1.7e12 + index * 1000).toISOString()}" endDate="${new Date(1.7e12 + index * 1000).toISOString()}"/>\n`
    const long = `<HealthData>${Array.from({ length: 40_000 }, (_, index) => record(index)).join('')}</HealthData>`
    const path = writeTemporary('export.xml', long)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const onWrite = (text: string) => void (text.includes('%') && process.emit(signal))
      const dry = await run([path, '--user', userId, '--dry-run'], { columns: 80, onWrite })
      expect(dry.err).toMatch(/Interrupted at \d+ %: nothing was to be written\n$/)
      const { exitCode, out, err } = await run([path, '--user', userId], { columns: 80, onWrite })
      expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' })
      expect(readable(err)).toMatch(
        /<line>Ending with what is under way; once more ends at once\n.*Interrupted at \d{1,2} %: run the same command again to go on\n$/,
      )
    }
    expect(await auditOf(userId)).toEqual(['broke_off', 'broke_off'])
    expect((await run([path, '--user', userId])).exitCode).toBe(0)
  })
})

test('a second signal ends the process as if nobody listened', async () => {
  const heard: string[] = []
  const stopped = await untilSignal(
    () => heard.push('stop'),
    async signal => {
      process.emit('SIGINT')
      expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual(listeners)
      return signal.aborted
    },
  )
  expect([stopped, heard]).toEqual([true, ['stop']])
})

describe('a wrong call', () => {
  test('of --since or --only is told with what is wrong', async () => {
    const userId = await server.createUser()
    const fail = (...args: string[]) => failureOf('export.zip', emptyZip, userId, args)
    for (const since of ['yesterday', '2024-02-30', '2024-01-31T08:00:00']) {
      expect(await fail('--since', since)).toEqual({
        exitCode: 2,
        code: 'bad_usage',
        detail: expect.stringContaining('It must be a date such as 2024-01-31'),
      })
    }
    expect(await fail('--only', 'heart_rate,shoe_size')).toEqual({
      exitCode: 2,
      code: 'bad_usage',
      detail: expect.stringContaining("There is no type 'shoe_size'"),
    })
    expect(await fail('--only', '')).toMatchObject({ exitCode: 2, code: 'bad_usage' })
    const wishes = [
      '--since',
      '2024-01-31',
      '--only',
      'heart_rate, HKQuantityTypeIdentifierStepCount,workout',
    ]
    expect(await importFile('export.zip', emptyZip, userId, wishes)).toMatchObject({ exitCode: 0 })
  })

  test('is to wish for anything of a file that is no export of the Health app', async () => {
    const userId = await server.createUser()
    const ours = packZip([
      { name: 'README.txt', content: 'x' },
      { name: 'manifest.json', content: '{}' },
    ])
    for (const args of [['--dry-run'], ['--since', '2024-01-31'], ['--only', 'workout']]) {
      for (const [name, content] of [
        ['a.json', '{}'],
        ['a.zip', ours],
      ] as const) {
        expect(await failureOf(name, content, userId, args)).toEqual({
          exitCode: 2,
          code: 'bad_usage',
          detail: expect.stringContaining('are for an export of Apple’s Health app'),
        })
      }
    }
  })

  test('is a user who is not there', async () => {
    expect(await failureOf('export.zip', emptyZip, 'nobody@example.org')).toMatchObject({
      exitCode: 1,
      code: 'not_found',
    })
  })
})

describe('a file that is no whole export is told by its own problem:', () => {
  test.each([
    ['export_damaged', 'export.zip', emptyZip.subarray(0, -30)],
    ['archive_invalid', 'export.zip', packZip([{ name: 'README.txt', content: 'x' }]).subarray(0, -5)],
    ['export_encrypted', 'export.zip', packZip([{ name: 'export.xml', content: empty, flags: 1 }])],
    ['export_unsafe', 'export.zip', packZip([{ name: '../export.xml', content: empty }])],
    ['export_unknown', 'export_cda.xml', '<ClinicalDocument/>'],
    ['file_unsupported', 'photos.zip', packZip([{ name: 'a.jpg' }])],
    ['file_unsupported', 'a.pdf', '%PDF'],
  ])('%s of %s', async (code, name, content) => {
    expect(await failureOf(name, content, await server.createUser())).toEqual({
      exitCode: 1,
      code,
      detail: expect.any(String),
    })
  })
})

const run = (args: string[], watching: Parameters<typeof runCommand>[3] = {}) =>
  runCommand(
    { DATABASE_URL: server.url },
    context => [importCommand(context, readDisabledTypes)],
    ['import', ...args],
    watching,
  )

const importFile = (
  name: string,
  content: string | Buffer,
  user: string,
  args: string[] = [],
  watching: Parameters<typeof runCommand>[3] = {},
) => run([writeTemporary(name, content), '--user', user, ...args], watching)

async function failureOf(name: string, content: string | Buffer, user: string, args: string[] = []) {
  const { exitCode, err } = await importFile(name, content, user, [...args, '--json'])
  return { exitCode, ...JSON.parse(err) }
}

/** A line is redrawn by going to its beginning and erasing what was longer. */
const readable = (drawn: string) => drawn.replaceAll('\x1b[K', '').replaceAll('\r', '<line>')

async function auditOf(userId: string): Promise<string[]> {
  const { rows } = await server.pool.query(
    `select outcome from audit_log
     where user_id = $1 and key_id is null and action = 'account.import' and target = user_id::text order by id`,
    [userId],
  )
  return rows.map(({ outcome }) => outcome)
}
