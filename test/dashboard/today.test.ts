import { expect, test } from 'vitest'
import {
  findViolations,
  lacksBrowser,
  looks,
  openPage,
  overflowOf,
  settle,
  signIn,
} from '../support/browser.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()

/** What time it is on the page: 18:00 in Berlin. */
const now = new Date('2026-03-11T17:00:00Z')
const DAY_MS = 86_400_000
/** 08:00 in Berlin, so many days ago. */
const morning = (daysAgo: number, minutes = 0): string =>
  new Date(Date.parse('2026-03-11T07:00:00Z') - daysAgo * DAY_MS + minutes * 60_000).toISOString()

const quantity = (metric: string, daysAgo: number, value: number, unit: string) => ({
  type: 'Quantity',
  metric,
  recorded_at: morning(daysAgo),
  value,
  unit,
})

/** Four weeks and today. */
const days = Array.from({ length: 29 }, (_, daysAgo) => daysAgo)
const metrics = [
  // 5,000 to 7,700 on the days before, 4,000 today.
  ...days.map(daysAgo =>
    quantity('step_count', daysAgo, daysAgo === 0 ? 4_000 : 4_900 + daysAgo * 100, 'count'),
  ),
  // Each of 50, 51, 52 and 53 on a quarter of the days, 60 today.
  ...days.map(daysAgo =>
    quantity('resting_heart_rate', daysAgo, daysAgo === 0 ? 60 : 50 + (daysAgo % 4), 'count/min'),
  ),
  quantity('body_mass', 1, 80, 'kg'),
  quantity('moon_phase', 3, 0.4, 'lune'),
  { type: 'BloodPressure', recorded_at: morning(2), systolic: 121, diastolic: 78 },
  ...[0, 1, 2, 3, 4, 5].flatMap(daysAgo => [
    // From 23:00 to 07:00, half of it deep.
    { type: 'Sleep', started_at: morning(daysAgo, -540), ended_at: morning(daysAgo, -300), stage: 'deep' },
    { type: 'Sleep', started_at: morning(daysAgo, -300), ended_at: morning(daysAgo, -75), stage: 'core' },
    { type: 'Sleep', started_at: morning(daysAgo, -75), ended_at: morning(daysAgo, -60), stage: 'awake' },
  ]),
]

async function userOf(units: 'metric' | 'imperial'): Promise<string> {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  await door.call('PATCH', '/v1/me', { key, body: { timezone: 'Europe/Berlin', units } })
  const sent = await door.call('POST', '/v1/ingest', { key, body: { data: { metrics } } })
  expect(sent.json()).toMatchObject({ status: 'processed', received: metrics.length, rejected: 0 })
  return key
}
const key = await userOf('metric')

const cards = [
  ['Steps', '4,000', 'so far today', 'Usually 5,270–7,430 a day', 'Not there yet.'],
  [
    'Last night',
    '7 h 45 min',
    'asleep, 23:00 to 07:00',
    'Deep 4 h',
    'Core 3 h 45 min',
    'Awake 15 min',
    'Usually 7 h 45 min to 7 h 45 min',
    'As usual.',
  ],
  ['Resting heart rate', '60bpm', '10 hours ago', 'Usually 50–53 bpm', 'Higher than usual.'],
  ['Blood pressure', '121/78mmHg', '2 days ago', 'Too few days to say what is usual'],
  ['Weight', '80kg', '1 day ago', 'Too few days to say what is usual'],
]
const linesOf = (texts: string[]): string[][] =>
  texts.map(text =>
    text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== ''),
  )

