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
const key = await door.createKey(await door.createUser())

const DAY_MS = 86_400_000
const HERTZ = 512

/** Noon in UTC so many days ago, as the app writes it. */
const ago = (days: number, clock = '12:00:00') =>
  `${new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)} ${clock} +0000`
const recordedAt = ago(3, '09:30:00')

/** Two seconds: nothing, but a millivolt up at the middle and half of one down behind it. */
const voltageMeasurements = Array.from({ length: 2 * HERTZ + 1 }, (_, index) => ({
  date: ago(
    3,
    `09:30:0${Math.floor(index / HERTZ)}.${String(Math.floor(((index % HERTZ) / HERTZ) * 1000)).padStart(3, '0')}`,
  ),
  voltage: index === HERTZ ? 1000 : index === HERTZ + 1 ? -500 : 0,
  units: 'mcV',
}))

const mood = (id: string, days: number, valence: number, labels: string[]) => ({
  id,
  kind: 'daily_mood',
  start: ago(days),
  end: ago(days),
  valence,
  labels,
  associations: ['Family'],
})
const symptom = (name: string, days: number, severity: string) => ({
  name,
  start: ago(days),
  end: ago(days, '13:30:00'),
  severity,
  source: 'Test phone',
})
const dose = (days: number, status: string) => ({
  displayText: 'Vitamin D3 1000 IU Oral Capsule',
  nickname: 'Vitamin D',
  ...(status === 'Not Interacted' ? {} : { start: ago(days, '08:10:00'), end: ago(days, '08:10:00') }),
  scheduledDate: ago(days, '08:00:00'),
  dosage: 1,
  units: 'capsule',
  status,
})
const flow = (days: number, value: string, isCycleStart: boolean) => ({
  name: 'Menstrual Flow',
  value,
  isCycleStart,
  start: ago(days),
  end: ago(days),
})

const sent = await door.call('POST', '/v1/ingest', {
  key,
  body: {
    data: {
      stateOfMind: [
        mood('a', 1, 0.9, ['Happy']),
        mood('b', 2, 0.6, ['Happy', 'Calm']),
        mood('c', 3, -0.9, ['Sad']),
      ],
      symptoms: [
        symptom('Headache', 1, 'Severe'),
        symptom('Headache', 2, 'Mild'),
        symptom('Fever', 2, 'Moderate'),
        symptom('Nausea', 2, 'Not Present'),
      ],
      medications: [dose(1, 'Taken'), dose(2, 'Skipped'), dose(3, 'Not Interacted'), dose(4, 'Taken')],
      cycleTracking: [flow(31, 'Medium', true), flow(30, 'Light', false), flow(3, 'Heavy', true)],
      ecg: [
        {
          start: recordedAt,
          end: ago(3, '09:30:02'),
          classification: 'Sinus Rhythm',
          averageHeartRate: 72,
          samplingFrequency: HERTZ,
          numberOfVoltageMeasurements: voltageMeasurements.length,
          voltageMeasurements,
          source: 'Test watch',
        },
      ],
      heartRateNotifications: [
        {
          heartNotification: 'high_heart_rate_notification',
          start: ago(5),
          end: ago(5, '12:10:00'),
          threshhold: 120,
          heartRateData: [121, 130, 127].map(hr => ({ hr, units: 'bpm' })),
          source: { name: 'Test watch' },
        },
      ],
      dreams: [{ date: ago(4), name: 'Flying', vividness: 8, about: { places: ['sea', null] } }],
    },
  },
})
if (sent.json().rejected !== 0) throw new Error(sent.body)

const textOf = async (page: Page, selector: string) =>
  (await page.locator(selector).allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' ').trim())

test.skipIf(lacksBrowser)(
  'each kind of event that there is has its view, and says what it shows',
  async () => {
    const page = await openPage(origin)
    await signIn(page, key, '#/events')
    const kinds = page.getByRole('navigation', { name: 'Kinds of events' })
    expect(await kinds.getByRole('link').allTextContents()).toEqual([
      'Mood',
      'Symptoms',
      'Medications',
      'Cycle',
      'Heart notifications',
      'ECG',
      'Other',
    ])
    const open = async (name: string) => {
      await kinds.getByRole('link', { name }).click()
      await kinds.locator('[aria-current]', { hasText: name }).waitFor()
      await settle(page)
    }
    expect(await page.getByRole('img', { name: /^Mood over time/ }).getAttribute('aria-label')).toBe(
      'Mood over time. On average slightly pleasant, noted 3 times on 3 days, most often happy, calm, sad.',
    )
    expect(await textOf(page, '.entry-words')).toEqual([
      'Very pleasant Happy · Family · Daily mood',
      'Pleasant Happy, Calm · Family · Daily mood',
      'Very unpleasant Sad · Family · Daily mood',
    ])

    await open('Symptoms')
    await page.getByText('Most often: Headache (2 days), Fever (1 day).').waitFor()
    expect(await textOf(page, '.strip-label')).toEqual(['Headache 2 days', 'Fever 1 day'])
    expect(await page.locator('.strip-row').first().locator('rect title').allTextContents()).toEqual([
      expect.stringMatching(/: Mild$/),
      expect.stringMatching(/: Severe$/),
    ])

    await open('Medications')
    await page
      .getByText('2 of 4 planned doses were taken (50 %). 1 was skipped. Nothing was said of 1.')
      .waitFor()
    expect(await textOf(page, '.entry-value')).toEqual(['Taken', 'Skipped', 'Not interacted', 'Taken'])

    await open('Cycle')
    await page.getByText('Cycles took 28 days.').waitFor()
    expect(await textOf(page, '.cycles small, .cycles .small')).toEqual([
      'bleeding on 1 day',
      'bleeding on 2 days',
    ])

    await open('Heart notifications')
    expect(await textOf(page, '.entry > summary')).toEqual([
      expect.stringMatching(/^\d\d:\d\d High heart rate above 120 bpm for 10 min 121–130 bpm$/),
    ])

    await open('Other')
    await page.locator('.entry > summary', { hasText: 'Flying' }).click()
    expect(await textOf(page, '.facts > div')).toEqual([
      expect.stringMatching(/^Began /),
      'About { "places": [ "sea", null ] }',
      'Vividness 8',
    ])
  },
)

