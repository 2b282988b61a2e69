import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
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

/** What time it is on the page: 18:00 in Berlin, on a Wednesday. */
const now = new Date('2026-03-11T17:00:00Z')
/** Such a time of the clock in Berlin, where it is winter, so many days ago. */
const at = (daysAgo: number, clock = '08:00'): string =>
  new Date(Date.parse(`2026-03-11T${clock}:00+01:00`) - daysAgo * 86_400_000).toISOString()
const quantity = (metric: string, recorded_at: string, value: number, unit: string, source = '') => ({
  type: 'Quantity',
  metric,
  recorded_at,
  value,
  unit,
  source,
})
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Three days are missing; the watch counts more than the phone does. */
const walked = numbers(41).filter(daysAgo => daysAgo < 10 || daysAgo > 12)
const metrics = [
  ...walked.flatMap(daysAgo => [
    quantity('step_count', at(daysAgo), 1_000 + 10 * daysAgo, 'count', 'Watch'),
    quantity('step_count', at(daysAgo, '08:10'), 600, 'count', 'iPhone'),
  ]),
  // Each ten minutes from eight to ten, and from two to three.
  ...[...numbers(13), ...numbers(7).map(index => index + 36)].map(index => ({
    type: 'HeartRate',
    recorded_at: new Date(Date.parse(at(1)) + index * 600_000).toISOString(),
    bpm: 60 + index,
    source: 'Watch',
  })),
  { type: 'BloodPressure', recorded_at: at(2), systolic: 121, diastolic: 78 },
  { type: 'BloodPressure', recorded_at: at(2, '20:00'), systolic: 131, diastolic: 86 },
  { type: 'BloodPressure', recorded_at: at(3), systolic: 118, diastolic: 76 },
  quantity('body_mass', at(1), 80, 'kg'),
  quantity('body_mass', at(2), 80.5, 'kg'),
  quantity('body_mass', at(1_200), 90, 'kg'),
  quantity('height', at(500), 180, 'cm'),
  quantity('grip', at(5), 40, 'kgf'),
  quantity('grip', at(1, '07:00'), 41, 'kgf'),
  quantity('grip', at(1), 90, 'lbf'),
  { type: 'Sleep', started_at: at(0, '00:00'), ended_at: at(0, '07:00'), stage: 'deep' },
]

async function fill(records: object[]): Promise<string> {
  const userId = await door.createUser()
  const key = await door.createKey(userId)
  await door.call('PATCH', '/v1/me', { key, body: { timezone: 'Europe/Berlin' } })
  const sent = await door.call('POST', '/v1/ingest', { key, body: { data: { metrics: records } } })
  expect(sent.json()).toMatchObject({ status: 'processed', received: records.length, rejected: 0 })
  return key
}
const key = await fill(metrics)

async function open(place: string, wishes: Parameters<typeof openPage>[1] = {}): Promise<Page> {
  const page = await openPage(origin, wishes)
  await page.clock.setFixedTime(now)
  await signIn(page, key, place)
  return page
}
const go = async (page: Page, place: string) => {
  await page.goto(`/${place}`)
  await settle(page)
}
const placeOf = (page: Page): Promise<string> => page.evaluate<string>('decodeURIComponent(location.hash)')
const linesOf = async (page: Page, selector: string): Promise<string[]> =>
  (await page.locator(selector).allInnerTexts()).map(text =>
    text
      .split(/\s*\n\s*|\t/)
      .join(' | ')
      .trim(),
  )
/** Each as `name | number | what stands under it`, once it is compared with what was before. */
const figuresOf = async (page: Page): Promise<string[]> => linesOf(page, '.figures > div')
const tableOf = async (page: Page): Promise<string[]> => {
  if ((await page.locator('.chart-numbers[open]').count()) === 0) {
    await page.getByText('The numbers as a table').click()
    await page.locator('.chart-numbers table').waitFor()
  }
  return linesOf(page, '.chart-numbers tr')
}
async function download(page: Page, button: string): Promise<{ name: string; text: string }> {
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const file = await begun
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}

