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

/** What time it is on the page. */
const now = new Date('2026-03-11T17:00:00Z')

async function createSleeper(): Promise<{ userId: string; key: string }> {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  await door.call('PATCH', '/v1/me', { key, body: { timezone: 'Europe/Berlin' } })
  return { userId, key }
}
async function send(key: string, metrics: object[]) {
  const sent = await door.call('POST', '/v1/ingest', { key, body: { data: { metrics } } })
  expect(sent.json()).toMatchObject({ status: 'processed', received: metrics.length })
}

const dayMs = 86_400_000
/** Minutes after the midnight of Berlin with which the day begins that is so many before the 11th of March. */
const at = (daysAgo: number, minutes: number): string =>
  new Date(Date.parse('2026-03-10T23:00:00Z') - daysAgo * dayMs + minutes * 60_000).toISOString()
const segment = (daysAgo: number, stage: string, from: number, to: number, source = 'Watch') => ({
  type: 'Sleep',
  started_at: at(daysAgo, from),
  ended_at: at(daysAgo, to),
  stage,
  source,
})
const heart = (minutes: number, bpm: number) => ({
  type: 'HeartRate',
  recorded_at: at(0, minutes),
  min_bpm: bpm - 2,
  avg_bpm: bpm,
  max_bpm: bpm + 2,
  source: 'Watch',
})

const sleeper = await createSleeper()
await send(sleeper.key, [
  // Of today: from 23:30 to 07:00, with a quarter of an hour awake.
  segment(0, 'core', -30, 90),
  segment(0, 'deep', 90, 180),
  segment(0, 'awake', 180, 195),
  segment(0, 'rem', 195, 270),
  segment(0, 'core', 270, 420),
  segment(0, 'in_bed', -60, 430, 'Phone'),
  // From 22:30 to 06:30 each, and none two days ago.
  ...[1, 3, 4, 5, 40, 41].flatMap(daysAgo => [
    segment(daysAgo, 'core', -90, 150),
    segment(daysAgo, 'deep', 150, 270),
    segment(daysAgo, 'rem', 270, 390),
  ]),
  heart(0, 60),
  heart(200, 50),
  heart(400, 55),
])

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

test.skipIf(lacksBrowser)('a month of nights says what is usual, and each of its bars a night', async () => {
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, sleeper.key, '#/sleep')
  expect(await page.locator('.lead').textContent()).toBe('10 Feb – 11 Mar 2026')
  expect(linesOf(await page.locator('.nights-head').innerText())).toEqual([
    // Four of eight hours, and one of seven and a quarter.
    '7 h 51 min',
    'asleep on average, of 5 nights',
  ])
  expect((await page.locator('.sleep-figures article').allInnerTexts()).map(linesOf)).toEqual([
    ['Asleep', '7 h 51 min', 'mostly 8 h to 8 h'],
    // Of the one night of which both is known.
    ['In bed', '8 h 10 min', '89% of it asleep'],
    ['Bedtime', '22:30', 'usually'],
    ['Wake-up', '06:30', 'usually'],
  ])
  expect((await page.locator('.stage-total').allInnerTexts()).map(linesOf)).toEqual([
    ['Deep', '1 h 54 min', '24%'],
    ['Core', '4 h 6 min', '52%'],
    ['REM', '1 h 51 min', '24%'],
    ['Awake', '3 min'],
  ])
  await page.getByText('As seen by Watch. Time in bed also from Phone.').waitFor()
  const bars = page.getByRole('figure').getByRole('link')
  expect(await bars.count()).toBe(5)
  expect(await bars.last().getAttribute('aria-label')).toBe(
    'Wed 11 Mar: 7 h 15 min asleep. Deep 1 h 30 min, Core 4 h 30 min, REM 1 h 15 min, Awake 15 min',
  )
  await page.getByText('The numbers as a table').click()
  expect((await page.locator('tbody tr').first().innerText()).split(/\s*\t\s*/)).toEqual([
    'Wed 11 Mar',
    '7 h 15 min',
    '8 h 10 min',
    '23:30',
    '07:00',
    '1 h 30 min',
    '4 h 30 min',
    '1 h 15 min',
    '15 min',
  ])
})

