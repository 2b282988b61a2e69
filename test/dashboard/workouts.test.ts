import { readFile } from 'node:fs/promises'
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
import { expectValidGpx, findElement, parseGpx } from '../support/gpx.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const origin = await door.listen()

/** What time it is on the page. */
const now = new Date('2026-03-11T17:00:00Z')

async function createAthlete(units: 'metric' | 'imperial' = 'metric'): Promise<string> {
  const key = await door.createKey(await door.createUser())
  await door.call('PATCH', '/v1/me', { key, body: { timezone: 'Europe/Berlin', units } })
  return key
}
async function send(key: string, workouts: object[]) {
  const sent = await door.call('POST', '/v1/ingest', { key, body: { data: { workouts } } })
  expect(sent.json()).toMatchObject({ status: 'processed', received: workouts.length })
}

const START_MS = Date.parse('2026-03-10T17:00:00Z')
/** As the app writes times, on the clocks of Berlin. */
const write = (seconds: number): string =>
  new Date(START_MS + seconds * 1000 + 3_600_000).toISOString().replace('T', ' ').replace(/\..*/, ' +0100')
const qty = (value: number, units: string) => ({ qty: value, units })
/** Of the sphere. */
const METRES_PER_DEGREE = 111_195.08

/** Half an hour due north at a hundred metres in half a minute, with a hill in its middle. */
const run = {
  id: 'RUN',
  name: 'Outdoor Run',
  location: 'Outdoor',
  start: write(0),
  end: write(1800),
  duration: 1800,
  distance: qty(6.1, 'km'),
  activeEnergyBurned: qty(400, 'kcal'),
  totalEnergy: qty(450, 'kcal'),
  heartRate: { min: qty(90, 'bpm'), avg: qty(150, 'bpm'), max: qty(170, 'bpm') },
  elevationUp: qty(30, 'm'),
  route: Array.from({ length: 61 }, (_, index) => ({
    timestamp: write(index * 30),
    latitude: 52.5 + (index * 100) / METRES_PER_DEGREE,
    longitude: 13.4,
    altitude: 30 + 30 * Math.sin((index / 60) * Math.PI),
    horizontalAccuracy: 4,
  })),
  heartRateData: Array.from({ length: 30 }, (_, minute) => ({
    date: write(minute * 60),
    Min: 138 + minute,
    Avg: 140 + minute,
    Max: 142 + minute,
    units: 'bpm',
    source: 'Watch',
  })),
  stepCount: [{ date: write(0), qty: 160, units: 'count', source: 'Watch' }],
}
/** Without a route: its splits are those of the series. */
const treadmill = {
  id: 'TREADMILL',
  name: 'Indoor Run',
  location: 'Indoor',
  start: '2026-02-20 18:00:00 +0100',
  end: '2026-02-20 18:20:00 +0100',
  duration: 1200,
  distance: qty(3, 'km'),
  walkingAndRunningDistance: Array.from({ length: 20 }, (_, minute) => ({
    date: `2026-02-20 18:${String(minute).padStart(2, '0')}:00 +0100`,
    qty: 0.15,
    units: 'km',
    source: 'Watch',
  })),
}
const yoga = {
  id: 'YOGA',
  name: 'Yoga',
  // In Toronto.
  start: '2026-03-01 18:00:00 -0500',
  end: '2026-03-01 19:00:00 -0500',
  duration: 3600,
}
const oldRide = {
  id: 'RIDE',
  name: 'Outdoor Cycling',
  start: '2024-06-01 10:00:00 +0200',
  end: '2024-06-01 12:00:00 +0200',
  duration: 7200,
  distance: qty(50, 'km'),
}
const key = await createAthlete()
await send(key, [run, treadmill, yoga, oldRide])

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