test.skipIf(lacksBrowser)(
  'what there is stands under its subject, and is found by any of its words',
  async () => {
    const page = await open('#/metric')
    const subjects = () => linesOf(page, '.subjects .card')
    expect(await subjects()).toEqual([
      'Activity | Steps | 600 | 9 hours ago',
      'Heart | Blood pressure | 131/86 mmHg | 1 day ago | Heart rate | 102 bpm | 1 day ago',
      'Body | Height | 180 cm | 1 year ago | Weight | 80 kg | 1 day ago',
      'Sleep | Sleep | 18 hours ago',
      'Not in the catalogue | Grip | 90 lbf | 1 day ago',
    ])
    await page.getByLabel('Search metrics').fill('heart PRESS')
    await page.getByText('Weight').waitFor({ state: 'detached' })
    expect(await subjects()).toEqual(['Heart | Blood pressure | 131/86 mmHg | 1 day ago'])
    expect(await placeOf(page)).toBe('#/metric?q=heart+PRESS')
    await page.getByLabel('Search metrics').fill('body_mass')
    await page.getByRole('link', { name: 'Weight' }).waitFor()
    await page.getByLabel('Search metrics').fill('nothing of this name')
    await page.getByRole('button', { name: 'Show everything' }).click()
    // What was last measured long ago is shown where it is.
    await page.getByRole('link', { name: 'Height' }).click()
    await settle(page)
    expect(await placeOf(page)).toBe('#/metric/height?to=2024-10-27')
    expect((await figuresOf(page))[0]).toBe('On average | 180cm | Nothing the month before')
    await go(page, '#/metric')
    await page.getByRole('link', { name: 'Sleep', exact: true }).last().click()
    await page.waitForURL('**/#/sleep')
  },
)

test.skipIf(lacksBrowser)(
  'what adds up is summed, without what counts twice, today being no whole day',
  async () => {
    const page = await open('#/metric/step_count')
    await page.getByText('less than the month before').waitFor()
    expect(await figuresOf(page)).toEqual([
      'On average a day | 1,144 | 15 % less than the month before',
      'In all | 28,450',
      'Most in a day | 1,270 | Thu 12 Feb',
      'Least in a day | 1,010 | Tue 10 Mar',
      'Samples | 25 | on 25 days',
    ])
    expect(await page.getByRole('img', { name: /^Steps, 12 Feb – 11 Mar 2026: 28,450 in all/ }).count()).toBe(
      1,
    )
    // The days that are missing are not among the numbers, and not zeros.
    const rows = await tableOf(page)
    expect(rows).toHaveLength(26)
    expect(rows.slice(0, 2)).toEqual(['When | Sum | Samples', 'Thu 12 Feb | 1,270 | 1'])
    expect(rows.slice(15, 17)).toEqual(['Thu 26 Feb | 1,130 | 1', 'Mon 2 Mar | 1,090 | 1'])

    const source = page.getByLabel('Source')
    expect(await source.locator('option').allTextContents()).toEqual([
      'All, each moment counted once',
      'All, added up as they are',
      'Watch',
      'iPhone',
    ])
    await source.selectOption('All, added up as they are')
    await page.getByText('43,450').waitFor()
    expect(await placeOf(page)).toBe('#/metric/step_count?sources=all')
    await source.selectOption('iPhone')
    await page.getByText('15,000').waitFor()
    expect(await placeOf(page)).toBe('#/metric/step_count?source=iPhone')
    await page.reload()
    await page.getByText('15,000').waitFor()
    expect(await source.inputValue()).toBe('one:iPhone')
  },
)