test.skipIf(lacksBrowser)('a night without stages makes those of the others no shorter', async () => {
  const { key } = await createSleeper()
  await send(key, [segment(1, 'core', 0, 360), segment(1, 'deep', 360, 480), segment(2, 'asleep', 0, 420)])
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, key, '#/sleep?range=week')
  const legend = async () => linesOf(await page.locator('.night-legend').innerText()).join(' ')
  expect(await legend()).toBe('Average Deep 2 h Core 6 h Asleep –')
  expect((await page.locator('.stage-total').allInnerTexts()).map(linesOf)).toEqual([
    ['Deep', '2 h', '25%'],
    ['Core', '6 h', '75%'],
  ])
  await page.getByRole('figure').getByRole('link').first().focus()
  expect(await legend()).toBe('Mon 9 Mar Deep – Core – Asleep 7 h')
})

test.skipIf(lacksBrowser)(
  'by the arrow keys one goes from night to night, past the ones that are unknown, and by Enter into one',
  async () => {
    const page = await openPage(origin)
    await page.clock.setFixedTime(now)
    await signIn(page, sleeper.key, '#/sleep?range=week')
    const bars = page.getByRole('figure').getByRole('link')
    await bars.last().focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(
      /^Sun 8 Mar: 8 h/,
    )
    expect(await page.locator('.night-looked').textContent()).toBe('Sun 8 Mar')
    // One bar only is in the order of the Tab key: the one that was looked at.
    expect(await page.getByRole('figure').locator('a[tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Night to Sunday, 8 March 2026' }).waitFor()
  },
)

test.skipIf(lacksBrowser)(
  'ranges and the times before have addresses, and a week of a year leads on',
  async () => {
    const page = await openPage(origin)
    await page.clock.setFixedTime(now)
    await signIn(page, sleeper.key, '#/sleep')
    await page.getByRole('radio', { name: 'Week' }).check()
    await settle(page)
    expect(await page.locator('.lead').textContent()).toBe('5 – 11 Mar 2026')
    await page.getByRole('button', { name: 'Earlier' }).click()
    await page.getByText('No sleep is known of these days').waitFor()
    expect(await page.evaluate('location.hash')).toBe('#/sleep?range=week&to=2026-03-04')
    await page.getByRole('link', { name: 'Go there' }).click()
    await page.getByText('asleep on average, of 5 nights').waitFor()
    await page.getByRole('radio', { name: 'Year' }).check()
    await page.getByText('asleep on average, of 7 nights; each bar is an average night of a week').waitFor()
    const bars = page.getByRole('figure').getByRole('link')
    expect(await bars.count()).toBe(2)
    const startedMs = performance.now()
    await bars.first().click()
    await page.getByText('asleep on average, of 2 nights').waitFor()
    console.log(`Sleep: ${Math.round(performance.now() - startedMs)} ms from a year to a week`)
    expect(await page.evaluate('location.hash')).toBe('#/sleep?range=week&to=2026-02-04')
    await page.reload()
    await page.getByText('asleep on average, of 2 nights').waitFor()
  },
)