test.skipIf(lacksBrowser)(
  'what there is stands beside what is usual, and what there is not is not shown',
  async () => {
    const page = await openPage(origin)
    await page.clock.setFixedTime(now)
    await signIn(page, key)
    expect(await page.locator('.lead').textContent()).toBe('Wednesday, 11 March 2026')
    expect(await page.locator('h2').allTextContents()).toEqual([
      'Activity',
      'Sleep',
      'Heart and body',
      'Newest values',
    ])
    expect(linesOf(await page.locator('article').allInnerTexts())).toEqual(cards)
    expect(
      linesOf(await page.locator('.newest li').allInnerTexts()).map(([name, ...rest]) => [
        name,
        rest.join(' '),
      ]),
    ).toEqual([
      ['Resting heart rate', '60 bpm 10 hours ago'],
      ['Steps', '4,000 10 hours ago'],
      ['Weight', '80 kg 1 day ago'],
      ['Blood pressure', '121/78 mmHg 2 days ago'],
      ['Moon phase', '0.4 lune 3 days ago'],
    ])
    const startedMs = performance.now()
    await page.reload()
    await settle(page)
    console.log(`Today: ${Math.round(performance.now() - startedMs)} ms from its address to its last figure`)
    await page.getByRole('link', { name: 'Steps' }).first().click()
    await page.waitForURL('**/#/metric/step_count')
  },
)

test.skipIf(lacksBrowser)('whoever comes back to the page sees what is so now', async () => {
  const own = await userOf('metric')
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, own)
  const newer = { ...quantity('body_mass', 0, 79.5, 'kg'), recorded_at: '2026-03-12T06:00:00Z' }
  await door.call('POST', '/v1/ingest', { key: own, body: { data: { metrics: [newer] } } })
  await page.clock.setFixedTime(new Date('2026-03-12T07:00:00Z'))
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
  const weight = page.locator('article', { hasText: 'Weight' })
  await weight.getByText('79.5').waitFor()
  expect(linesOf([await weight.innerText()])[0]?.slice(0, 3)).toEqual(['Weight', '79.5kg', '1 hour ago'])
  expect(await page.locator('.lead').textContent()).toBe('Thursday, 12 March 2026')
})

test.skipIf(lacksBrowser)('time in bed is not held against what one usually sleeps', async () => {
  const own = await userOf('metric')
  const inBed = {
    type: 'Sleep',
    started_at: '2026-03-11T22:00:00Z',
    ended_at: '2026-03-12T07:00:00Z',
    stage: 'in_bed',
  }
  await door.call('POST', '/v1/ingest', { key: own, body: { data: { metrics: [inBed] } } })
  const page = await openPage(origin)
  await page.clock.setFixedTime(new Date('2026-03-12T08:00:00Z'))
  await signIn(page, own)
  expect(linesOf([await page.locator('.night-card').innerText()])).toEqual([
    ['Last night', '9 h', 'in bed, 23:00 to 08:00', 'Usually 7 h 45 min to 7 h 45 min asleep'],
  ])
})

test.skipIf(lacksBrowser)('units are those of the account', async () => {
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, await userOf('imperial'))
  const weight = page.locator('article', { hasText: 'Weight' })
  expect(linesOf(await weight.allInnerTexts())[0]?.slice(0, 2)).toEqual(['Weight', '176.4lb'])
})

test.skipIf(lacksBrowser)(
  'whoever has nothing yet is led to connecting a phone, if the key may',
  async () => {
    const userId = await door.createUser()
    const page = await openPage(origin)
    await signIn(page, await door.createKey(userId))
    await page.getByText('Nothing has arrived yet').waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Connect a phone' }).click()
    await page.waitForURL('**/#/connect')
    const reading = await openPage(origin)
    await signIn(reading, await door.createKey(userId, ['read']))
    await reading.getByText('Nothing has arrived yet').waitFor()
    expect(await reading.getByRole('link', { name: 'Connect a phone' }).count()).toBe(0)
  },
)

test.skipIf(lacksBrowser)('without a network it says so, and comes back when asked to', async () => {
  const page = await openPage(origin, { losesConnection: true })
  await page.clock.setFixedTime(now)
  await signIn(page, key, '#/nowhere')
  await page.route('**/v1/metrics', route => route.abort('internetdisconnected'))
  await page.goto('/#/today')
  await page.getByText('The service does not answer').waitFor()
  expect(await findViolations(page)).toEqual([])
  await page.unroute('**/v1/metrics')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Activity' }).waitFor()
  await settle(page)
  expect(linesOf(await page.locator('article').allInnerTexts())).toEqual(cards)
})

for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`Today is open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const page = await openPage(origin, { viewport, colorScheme })
    await page.clock.setFixedTime(now)
    await signIn(page, key)
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
  })
}