test.skipIf(lacksBrowser)(
  'the list has the numbers of each workout, by month, and what they come to',
  async () => {
    const page = await openPage(origin)
    await page.clock.setFixedTime(now)
    await signIn(page, key, '#/workouts')
    expect((await page.locator('.workout-figures > div').allInnerTexts()).map(linesOf)).toEqual([
      ['Workouts', '3'],
      ['Time', '1 h 50 min'],
      ['Distance', '9.10km'],
      ['Energy', '400kcal'],
    ])
    expect(await page.locator('.workout-month h2').allTextContents()).toEqual(['March 2026', 'February 2026'])
    expect((await page.locator('.workout-row').allInnerTexts()).map(linesOf)).toEqual([
      ['Outdoor Run', 'Tue 10 Mar, 18:00', '6.10 km', '30:00', '4:55 /km', '150 bpm', '400 kcal'],
      // On the clocks of Toronto.
      ['Yoga', 'Sun 1 Mar, 18:00', '1:00:00'],
      ['Indoor Run', 'Fri 20 Feb, 18:00', '3.00 km', '20:00', '6:40 /km'],
    ])
    expect((await page.locator('.activity-totals li').allInnerTexts()).map(linesOf)).toEqual([
      ['Yoga', '1 ×, 1 h'],
      ['Running', '2 ×, 50 min, 9.10 km'],
    ])
  },
)

test.skipIf(lacksBrowser)('activity and time narrow the list, and stand in the address', async () => {
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, key, '#/workouts')
  const names = async () => (await page.locator('.workout-what a').allTextContents()).join()
  await page.getByRole('radio', { name: 'All' }).check()
  await page.getByText('June 2024').waitFor()
  await page.getByLabel('Activity', { exact: true }).selectOption({ label: 'Running (2)' })
  await page.getByText('Yoga').waitFor({ state: 'hidden' })
  await settle(page)
  expect(await names()).toBe('Outdoor Run,Indoor Run')
  expect(await page.locator('.workout-figures dd').first().textContent()).toBe('2')
  expect(await page.evaluate('location.hash')).toBe('#/workouts?range=all&activity=running')
  await page.getByRole('radio', { name: '4 weeks' }).check()
  await page.getByLabel('Activity', { exact: true }).selectOption({ label: 'All activities' })
  await page.locator('.workout-row', { hasText: 'Yoga' }).waitFor()
  await page.getByRole('radio', { name: 'Dates' }).check()
  await page.getByLabel('From').fill('2024-01-01')
  await page.getByLabel('to', { exact: true }).fill('2024-12-31')
  await page.getByText('June 2024').waitFor()
  await page.reload()
  await page.getByText('June 2024').waitFor()
  await settle(page)
  expect(await names()).toBe('Outdoor Cycling')
  await page.getByLabel('to', { exact: true }).fill('2024-05-31')
  await page.getByText('No workout fits').waitFor()
  await page.getByRole('button', { name: 'Show all workouts' }).click()
  await page.getByText('March 2026').waitFor()
  await page.getByRole('link', { name: 'Running' }).click()
  await page.getByText('Outdoor Cycling').waitFor({ state: 'hidden' })
  expect(await page.evaluate('location.hash')).toBe('#/workouts?range=all&activity=running')
})

