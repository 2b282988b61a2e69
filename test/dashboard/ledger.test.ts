import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { adviceOn, recordCodes } from '../../dashboard/ledger/rejection-advice.ts'
import { Partitions } from '../../src/database/partitions.ts'
import {
  findViolations,
  lacksBrowser,
  looks,
  openPage,
  overflowOf,
  settle,
  signIn,
} from '../support/browser.ts'
import { shiftOfLoading } from '../support/layout-shifts.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()
const partitions = new Partitions(door.pool)
const HOUR_MS = 3_600_000

const openAccount = async () => door.createKey(await door.createUser())
const app = (automation: string) => ({ 'user-agent': 'HealthAutoExport/8.2', 'automation-name': automation })
const bpm = (minute: number, avg_bpm: unknown = 60) => ({
  type: 'HeartRate',
  recorded_at: new Date(Date.UTC(2025, 0, 15, 10, minute)).toISOString(),
  avg_bpm,
  source: 'Test watch',
})

async function sendBody(key: string, metrics: unknown, headers: Record<string, string> = {}) {
  const body = typeof metrics === 'string' ? metrics : { data: { metrics } }
  const answer = await door.call('POST', '/v1/ingest', { key, body, headers })
  return answer.json().ingestion_id as string
}

/** As if it had been sent so many hours ago. */
async function sendAgo(key: string, hours: number, headers: Record<string, string>) {
  const id = await sendBody(key, [], headers)
  const receivedAt = new Date(Date.now() - hours * HOUR_MS)
  await partitions.ensure('raw_ingestions', [receivedAt.getTime()])
  await door.pool.query('update raw_ingestions set received_at = $2 where id = $1', [id, receivedAt])
}

/** A body of each kind: complete, partly kept for three reasons, rejected, unreadable and empty. */
async function sendMixed(key: string) {
  const complete = await sendBody(key, [bpm(0), bpm(1)], app('Heart'))
  const partial = await sendBody(
    key,
    [
      bpm(0),
      bpm(2),
      ...Array.from({ length: 5 }, (_, index) => bpm(3 + index, 900)),
      { ...bpm(8), recorded_at: 'yesterday' },
      { type: 'screen_weather', recorded_at: '2025-01-15T10:00:00Z', words: 'mild' },
    ],
    app('Heart'),
  )
  const rejected = await sendBody(key, [bpm(9, null)], { 'user-agent': 'scale/1.3' })
  const failed = await sendBody(key, '{"data": {"metrics": [', app('Heart'))
  const empty = await sendBody(key, [], app('Heart'))
  return { complete, partial, rejected, failed, empty }
}

const textsOf = async (page: Page, selector: string) =>
  (await page.locator(selector).allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' ').trim())
const rowsOf = async (page: Page) =>
  (await textsOf(page, '.ledger-row')).map(text => text.replace(/ · [\d.]+ (bytes|kB)/, ''))