test.skipIf(lacksBrowser)(
  'an electrocardiogram is drawn at 25 mm a second and 10 mm a millivolt, and told in words',
  async () => {
    const page = await openPage(origin)
    await signIn(page, key, '#/events?type=ecg')
    await page.locator('a.entry', { hasText: 'Sinus rhythm' }).click()
    await page.locator('h1:focus', { hasText: 'Electrocardiogram' }).waitFor()
    await page.locator('.trace-line').first().waitFor()
    await page.getByRole('region', { name: 'Sinus rhythm', exact: true }).waitFor()
    expect(await page.locator('.trace svg').getAttribute('aria-label')).toBe(
      'Electrocardiogram: Sinus rhythm, 72 bpm, 2 s long, from -0.5 to 1 mV, 512 values a second',
    )
    const mm = 4
    const box = await page.evaluate<{ width: number; height: number }>(
      `(({ width, height }) => ({ width, height }))(document.querySelectorAll('.trace-line')[1].getBBox())`,
    )
    expect(box).toEqual({ width: 2 * 25 * mm, height: 1.5 * 10 * mm })
    const pulse = await page.evaluate<number>(`document.querySelector('.trace-line').getBBox().height`)
    expect(pulse).toBe(10 * mm)
    const squares = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.trace pattern')].map(one => one.getAttribute('width'))`,
    )
    expect(squares).toEqual([`${mm}`, `${5 * mm}`])
  },
)

test.skipIf(lacksBrowser)('type, range and name are in the address, and come back with it', async () => {
  const page = await openPage(origin)
  await signIn(page, key, '#/events?type=symptom')
  await page.getByRole('radio', { name: 'Year' }).check()
  await page.getByRole('button', { name: 'Fever' }).click()
  await page.locator('.entry').nth(1).waitFor({ state: 'detached' })
  const address = page.url()
  expect(address).toBe(`${origin}/#/events?type=symptom&range=year&name=Fever`)
  await page.reload()
  await settle(page)
  expect(await textOf(page, '.entry-words')).toEqual(['Fever 1 h 30 min'])
  expect(await page.getByRole('radio', { name: 'Year' }).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'Fever' }).click()
  await page.locator('.entry').nth(3).waitFor()
  await page.getByRole('button', { name: 'Earlier' }).click()
  await page.getByText('Symptoms: nothing in these days').waitFor()
  await page.getByRole('button', { name: 'Go to the last one' }).click()
  await page.locator('.entry').nth(1).waitFor()
})

test.skipIf(lacksBrowser)('who has no events is told what would be here', async () => {
  const page = await openPage(origin)
  await signIn(page, await door.createKey(await door.createUser(), ['read']), '#/events')
  await page.getByText('No events yet').waitFor()
  expect(await page.getByRole('link', { name: 'Connect a phone' }).count()).toBe(0)
  await page.goto('/#/events/ecg/yesterday')
  await page.getByText('No recording of this time').waitFor()
})

const places = [
  'events?type=state_of_mind',
  'events?type=symptom&range=all',
  'events?type=medication',
  'events?type=cycle_tracking&range=year',
  'events?type=heart_rate_notification',
  'events?type=ecg',
  'events?type=dreams',
  `events/ecg/${encodeURIComponent(new Date(recordedAt.replace(' ', 'T').replace(' ', '')).toISOString())}`,
]
for (const { colorScheme, viewport } of looks) {
  test.skipIf(lacksBrowser)(`events are open to everybody: ${viewport}, ${colorScheme}`, async () => {
    const page = await openPage(origin, { viewport, colorScheme })
    await signIn(page, key, '#/events')
    for (const place of places) {
      await page.goto(`/#/${place}`)
      await page.locator('.entry, .trace').first().waitFor()
      await settle(page)
      await page.evaluate(`for (const one of document.querySelectorAll('main details')) one.open = true`)
      expect(await findViolations(page), place).toEqual([])
      expect(await overflowOf(page), place).toBe(0)
    }
  })
}