test.skipIf(lacksBrowser)(
  'each range has points of a size of its own, and its address holds it',
  async () => {
    const page = await open('#/metric/step_count')
    const seen: string[][] = []
    for (const range of ['Day', 'Week', 'Month', 'Year', 'All']) {
      await page.getByRole('radio', { name: range }).check()
      await settle(page)
      const rows = await tableOf(page)
      seen.push([await placeOf(page), (await linesOf(page, '#metric-span'))[0] ?? '', rows.at(-1) ?? ''])
      await page.getByText('The numbers as a table').click()
    }
    expect(seen).toEqual([
      ['#/metric/step_count?range=day', 'Today, 11 Mar 2026', '08:00–09:00 | 1,000 | 1'],
      ['#/metric/step_count?range=week', '5 – 11 Mar 2026', 'Wed 11 Mar | 1,000 | 1'],
      ['#/metric/step_count?range=month', '12 Feb – 11 Mar 2026', 'Wed 11 Mar | 1,000 | 1'],
      ['#/metric/step_count?range=year', '17 Mar 2025 – 11 Mar 2026', '9 – 11 Mar 2026 | 3,030 | 3'],
      // There are 41 days.
      ['#/metric/step_count?range=all', '30 Jan – 11 Mar 2026', 'Wed 11 Mar | 1,000 | 1'],
    ])
    await go(page, '#/metric/body_mass?range=all')
    expect((await tableOf(page)).slice(1)).toEqual([
      'November 2022 | 90 | 90 | 90 | 1',
      'March 2026 | 80.3 | 80 | 80.5 | 2',
    ])

    await go(page, '#/metric/step_count?range=week')
    const steps = {
      earlier: page.getByRole('button', { name: 'Earlier' }),
      later: page.getByRole('button', { name: 'Later' }),
    }
    expect(await steps.later.getAttribute('aria-disabled')).toBe('true')
    await steps.earlier.click()
    await page.getByText('26 Feb – 4 Mar 2026').waitFor()
    expect(await placeOf(page)).toBe('#/metric/step_count?range=week&to=2026-03-04')
    await steps.later.press('Enter')
    await page.getByText('5 – 11 Mar 2026').waitFor()
    expect(await placeOf(page)).toBe('#/metric/step_count?range=week')
    for (let count = 0; count < 8; count++) await steps.earlier.press('Enter')
    // Before the first sample there is nothing to go back to.
    expect(await placeOf(page)).toBe('#/metric/step_count?range=week&to=2026-02-04')
  },
)