test('every code that a record can be rejected for has a row of advice', () => {
  const document = readFileSync(new URL('../../docs/rejections.md', import.meta.url), 'utf8')
  const records = document.slice(document.indexOf('## Records'), document.indexOf('## Requests'))
  const codes = [...records.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(0)
  expect([...recordCodes].sort()).toEqual(codes.sort())
  expect(adviceOn('code_of_tomorrow').title).toBe('code of tomorrow')
})

test.skipIf(lacksBrowser)(
  'every ingestion is listed with its counts, and can be found by its result',
  async () => {
    const key = await openAccount()
    await sendMixed(key)
    const page = await openPage(origin)
    await signIn(page, key, '#/ledger')
    const row = (title: string, about: string, counts: string, result: string) =>
      `${title} just now · ${about} ${counts} ${result}`
    const counted = (...counts: (number | string)[]) =>
      ['Received', 'New', 'Changed', 'Known', 'Rejected']
        .map((label, index) => `${label} ${counts[index]}`)
        .join(' ')
    const heart = 'Health Auto Export'
    expect(await rowsOf(page)).toEqual([
      row('Heart', heart, counted(0, 0, 0, 0, 0), 'Empty'),
      row('Heart', heart, counted('–', '–', '–', '–', '–'), 'Unreadable'),
      row('scale', 'Typed records', counted(1, 0, 0, 0, 1), 'Rejected'),
      row('Heart', `${heart} · Typed records`, counted(9, 2, 0, 1, 6), 'Partly kept'),
      row('Heart', `${heart} · Typed records`, counted(2, 2, 0, 0, 0), 'Complete'),
    ])
    await page.getByLabel('Show').selectOption({ label: 'With problems' })
    await page.locator('.ledger-row').nth(3).waitFor({ state: 'detached' })
    await settle(page)
    expect(page.url()).toBe(`${origin}/#/ledger?status=partial%2Crejected%2Cfailed`)
    expect(await textsOf(page, '.ledger-status')).toEqual(['Unreadable', 'Rejected', 'Partly kept'])
    await page.goto('/#/ledger?status=failed')
    await page.locator('.ledger-row').nth(1).waitFor({ state: 'detached' })
    await settle(page)
    expect(await textsOf(page, '.ledger-status')).toEqual(['Unreadable'])
  },
)

test.skipIf(lacksBrowser)(
  'the list goes on page by page, and new ones appear at its top by themselves',
  async () => {
    const key = await openAccount()
    for (let body = 0; body < 53; body++) await sendBody(key, [bpm(body)], app(`Run ${body}`))
    const page = await openPage(origin)
    await signIn(page, key, '#/ledger')
    const titles = page.locator('.ledger-what a')
    expect(await titles.count()).toBe(50)
    await page.getByText('Live', { exact: true }).waitFor()
    await sendBody(key, [bpm(1), bpm(59)], app('Unasked'))
    await titles.getByText('Unasked').waitFor()
    await page.getByRole('button', { name: 'Show earlier ones' }).click()
    await titles.getByText('Run 0', { exact: true }).waitFor()
    expect(await titles.allTextContents()).toEqual([
      'Unasked',
      ...Array.from({ length: 53 }, (_, index) => `Run ${52 - index}`),
    ])
    expect(await page.getByRole('button', { name: 'Show earlier ones' }).count()).toBe(0)
  },
)

test.skipIf(lacksBrowser)(
  'each rejection is shown under its reason, with its place and what to change; unknown names beside',
  async () => {
    const key = await openAccount()
    const { failed } = await sendMixed(key)
    const page = await openPage(origin)
    await signIn(page, key, '#/ledger')
    await page.locator('.ledger-row', { hasText: 'Partly kept' }).getByRole('link').click()
    await page.locator('h1:focus').waitFor()
    await page.getByRole('heading', { name: 'What was not kept, and why' }).waitFor()
    await page.getByText('Where they stood').click()
    expect(await textsOf(page, '.rejection')).toEqual([
      'The value is impossible 5 times Look at the unit first: a value in the wrong unit is the usual reason. ' +
        `Where they stood ${[2, 3, 4, 5, 6].map(place => `/data/metrics/${place} avg_bpm 900 is above 300`).join(' ')} ` +
        'Code out_of_range',
      'The date cannot be read Write dates with their offset, such as 2025-01-15T10:00:00Z, or as Health Auto Export does. ' +
        '/data/metrics/7 recorded_at is not a date that we can read Code invalid_date',
    ])
    expect(await textsOf(page, '.names .tag')).toEqual(['screen_weather'])
    expect(await textsOf(page, 'tbody tr')).toEqual(['Heart rate 8 1 0 1 6', 'Screen weather 1 1 0 0 0'])
    await page.goto(`/#/ledger/${failed}`)
    await page.getByRole('heading', { name: 'Why it could not be read' }).waitFor()
    await page.getByText('turn on Batch Requests, so that each body is smaller.').waitFor()
  },
)

test.skipIf(lacksBrowser)('errors beyond the first page are asked for', async () => {
  const key = await openAccount()
  const id = await sendBody(
    key,
    Array.from({ length: 600 }, (_, minute) => bpm(minute, 900)),
  )
  const page = await openPage(origin)
  await signIn(page, key, `#/ledger/${id}`)
  await page.getByText('The first 500 are shown.').waitFor()
  await page.getByRole('heading', { name: 'The value is impossible 500 times' }).waitFor()
  await page.getByRole('button', { name: 'Show more', exact: true }).click()
  await page.getByRole('heading', { name: 'The value is impossible 600 times' }).waitFor()
  expect(await page.getByText('are shown.').count()).toBe(0)
})

test.skipIf(lacksBrowser)(
  'what was sent is saved as it came, under a name that says what it is',
  async () => {
    const key = await openAccount()
    const body = ' {"data": {"metrics": []}}\n'
    const id = await sendBody(key, body, app('Heart: a/b'))
    const page = await openPage(origin)
    await signIn(page, key, `#/ledger/${id}`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download what was sent' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^\d{4}-\d\d-\d\d \d{4} Heart a b\.json$/)
    expect(readFileSync(await download.path(), 'utf8')).toBe(body)
  },
)

test.skipIf(lacksBrowser)(
  'reading again shows the fresh counts beside the old ones, to who may do it',
  async () => {
    const key = await openAccount()
    const { complete, failed } = await sendMixed(key)
    const page = await openPage(origin, { expectedStatuses: [400, 401] })
    await signIn(page, key, `#/ledger/${complete}`)
    await page.getByRole('button', { name: 'Read again' }).click()
    await page.locator('.readings').waitFor()
    const readings = [
      expect.stringMatching(/^(Before|When it came) Read again just now$/),
      'Result Complete Complete',
      'Received 2 2',
      'New 2 0',
      'Changed 0 0',
      'Known 0 2',
      'Rejected 0 0',
    ]
    expect(await textsOf(page, '.readings tr')).toEqual(readings)
    // It stays in the ledger.
    await page.reload()
    await settle(page)
    expect(await textsOf(page, '.readings tr')).toEqual(readings)
    await page.goto(`/#/ledger/${failed}`)
    await page.getByRole('heading', { name: 'Why it could not be read' }).waitFor()
    await page.getByRole('button', { name: 'Read again' }).click()
    await page.locator('.outcome .problem', { hasText: 'complete JSON' }).waitFor()

    const reader = await openPage(origin)
    const userId = await door.createUser()
    const id = await sendBody(await door.createKey(userId, ['ingest']), [bpm(0)])
    await signIn(reader, await door.createKey(userId, ['read']), `#/ledger/${id}`)
    await reader.getByRole('heading', { name: 'By type' }).waitFor()
    expect(await reader.getByRole('button', { name: 'Read again' }).count()).toBe(0)
  },
)

test.skipIf(lacksBrowser)('who has fallen silent is told first, with what to try', async () => {
  const key = await openAccount()
  for (const hours of [29, 28, 27, 26.2]) await sendAgo(key, hours, app('Heart'))
  await sendAgo(key, 40, app('Sleep'))
  for (const hours of [2, 1]) await sendAgo(key, hours, { 'user-agent': 'scale/1.3' })
  const page = await openPage(origin)
  await signIn(page, key, '#/ledger')
  await page.getByText('Your phone has been silent for 26 hours.').waitFor()
  expect(await textsOf(page, '.sender h3')).toEqual(['Your phone', 'scale'])
  expect(await textsOf(page, '.sender header .tag')).toEqual(['Silent', 'In touch'])
  await page.getByText('Last heard 1 hour ago, usually every 1 h.').waitFor()
  await page.getByText('What to try').click()
  await page.getByText('Unlock the phone and open the app once').waitFor()
  await page.getByText('2 automations').click()
  expect(await textsOf(page, '.sender-automations li')).toEqual([
    expect.stringMatching(/^Heart 1 day ago, usually every 1 h Silent$/),
    'Sleep 1 day ago Silent',
  ])
  // It speaks again, and the page hears it.
  await page.getByText('Live', { exact: true }).waitFor()
  await sendBody(key, [bpm(0)], app('Heart'))
  await page.locator('.sender', { hasText: 'Your phone' }).getByText('In touch').waitFor()
})

test.skipIf(lacksBrowser)(
  'an account that nothing has come to says so, and an address that leads nowhere too',
  async () => {
    const page = await openPage(origin, { expectedStatuses: [401, 404] })
    await signIn(page, await openAccount(), '#/ledger')
    await page.getByText('Nothing has arrived yet').waitFor()
    await page.goto('/#/ledger/nonsense')
    await page.getByText('No such ingestion').waitFor()
  },
)

const shownKey = await openAccount()
const shown = await sendMixed(shownKey)
await sendAgo(shownKey, 50, { 'user-agent': 'Shortcuts/2600.1' })
await door.call('POST', `/v1/ingestions/${shown.complete}/replay`, { key: shownKey })
for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`the ledger is open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const page = await openPage(origin, { viewport, colorScheme })
    await signIn(page, shownKey, '#/ledger')
    for (const place of ['', `/${shown.partial}`, `/${shown.complete}`, `/${shown.failed}`]) {
      await page.goto(`/#/ledger${place}`)
      await page
        .locator(place === '' ? '.ledger-row' : '.ingestion-facts')
        .first()
        .waitFor()
      await settle(page)
      await page.evaluate(`for (const one of document.querySelectorAll('main details')) one.open = true`)
      expect(await findViolations(page), place).toEqual([])
      expect(await overflowOf(page), place).toBe(0)
    }
  })
}

for (const viewport of ['narrow', 'wide'] as const) {
  test.skipIf(lacksBrowser)(`nothing moves while the answers come: ${viewport}`, async () => {
    const key = await openAccount()
    await sendMixed(key)
    const page = await openPage(origin, { viewport })
    await signIn(page, key, '#/ledger')
    const order = { first: '**/v1/ingestions?*', last: '**/v1/clients*' }
    expect(await shiftOfLoading(page, order)).toBeLessThan(0.01)
  })
}