test.skipIf(lacksBrowser)('a night has its stages by the hour, its sources and its heart rate', async () => {
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, sleeper.key, '#/sleep/2026-03-11')
  expect(await page.locator('h1').textContent()).toBe('Night to Wednesday, 11 March 2026')
  expect(await page.locator('.lead').textContent()).toBe('23:30 to 07:00')
  expect(await page.locator('.hypnogram svg').getAttribute('aria-label')).toBe(
    'The night from 23:30 to 07:00, stage by stage. Deep 1 h 30 min, Core 4 h 30 min, REM 1 h 15 min, Awake 15 min',
  )
  // One row below the other, each segment in its own.
  const rowOf = (stage: string) =>
    page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll('.hypnogram .stage-fill-${stage}')].map(rect => rect.getAttribute('y')))]`,
    )
  const rows = await Promise.all(['awake', 'rem', 'core', 'deep'].map(rowOf))
  expect(rows.map(({ length }) => length)).toEqual([1, 1, 1, 1])
  expect(rows.flat().map(Number)).toEqual(
    rows
      .flat()
      .map(Number)
      .sort((a, b) => a - b),
  )
  expect(await page.locator('.hypnogram rect').count()).toBe(5)
  expect((await page.locator('.night-figures').allInnerTexts()).map(linesOf)).toEqual([
    ['7 h 15 min asleep', '8 h 10 min in bed, says Phone'],
    ['55bpm on average', '48bpm at the lowest'],
  ])
  expect((await page.locator('.night-sources li').allInnerTexts()).map(linesOf)).toEqual([
    ['Watch', 'Shown', '7 h 15 min asleep, 23:30 to 07:00, as 5 segments'],
    ['Phone', '8 h 10 min in bed, 23:00 to 07:10, as one segment'],
  ])
  await page.getByText('3 readings of Watch').waitFor()
  await page.getByRole('link', { name: 'Earlier night' }).click()
  await page.getByRole('heading', { level: 1, name: 'Night to Tuesday, 10 March 2026' }).waitFor()
  await page.getByText('No heart rate is known of this night.').waitFor()
  // The next one is not the day before, of which nothing is known.
  await page.getByRole('link', { name: 'Earlier night' }).click()
  await page.getByRole('heading', { level: 1, name: 'Night to Sunday, 8 March 2026' }).waitFor()
  await page.goto('/#/sleep/2026-03-11')
  await page.getByText('23:30 to 07:00').first().waitFor()
  expect(await page.getByRole('button', { name: 'Later night' }).isDisabled()).toBe(true)
})

test.skipIf(lacksBrowser)('a night of which only a summary or nothing is known says so', async () => {
  const { key } = await createSleeper()
  await send(key, [
    {
      name: 'sleep_analysis',
      units: 'hr',
      data: [
        {
          date: '2026-03-11 00:00:00 +0100',
          totalSleep: 7,
          core: 4,
          deep: 1,
          rem: 2,
          sleepStart: '2026-03-10 23:00:00 +0100',
          sleepEnd: '2026-03-11 06:30:00 +0100',
          source: 'Ring',
        },
      ],
    },
  ])
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, key, '#/sleep/2026-03-11')
  await page.getByText('Only a summary of this night is known').waitFor()
  expect(linesOf(await page.locator('.night-sources').innerText())).toEqual([
    'Ring',
    'Shown',
    '7 h asleep, 23:00 to 06:30, as a summary',
  ])
  await page.goto('/#/sleep/2026-03-01')
  await page.getByText('No sleep is known of this night').waitFor()
  await page.getByRole('link', { name: 'Later night' }).click()
  await page.getByRole('heading', { level: 1, name: 'Night to Wednesday, 11 March 2026' }).waitFor()
  await page.goto('/#/sleep/yesterday')
  await page.getByText('This is no date').waitFor()
})

test.skipIf(lacksBrowser)(
  'whoever has no sleep is told how it comes, and a service that is away is asked again',
  async () => {
    const { userId, key } = await createSleeper()
    const page = await openPage(origin, { expectedStatuses: [401, 503] })
    await page.clock.setFixedTime(now)
    await signIn(page, await door.createKey(userId, ['read']), '#/sleep')
    await page.getByText('No night has arrived yet').waitFor()
    expect(await page.getByRole('main').getByRole('link', { name: 'Connect a phone' }).count()).toBe(0)
    const away = await openPage(origin, { expectedStatuses: [401, 503] })
    await away.route('**/v1/sleep*', route =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          code: 'overloaded',
          title: 'Busy',
          detail: 'Wait a little.',
          request_id: 'r',
        }),
      }),
    )
    await signIn(away, key, '#/sleep')
    await away.getByText('Wait a little.').waitFor()
    await away.unroute('**/v1/sleep*')
    await away.getByRole('button', { name: 'Try again' }).click()
    await away.getByText('No night has arrived yet').waitFor()
  },
)

for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`sleep is open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const page = await openPage(origin, { viewport, colorScheme })
    await page.clock.setFixedTime(now)
    await signIn(page, sleeper.key, '#/sleep')
    await page.getByText('The numbers as a table').click()
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
    await page.goto('/#/sleep/2026-03-11')
    await page.getByText('3 readings of Watch').waitFor()
    await page.getByText('The numbers as a table').first().click()
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
  })
}