test.skipIf(lacksBrowser)('dragging over the chart zooms in, and there are ways back', async () => {
  const page = await open('#/metric/step_count')
  const plot = page.locator('.u-over')
  const drag = async (from: number, to: number) => {
    const box = (await plot.boundingBox())!
    await page.mouse.move(box.x + from * box.width, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(box.x + to * box.width, box.y + 120, { steps: 4 })
    await page.mouse.up()
    await settle(page)
  }
  await drag(0.26, 0.49)
  expect(await placeOf(page)).toBe('#/metric/step_count?zoom=2026-02-19..2026-02-25')
  await page.getByText('19 – 25 Feb 2026').waitFor()
  await page.getByText('than the 7 days before').waitFor()
  expect((await figuresOf(page))[1]).toBe('In all | 8,190')
  await page.getByRole('button', { name: 'Back to month' }).click()
  await page.getByText('12 Feb – 11 Mar 2026').waitFor()
  expect(await placeOf(page)).toBe('#/metric/step_count')
  // The way back is the browser's too, and Escape.
  await drag(0.26, 0.49)
  await page.goBack()
  await page.getByText('12 Feb – 11 Mar 2026').waitFor()
  await drag(0.26, 0.49)
  await page.keyboard.press('Escape')
  await page.getByText('12 Feb – 11 Mar 2026').waitFor()
  // A click opens the day.
  const box = (await plot.boundingBox())!
  await page.mouse.click(box.x + (0.5 / 28) * box.width, box.y + box.height - 20)
  await page.getByText('Thursday, 12 February 2026').waitFor()
  expect(await placeOf(page)).toBe('#/metric/step_count?zoom=2026-02-12..2026-02-12')

  // Parts of a day, to the minute where samples are shown.
  await go(page, '#/metric/heart_rate?range=day&to=2026-03-10')
  await drag(8.98 / 24, 10.01 / 24)
  await page.getByText('10 Mar 2026, 08:').waitFor()
  expect(await placeOf(page)).toMatch(
    /^#\/metric\/heart_rate\?range=day&to=2026-03-10&zoom=2026-03-10T07:5\dZ\.\.2026-03-10T09:0\dZ$/,
  )
  expect((await tableOf(page)).slice(1)).toEqual(
    numbers(7).map(
      index => `${index === 6 ? '10' : '09'}:${index === 6 ? '00' : `${index}0`} | ${66 + index} | Watch`,
    ),
  )
})

test.skipIf(lacksBrowser)('a part of two days is made of its hours, and compared whole', async () => {
  const partsKey = await fill([
    ...[1, 2, 3].map(daysAgo => quantity('step_count', at(daysAgo), 1_000 * daysAgo, 'count')),
    // An hour before midnight, and seven behind it.
    ...[100, ...numbers(7).map(() => 50)].map((bpm, hour) => ({
      type: 'HeartRate',
      recorded_at: new Date(Date.parse(at(2, '23:30')) + hour * 3_600_000).toISOString(),
      bpm,
    })),
  ])
  const page = await openPage(origin)
  await page.clock.setFixedTime(now)
  await signIn(page, partsKey, '#/metric/heart_rate?zoom=2026-03-09T22:00Z..2026-03-10T06:00Z')
  expect(await figuresOf(page)).toEqual([
    'On average | 56bpm | Nothing the time before, as long',
    'Least | 50bpm | Tue 10 Mar',
    'Greatest | 100bpm | Mon 9 Mar',
    'Samples | 8',
  ])
  // 26 hours with the steps of two mornings; the 26 before have those of one.
  await go(page, '#/metric/step_count?zoom=2026-03-09T06:00Z..2026-03-10T08:00Z')
  await page.getByText('the time before, as long').waitFor()
  expect(await figuresOf(page)).toEqual([
    'In all | 3,000 | The same as the time before, as long',
    'Samples | 2',
  ])
  expect(await page.getByRole('img', { name: /^Steps, .*: 3,000 in all, 2 samples$/ }).count()).toBe(1)
})

test.skipIf(lacksBrowser)('the keyboard goes through the chart, opens a day, and chooses dates', async () => {
  const page = await open('#/metric/step_count')
  const slider = page.getByRole('slider', { name: 'Go through the chart' })
  await slider.focus()
  expect(await slider.getAttribute('aria-valuetext')).toBe('Wed 11 Mar, Sum of each day 1,000')
  await slider.press('ArrowLeft')
  expect(await slider.getAttribute('aria-valuetext')).toBe('Tue 10 Mar, Sum of each day 1,010')
  expect(await page.locator('.chart-legend').innerText()).toMatch(/Tue 10 Mar\s*Sum of each day\s*1,010/)
  await slider.press('Home')
  expect(await slider.getAttribute('aria-valuetext')).toBe('Thu 12 Feb, Sum of each day 1,270')
  await slider.press('Enter')
  await page.getByText('Thursday, 12 February 2026').waitFor()

  await page.getByRole('button', { name: 'Choose dates' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Choose dates' })
  await dialog.getByLabel('First day').fill('2026-03-08')
  await dialog.getByLabel('Last day').fill('2026-03-05')
  await dialog.getByText('The last day comes before the first').waitFor()
  await dialog.getByLabel('First day').fill('2026-03-02')
  await dialog.getByRole('button', { name: 'Show these days' }).press('Enter')
  await page.getByText('2 – 5 Mar 2026').waitFor()
  expect(await placeOf(page)).toBe('#/metric/step_count?zoom=2026-03-02..2026-03-05')
})

test.skipIf(lacksBrowser)('samples of a day are drawn one by one, and no line leads over a gap', async () => {
  const page = await open('#/metric/heart_rate?range=day&to=2026-03-10')
  expect(await figuresOf(page)).toEqual([
    'On average | 78bpm | Nothing the day before',
    'Least | 60bpm',
    'Greatest | 102bpm',
    'Samples | 20',
  ])
  const rows = await tableOf(page)
  expect(rows.slice(0, 2)).toEqual(['When | Value (bpm) | Source', '08:00 | 60 | Watch'])
  expect(rows).toHaveLength(21)
  // Whether there is a line at nine, at noon, and at half past two.
  expect(await Promise.all([9, 12, 14.5].map(hour => isDrawnAt(page, hour / 24)))).toEqual([
    true,
    false,
    true,
  ])
})

/** Whether anything in the colour of the first series is at such a part of the axis. */
const isDrawnAt = (page: Page, part: number): Promise<boolean> =>
  page.evaluate<boolean>(`(() => {
    const over = document.querySelector('.u-over')
    const canvas = document.querySelector('.chart canvas')
    const scale = canvas.width / canvas.clientWidth
    const x = Math.round((over.offsetLeft + ${part} * over.clientWidth) * scale)
    const { data } = canvas.getContext('2d').getImageData(x, over.offsetTop * scale, 1, over.clientHeight * scale)
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue, alpha] = data.slice(at, at + 4)
      if (alpha > 100 && red < 120 && green > 80 && green < 190 && blue > 60 && blue < 180) return true
    }
    return false
  })()`)

test.skipIf(lacksBrowser)('blood pressure keeps its two numbers', async () => {
  const page = await open('#/metric/blood_pressure')
  expect(await figuresOf(page)).toEqual([
    'On average | 122/79mmHg | Nothing the month before',
    'Systolic | 118–131mmHg',
    'Diastolic | 76–86mmHg',
    'Samples | 3 | on 2 days',
  ])
  expect(await tableOf(page)).toEqual([
    'When | Systolic, average (mmHg) | Systolic, least (mmHg) | Systolic, greatest (mmHg) | ' +
      'Diastolic, average (mmHg) | Diastolic, least (mmHg) | Diastolic, greatest (mmHg) | Samples',
    'Sun 8 Mar | 118 | 118 | 118 | 76 | 76 | 76 | 1',
    'Mon 9 Mar | 126 | 121 | 131 | 82 | 78 | 86 | 2',
  ])
  await go(page, '#/metric/blood_pressure?range=day&to=2026-03-09')
  expect(await tableOf(page)).toEqual([
    'When | Systolic (mmHg) | Diastolic (mmHg) | Source',
    '08:00 | 121 | 78 | Without a name',
    '20:00 | 131 | 86 | Without a name',
  ])
})

test.skipIf(lacksBrowser)('the unit is that of the account, or another for this view', async () => {
  const page = await open('#/metric/body_mass')
  expect((await figuresOf(page))[0]).toBe('On average | 80.3kg | Nothing the month before')
  await page.getByRole('radio', { name: 'lb' }).check()
  await page.getByText('176.9').first().waitFor()
  expect(await placeOf(page)).toBe('#/metric/body_mass?units=imperial')
  expect((await tableOf(page)).slice(0, 2)).toEqual([
    'When | Average (lb) | Least (lb) | Greatest (lb) | Samples',
    'Mon 9 Mar | 177.5 | 177.5 | 177.5 | 1',
  ])
  const imperialKey = await fill([
    quantity('body_mass', at(1), 80, 'kg'),
    quantity('height', at(1), 180, 'cm'),
  ])
  await door.call('PATCH', '/v1/me', { key: imperialKey, body: { units: 'imperial' } })
  const other = await openPage(origin)
  await other.clock.setFixedTime(now)
  await signIn(other, imperialKey, '#/metric/height')
  expect((await figuresOf(other))[0]).toBe('On average | 70.9in | Nothing the month before')
  // Where both systems have one unit there is nothing to choose.
  await go(page, '#/metric/heart_rate')
  expect(await page.getByRole('group', { name: 'Unit' }).count()).toBe(0)
})

test.skipIf(lacksBrowser)('what is shown, and every sample behind it, is saved as CSV', async () => {
  const page = await open('#/metric/body_mass?range=week&units=imperial')
  const dayOf = (daysAgo: number) => `${at(daysAgo, '00:00')},${at(daysAgo - 1, '00:00')}`
  expect(await download(page, 'Save this chart as CSV')).toEqual({
    name: 'body_mass 2026-03-05 2026-03-11.csv',
    text: [
      'from,to,avg,min,max,unit,count',
      ...[6, 5, 4, 3].map(daysAgo => `${dayOf(daysAgo)},,,,lb,0`),
      `${dayOf(2)},177.472121059,177.472121059,177.472121059,lb,1`,
      `${dayOf(1)},176.369809748,176.369809748,176.369809748,lb,1`,
      `${dayOf(0)},,,,lb,0`,
      '',
    ].join('\r\n'),
  })
  await go(page, '#/metric/step_count?range=week&source=Watch')
  const answer = await door.call(
    'GET',
    `/v1/metrics/step_count/samples?source=Watch&from=${at(6, '00:00')}&to=${at(-1, '00:00')}`,
    { key, headers: { accept: 'text/csv' } },
  )
  expect(answer.body.split('\r\n')).toHaveLength(9)
  expect(await download(page, 'Save every sample as CSV')).toEqual({
    name: 'step_count 2026-03-05 2026-03-11 samples.csv',
    text: answer.body,
  })
})

test.skipIf(lacksBrowser)(
  'what is not there is said, with a way on; a key that may only read sees all',
  async () => {
    const page = await open('#/metric/body_mass?to=2025-01-01', { expectedStatuses: [503] })
    await page.getByText('Nothing was recorded in this time').waitFor()
    await page.getByRole('button', { name: 'Go to 10 Mar 2026' }).click()
    await page.getByText('11 Feb – 10 Mar 2026').waitFor()
    await go(page, '#/metric/step_count?range=day&source=Scales')
    await page.getByText('“Scales” has nothing in this time').waitFor()
    await page.getByRole('button', { name: 'Show all sources' }).click()
    await page.getByText('So far; yesterday 1,010').waitFor()
    await go(page, '#/metric/nonsense')
    await page.getByText('You have nothing called “nonsense”').waitFor()
    await go(page, '#/metric/sleep_analysis')
    await page.getByRole('link', { name: 'See your nights' }).waitFor()
    await go(page, '#/metric/grip')
    await page.getByText('Some of it came in kgf').waitFor()
    expect((await figuresOf(page))[0]).toBe('On average | 90lbf | Nothing the month before')
    await go(page, '#/metric/grip?range=day&to=2026-03-10')
    expect((await tableOf(page)).slice(1)).toEqual(['08:00 | 90 | Without a name'])
    // An address that nobody wrote by hand is read as far as it makes sense.
    await go(page, '#/metric/grip?range=century&to=2026-02-31&zoom=9999-99-99..x')
    expect(await linesOf(page, '#metric-span')).toEqual(['12 Feb – 11 Mar 2026'])
    await go(page, '#/metric/grip?range=week&to=someday')
    expect(await linesOf(page, '#metric-span')).toEqual(['5 – 11 Mar 2026'])
    await page.getByRole('radio', { name: 'Day', exact: true }).check()
    await page.getByText('Today, 11 Mar 2026').waitFor()

    await page.route('**/statistics?**', route =>
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
    await go(page, '#/metric/step_count?range=week')
    // What was asked ahead is forgotten.
    await page.reload()
    await page.getByText('Wait a little.').waitFor()
    await page.unroute('**/statistics?**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('7,210').waitFor()

    const reader = await openPage(origin)
    await reader.clock.setFixedTime(now)
    const { id } = (await door.call('GET', '/v1/me', { key })).json()
    await signIn(reader, await door.createKey(id, ['read']), '#/metric/step_count?range=week')
    expect((await figuresOf(reader))[1]).toBe('In all | 7,210')
    const nobody = await openPage(origin)
    await signIn(nobody, await door.createKey(await door.createUser(), ['read']), '#/metric')
    await nobody.getByText('Nothing has arrived yet').waitFor()
  },
)

for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`metrics are open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const page = await open('#/metric', { viewport, colorScheme })
    const places = [
      '#/metric',
      '#/metric/step_count?range=all',
      '#/metric/blood_pressure',
      '#/metric/body_mass?zoom=2026-03-09..2026-03-10',
      '#/metric/body_mass?to=2025-01-01',
    ]
    for (const place of places) {
      await go(page, place)
      const table = page.getByText('The numbers as a table')
      if (await table.isVisible()) await table.click()
      expect({ place, violations: await findViolations(page) }).toEqual({ place, violations: [] })
      expect({ place, overflow: await overflowOf(page) }).toEqual({ place, overflow: 0 })
    }
    await go(page, '#/metric/step_count')
    await page.getByRole('button', { name: 'Choose dates' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await findViolations(page)).toEqual([])
  })
}

/** Goes to a place, and looks at each frame whether its chart is there. */
const untilShown = (place: string, said: string): string => `new Promise(resolve => {
  location.hash = ${JSON.stringify(place)}
  const look = () => {
    const heading = document.querySelector('#metric-span').textContent.replace(/\\s/g, ' ')
    const isBusy = document.querySelector('.metric-card > .answered[aria-busy="true"], .metric-card > .loading')
    if (heading === ${JSON.stringify(said)} && !isBusy) resolve()
    else requestAnimationFrame(look)
  }
  look()
})`

test.skipIf(lacksBrowser)(
  'five years of data',
  async () => {
    const halfHours = 5 * 365 * 48
    const begun = now.getTime() - halfHours * 1_800_000
    const yearsKey = await fill(
      numbers(halfHours).map(index => ({
        type: 'HeartRate',
        recorded_at: new Date(begun + index * 1_800_000).toISOString(),
        bpm: 60 + (index % 48),
        source: 'Watch',
      })),
    )
    const page = await openPage(origin)
    await page.clock.setFixedTime(now)
    await signIn(page, yearsKey, '#/metric/heart_rate')
    const places = {
      'range=all': '1 Mar 2021 – 11 Mar 2026',
      'range=year': '17 Mar 2025 – 11 Mar 2026',
      'range=week': '5 – 11 Mar 2026',
      'range=day': 'Today, 11 Mar 2026',
      'range=year&to=2024-03-11': '20 Mar 2023 – 17 Mar 2024',
    }
    // First as they come, then from memory.
    for (const [place, said] of [...Object.entries(places), ...Object.entries(places)]) {
      const startedMs = performance.now()
      await page.evaluate(untilShown(`#/metric/heart_rate?${place}`, said))
      const shownMs = Math.round(performance.now() - startedMs)
      await settle(page)
      const settledMs = Math.round(performance.now() - startedMs)
      console.log(
        `Five years, ${halfHours} heart rates, ${place}: ${shownMs} ms to the chart, ${settledMs} ms to the last figure`,
      )
    }
    await go(page, '#/metric/heart_rate?range=all')
    expect((await tableOf(page)).length).toBe(62)
    expect((await figuresOf(page)).at(-1)).toBe('Samples | 87,600 | on 1,826 days')
  },
  120_000,
)
