import { describe, expect, test } from 'vitest'
import { formatContext, parseBody } from '../../../src/ingest/parse/parse-body.ts'

const BOUNDARY = 'Boundary-7F2A'
const multipart = `multipart/form-data; boundary=${BOUNDARY}`

function parse(
  text: string | Buffer,
  contentType: string | null,
  clientHeaders: Record<string, string> = {},
) {
  return parseBody({ bytes: Buffer.from(text as string), contentType, clientHeaders })
}

/** A form as the app writes it: the filename is a path of the phone. */
function formOf(...parts: [name: string, csv: string][]): string {
  const written = parts.map(
    ([name, csv]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="file:///var/mobile/${name}.csv"\r\n` +
      `Content-Type: text/csv\r\n\r\n${csv}\r\n`,
  )
  return `${written.join('')}--${BOUNDARY}--\r\n`
}

async function problemOf(parsed: Promise<unknown>) {
  const error = await parsed.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const { code, detail } = error as { code: string; detail: string }
  return { code, detail }
}

describe('CSV', () => {
  const lines = [
    ['Date/Time', 'Step Count (count)', 'Note'],
    ['2025-03-01 08:00:00', '1234.5', 'a "quoted", long one'],
    ['2025-03-01 09:00:00', '', 'two\r\nlines'],
  ]
  const written = (separator: string, newline: string) =>
    lines
      .map(cells =>
        cells
          .map(cell => (/[",;\t\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
          .join(separator),
      )
      .join(newline)

  test.each([
    ['comma and LF', written(',', '\n')],
    ['comma and CRLF, with one at the end', `${written(',', '\r\n')}\r\n`],
    ['semicolon', written(';', '\r\n')],
    ['tab', written('\t', '\n')],
    ['a byte order mark', `\ufeff${written(',', '\n')}`],
    ['empty lines between', written(',', '\n\n')],
  ])('%s: the same lines of cells', async (_what, text) => {
    const { format, body } = await parse(text, 'text/csv; charset=utf-8')
    expect(format.name).toBe('health-auto-export-csv')
    expect({ ...(body as object) }).toEqual({ HealthData: lines })
  })

  test('a decimal comma is one beside semicolons and nothing that we touch beside commas', async () => {
    const semicolons = await parse('Date;Weight (kg);Note\n2025-03-01;72,512;1,5 to 2', 'text/csv')
    expect({ ...(semicolons.body as object) }).toEqual({
      HealthData: [
        ['Date', 'Weight (kg)', 'Note'],
        ['2025-03-01', '72.512', '1,5 to 2'],
      ],
    })
    const commas = await parse('Date,Weight (kg)\n2025-03-01,"72,512"', 'text/csv')
    expect({ ...(commas.body as object) }).toEqual({
      HealthData: [
        ['Date', 'Weight (kg)'],
        ['2025-03-01', '72,512'],
      ],
    })
  })

  test.each([
    ['WorkoutsData', 'Type,Start,End,Duration,Distance (km)'],
    ['SymptomsData', 'Start,End,Name,Severity,User Entered,Source'],
    ['ECGData', 'Start,End,Classification,Severity,Average Heart Rate (count/min)'],
    ['StateOfMindData', 'Start,End,Kind,Labels,Associations,Valence,Valence Classification'],
    ['HeartRateNotificationsData', 'Start,End,Threshold (count/min)'],
    ['CycleTrackingData', 'Start,End,Name,Value,Is Cycle Start'],
    ['MedicationsData', 'Date,Scheduled Date,Medication,Dosage,Status'],
    ['HealthData', 'Date/Time,Step Count (count),Headache (count)'],
  ])('a file without a name is the %s that its header line fits', async (part, header) => {
    const { body } = await parse(header, 'text/csv')
    expect({ ...(body as object) }).toEqual({ [part]: [header.split(',')] })
  })

  test.each([
    ['cut off inside quotes', 'Date,Note\n2025-03-01,"half', 'body_not_csv'],
    ['not UTF-8', Buffer.from('Date,K\xf6rper\n', 'latin1'), 'body_not_utf8'],
  ])('%s', async (_what, text, code) => {
    expect(await problemOf(parse(text, 'text/csv'))).toMatchObject({ code })
  })

  const notCsv = {
    code: 'body_not_csv',
    detail:
      'The body, or a part of it, is not CSV: send JSON as application/json. In Health Auto Export choose JSON or CSV as ' +
      'Export Format, and do not set a Content-Type of your own',
  }
  const json = { data: { metrics: [{ name: 'step_count', units: 'count', data: [] }] } }
  test.each([
    ['JSON on one line', JSON.stringify(json)],
    ['JSON on many', JSON.stringify(json, null, 2)],
    ['a page', '\ufeff<html><body>504, sorry</body></html>'],
    ['a text', 'Too many requests'],
  ])('%s is no CSV, and no empty file', async (_what, text) => {
    expect(await problemOf(parse(text, 'text/csv'))).toEqual(notCsv)
    expect(await problemOf(parse(formOf(['HealthData', text]), multipart))).toEqual(notCsv)
  })

  test('CSV that is sent as JSON is told how to be sent', async () => {
    expect(await problemOf(parse('Start,End\n1,2', 'application/json'))).toEqual({
      code: 'body_not_json',
      detail:
        'The body is not JSON: send CSV as text/csv. In Health Auto Export choose JSON as Export Format',
    })
  })

  test('a large file is read whole, and lets others run meanwhile', async () => {
    const line = `2025-03-01 08:00:00,"ä, ${'ö'.repeat(50)}"\n`
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    const { body } = await parse(`Date,Note\n${line.repeat(10_000)}`, 'text/csv')
    clearInterval(ticking)
    const [header, ...rest] = (body as { HealthData: string[][] }).HealthData
    expect(header).toEqual(['Date', 'Note'])
    expect(rest).toEqual(Array(10_000).fill(['2025-03-01 08:00:00', `ä, ${'ö'.repeat(50)}`]))
    expect(turns).toBeGreaterThan(3)
  })

  test('lines with too few and too many cells stay as they are', async () => {
    const { body } = await parse('Date,A,B\n2025-03-01,1\n2025-03-02,1,2,3', 'text/csv')
    expect({ ...(body as object) }).toEqual({
      HealthData: [
        ['Date', 'A', 'B'],
        ['2025-03-01', '1'],
        ['2025-03-02', '1', '2', '3'],
      ],
    })
  })
})

describe('multipart/form-data', () => {
  test('every part by its name, in the order of the form; a second one of a name has a number', async () => {
    const form = formOf(
      ['WorkoutsData', 'Type,Start\nRun,2025-03-01'],
      ['HealthData', 'Date,A\n2025-03-01,1'],
      ['HealthData', 'Date,B\n2025-03-01,2'],
      ['__proto__', 'Date,C\n2025-03-01,3'],
    )
    const { format, body } = await parse(form, multipart)
    expect(format.name).toBe('health-auto-export-csv')
    expect(Object.entries(body as object)).toEqual([
      [
        'WorkoutsData',
        [
          ['Type', 'Start'],
          ['Run', '2025-03-01'],
        ],
      ],
      [
        'HealthData',
        [
          ['Date', 'A'],
          ['2025-03-01', '1'],
        ],
      ],
      [
        'HealthData 2',
        [
          ['Date', 'B'],
          ['2025-03-01', '2'],
        ],
      ],
      [
        '__proto__',
        [
          ['Date', 'C'],
          ['2025-03-01', '3'],
        ],
      ],
    ])
  })

  test('a part without a filename, and one above a megabyte, are taken whole', async () => {
    const line = `2025-03-01,${'1'.repeat(20)}\n`
    const csv = `Date,A\n${line.repeat(50_000)}`
    const form = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="HealthData"\r\n\r\n${csv}\r\n--${BOUNDARY}--`
    const { body } = await parse(form, multipart)
    expect((body as { HealthData: unknown[] }).HealthData).toHaveLength(50_001)
  })

  test('many parts of one name are counted, and more than a thousand refused', async () => {
    const parts = (count: number) =>
      formOf(...Array.from({ length: count }, (): [string, string] => ['HealthData', 'Date,A']))
    const { body } = await parse(parts(1_000), multipart)
    expect(Object.keys(body as object)).toHaveLength(1_000)
    expect(Object.keys(body as object).at(-1)).toBe('HealthData 1000')
    expect(await problemOf(parse(parts(1_001), multipart))).toEqual({
      code: 'body_not_multipart',
      detail: 'A form is taken with up to 1000 parts: one for each file of the app',
    })
  })

  test('an empty part is an empty run', async () => {
    const { body } = await parse(formOf(['HealthData', '']), multipart)
    expect({ ...(body as object) }).toEqual({ HealthData: [] })
  })

  const whole = formOf(['HealthData', 'Date,A\n2025-03-01,1'])
  test.each([
    ['cut off inside a part', whole.slice(0, -25), multipart],
    ['cut off inside the head of a part', whole.slice(0, 40), multipart],
    ['another boundary', whole, 'multipart/form-data; boundary=other'],
    ['no boundary', whole, 'multipart/form-data'],
    ['empty', '', multipart],
    ['no form at all', '{"data":{}}', multipart],
  ])('%s is no form', async (_what, text, contentType) => {
    expect(await problemOf(parse(text, contentType))).toEqual({
      code: 'body_not_multipart',
      detail:
        'The body is not complete multipart/form-data with the boundary that its content-type names: ' +
        'it may have been cut off on its way; send it again',
    })
  })

  test('a form without a part of the app is an unknown envelope', async () => {
    expect(await problemOf(parse(formOf(['file', 'a,b\n1,2']), multipart))).toMatchObject({
      code: 'envelope_unknown',
    })
  })
})