test.skipIf(lacksBrowser)(
  'more workouts come when asked for, and the focus goes to the first of them',
  async () => {
    const many = await createAthlete()
    await send(
      many,
      Array.from({ length: 120 }, (_, index) => {
        const time = (hour: number) =>
          new Date(START_MS - index * 86_400_000 + hour * 3_600_000).toISOString()
        return { name: 'Outdoor Walk', start: time(0), end: time(1), duration: 3600 }
      }),
    )
    const page = await openPage(origin)
    await page.clock.setFixedTime(now)
    await signIn(page, many, '#/workouts')
    const rows = page.locator('.workout-row')
    expect(await rows.count()).toBe(50)
    await page.getByRole('button', { name: 'Show more workouts' }).click()
    await page.locator('.workout-what a:focus').waitFor()
    expect(await rows.count()).toBe(100)
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('.workout-what a')].indexOf(document.activeElement)`,
      ),
    ).toBe(50)
    await page.reload()
    await settle(page)
    expect(await rows.count()).toBe(100)
    await page.getByRole('button', { name: 'Show more workouts' }).click()
    await page.getByRole('button', { name: 'Show more workouts' }).waitFor({ state: 'detached' })
    await settle(page)
    expect(await rows.count()).toBe(120)
    // A month that goes on over a page has its name once.
    const months = await page.locator('.workout-month h2').allTextContents()
    expect(months).toEqual([...new Set(months)])
  },
)

test.skipIf(lacksBrowser)(
  'a run has its numbers, its route, its splits by kilometre and its curve',
  async () => {
    const page = await openPage(origin)
    await page.clock.setFixedTime(now)
    await signIn(page, key, '#/workouts')
    const startedMs = performance.now()
    await page.getByRole('link', { name: 'Outdoor Run' }).click()
    await page.getByRole('heading', { name: 'Heart rate' }).waitFor()
    await settle(page)
    console.log(`A workout: ${Math.round(performance.now() - startedMs)} ms from the list to its curve`)
    expect(await page.locator('h1').textContent()).toBe('Outdoor Run')
    expect(await page.locator('.lead').textContent()).toBe('Tuesday, 10 March 2026, 18:00 to 18:30')
    expect((await page.locator('.workout-figures > div').allInnerTexts()).map(linesOf)).toEqual([
      ['Distance', '6.10km'],
      ['Time', '30:00'],
      ['Pace', '4:55/km'],
      ['Energy', '400kcal', '450 kcal in all'],
      ['Heart rate', '150bpm', '90 to 170'],
      ['Climb', '30m'],
    ])
    // Due north: from the foot of the drawing to its head.
    expect(await page.locator('.route-map svg').getAttribute('aria-label')).toBe(
      'The route, drawn with north up: 6.00 km from its start to its end',
    )
    const [start, end] = await page.evaluate<{ x: number; y: number }[]>(
      `['.route-start', '.route-end'].map(name => document.querySelector(name).getBoundingClientRect())
      .map(({ x, y, width, height }) => ({ x: Math.round(x + width / 2), y: Math.round(y + height / 2) }))`,
    )
    expect(start!.x).toBe(end!.x)
    expect(start!.y).toBeGreaterThan(end!.y + 150)
    expect(await page.locator('.route-name').allTextContents()).toEqual(['Start', 'End'])
    expect(await page.locator('.route-scale text').textContent()).toBe('2 km')
    // The line is straight: of sixty-one positions two are drawn.
    expect((await page.locator('.route-line').getAttribute('d'))?.match(/[ML]/g)).toEqual(['M', 'L'])
    expect(await page.locator('.elevation svg').getAttribute('aria-label')).toBe(
      'Altitude along the way: between 30 m and 60 m',
    )
    const splits = (await page.locator('.splits tbody tr').allInnerTexts()).map(row => row.split(/\s*\t\s*/))
    expect(splits).toEqual([
      ['1', '5:00', '5:00', '142', '+15'],
      ['2', '5:00', '5:00', '147', '+11'],
      ['3', '5:00', '5:00', '152', '+4'],
      ['4', '5:00', '5:00', '157', '−4'],
      ['5', '5:00', '5:00', '162', '−11'],
      ['6', '5:00', '5:00', '167', '−15'],
    ])
    await page.getByText('By the positions of the route').waitFor()
    expect(
      await page
        .getByRole('img', {
          name: /^Heart rate during the workout: 155 beats per minute on average, 169 at the highest/,
        })
        .count(),
    ).toBe(1)
    await page.getByRole('radio', { name: 'Steps' }).check()
    await page.getByRole('heading', { name: 'Steps' }).waitFor()
    expect(await page.evaluate('location.hash')).toMatch(/\?series=step_count$/)
  },
)

test.skipIf(lacksBrowser)('the route is saved as GPX, and where it cannot be, that is said', async () => {
  const page = await openPage(origin, { expectedStatuses: [401, 503] })
  await page.clock.setFixedTime(now)
  await signIn(page, key, '#/workouts')
  await page.getByRole('link', { name: 'Outdoor Run' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'GPX' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('2026-03-10-running.gpx')
  const gpx = parseGpx(await readFile(await download.path(), 'utf8'))
  expectValidGpx(gpx)
  expect(findElement(gpx, 'trk', 'trkseg')?.children).toHaveLength(61)
  await page.route('**/route', route =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'overloaded', title: 'Busy', detail: 'Wait a little.', request_id: 'r' }),
    }),
  )
  await page.getByRole('button', { name: 'GPX' }).click()
  await page.getByText('Busy. Wait a little.').waitFor()
})

test.skipIf(lacksBrowser)(
  'without a route the splits are those of the distance that was measured; without both there are none',
  async () => {
    const page = await openPage(origin, { expectedStatuses: [401, 404] })
    await page.clock.setFixedTime(now)
    await signIn(page, key, '#/workouts')
    await page.getByRole('link', { name: 'Indoor Run' }).click()
    await page.getByText('By the distance that was measured (Walking and running).').waitFor()
    expect(
      (await page.locator('.splits tbody tr').allInnerTexts()).map(row => row.split(/\s*\t\s*/)),
    ).toEqual([
      ['1', '6:40', '6:40'],
      ['2', '6:40', '6:40'],
      ['3', '6:40', '6:40'],
    ])
    expect(await page.getByRole('button', { name: 'GPX' }).count()).toBe(0)
    await page.getByRole('link', { name: 'All workouts' }).click()
    await page.getByRole('link', { name: 'Yoga' }).first().click()
    await page.getByText('Sunday, 1 March 2026, 18:00 to 19:00, local time there').waitFor()
    await settle(page)
    expect(await page.locator('main h2').allTextContents()).toEqual([])
    await page.goto('/#/workouts/bm9uZQ')
    await page.getByText('You have no such workout').waitFor()
  },
)

test.skipIf(lacksBrowser)('whoever counts in miles has distances, paces, splits and heights so', async () => {
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  const imperial = await createAthlete('imperial')
  await send(imperial, [run])
  await signIn(page, imperial, '#/workouts')
  expect(linesOf(await page.locator('.workout-row').innerText()).slice(2, 5)).toEqual([
    '3.79 mi',
    '30:00',
    '7:55 /mi',
  ])
  await page.getByRole('link', { name: 'Outdoor Run' }).click()
  await page.getByRole('heading', { name: 'Splits' }).waitFor()
  expect((await page.locator('.splits tr').allInnerTexts()).map(row => row.split(/\s*\t\s*/)[0])).toEqual([
    'mi',
    '1',
    '2',
    '3',
    '+ 0.73',
  ])
  expect(await page.locator('.route-scale text').textContent()).toBe('1 mi')
  expect(await page.locator('.elevation svg').getAttribute('aria-label')).toBe(
    'Altitude along the way: between 98 ft and 197 ft',
  )
})

test.skipIf(lacksBrowser)('whoever has no workout is told how they come', async () => {
  const page = await openPage(origin)
  await signIn(page, await createAthlete(), '#/workouts?range=all')
  await page.getByText('Once your phone sends a workout, it is listed here.').waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Connect a phone' }).click()
  await page.waitForURL('**/#/connect')
})

for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`workouts are open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const page = await openPage(origin, { viewport, colorScheme })
    await page.clock.setFixedTime(now)
    await signIn(page, key, '#/workouts?range=dates')
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
    await page.getByRole('link', { name: 'Outdoor Run' }).click()
    await page.getByRole('heading', { name: 'Splits' }).waitFor()
    await settle(page)
    await page.getByText('The numbers as a table').click()
    expect(await findViolations(page)).toEqual([])
    expect(await overflowOf(page)).toBe(0)
  })
}