describe('newline-delimited JSON', () => {
  test.each(['application/x-ndjson', 'application/jsonl', 'Application/X-NDJSON; charset=utf-8'])(
    '%s: each line that is not empty is a value',
    async contentType => {
      const { format, body } = await parse('{"data":{}}\n\n{"metrics":[]}\r\n', contentType)
      expect(format.name).toBe('health-auto-export')
      expect(body).toEqual([{ data: {} }, { metrics: [] }])
    },
  )

  test('a last line that is cut off makes the body unreadable, and the line is named', async () => {
    expect(await problemOf(parse('{"data":{}}\n{"data":{"metr', 'application/x-ndjson'))).toEqual({
      code: 'body_not_json',
      detail:
        'Line 2 of the body is not complete JSON: it may have been cut off on its way: send it again. ' +
        'In Health Auto Export turn on Batch Requests, so that each body is smaller',
    })
    expect(await problemOf(parse(' \n', 'application/jsonl'))).toEqual({
      code: 'body_not_json',
      detail: 'The body is empty',
    })
  })
})

describe('a forced format', () => {
  const forced = (name: string) => ({ 'x-export-format': name })

  test('must read the envelope that the body has', async () => {
    const csv = 'Date,A\n2025-03-01,1'
    const { format } = await parse(csv, 'text/csv', forced('health-auto-export-csv'))
    expect(format.name).toBe('health-auto-export-csv')
    expect(await problemOf(parse(csv, 'text/csv', forced('typed')))).toMatchObject({
      code: 'envelope_unknown',
    })
    expect(
      await problemOf(parse('{"data":{"metrics":[]}}', null, forced('health-auto-export-csv'))),
    ).toMatchObject({ code: 'envelope_unknown' })
    expect((await parse('{"data":{"metrics":[]}}', null, forced('typed'))).format.name).toBe('typed')
  })
})

describe('the context of a body', () => {
  test('has the client’s time zone before the account’s', () => {
    const headers = { 'automation-aggregation': 'Days', 'x-timezone': 'Asia/Kolkata' }
    expect(formatContext(headers, 'Europe/Berlin')).toEqual({ aggregation: 'Days', timezone: 'Asia/Kolkata' })
    expect(formatContext({}, 'Europe/Berlin')).toEqual({ timezone: 'Europe/Berlin' })
    expect(formatContext({})).toEqual({})
  })

  test('refuses a time zone that is none', async () => {
    expect(
      await problemOf(Promise.resolve().then(() => formatContext({ 'x-timezone': 'Mars/Olympus' }))),
    ).toEqual({ code: 'invalid_request', detail: 'X-Timezone is an IANA name such as Europe/Berlin' })
  })
})
