import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { createSignInLink, signInUrl } from '../../src/keys/sign-in-link.ts'
import { findViolations, lacksBrowser, openPage, overflowOf, settle } from '../support/browser.ts'
import { fillWithDemo } from '../support/demo.ts'
import { testServer } from '../support/server.ts'
import { firstViewTimes, timeOfClick, watchTimes } from '../support/view-times.ts'

/** The views of the menu and those behind them, each with what the made-up year must show there. */
const stops: readonly {
  place: string
  follow?: string
  heading: RegExp | string
  shows: readonly (string | RegExp)[]
}[] = [
  {
    place: '#/today',
    heading: 'Today',
    // Between midnight and waking up the newest night is that to yesterday.
    shows: ['Steps', /^(Last night|Night to .+)$/, 'Resting heart rate', 'Weight'],
  },
  { place: '#/metric', heading: 'Metrics', shows: ['Activity', 'Nutrition', 'Blood pressure'] },
  {
    place: '#/metric/heart_rate?range=year',
    heading: 'Heart rate',
    shows: ['On average', 'Least', 'Greatest', 'Save every sample as CSV'],
  },
  { place: '#/sleep', heading: 'Sleep', shows: ['asleep on average', 'Bedtime', 'Wake-up', 'Deep'] },
  {
    place: '#/sleep',
    follow: 'a[href^="#/sleep/"]',
    heading: /^Night to /,
    shows: ['Stages', 'Sources', 'Heart rate'],
  },
  { place: '#/workouts', heading: 'Workouts', shows: ['By activity', 'Running', 'Distance'] },
  {
    place: '#/workouts?activity=hiking',
    follow: 'a[href^="#/workouts/"]',
    heading: 'Hiking',
    shows: ['Route', 'Start and end', 'Altitude', 'Splits', 'GPX'],
  },
  { place: '#/events', heading: 'Events', shows: ['Mood over time', 'Entries'] },
  { place: '#/events?type=ecg', heading: 'Events', shows: ['ECG'] },
  { place: '#/ledger', heading: 'Ledger', shows: ['Who sends', 'Your phone', 'Complete'] },
  {
    place: '#/ledger?status=partial',
    follow: 'a[href^="#/ledger/"]',
    heading: /./,
    shows: ['What was not kept, and why', 'The value is impossible', 'Read again', 'Download what was sent'],
  },
  { place: '#/connect', heading: 'Connect a phone', shows: ['A key for the phone'] },
  { place: '#/account', heading: 'Account', shows: ['Keys', 'Units and time', 'Signed-in browsers'] },
]

const door = await testServer()
const origin = await door.listen()
let account: { userId: string; key: string }

beforeAll(async () => {
  if (!lacksBrowser) account = await fillWithDemo(door.pool, { days: 365 })
}, 400_000)

async function signInByLink(page: Page): Promise<void> {
  const keyId = account.key.slice('hea_'.length, 'hea_'.length + 12)
  const link = await createSignInLink(door.pool, { userId: account.userId, keyId })
  await page.goto(signInUrl(origin, link))
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await settle(page)
}

for (const [viewport, colorScheme] of [
  ['narrow', 'dark'],
  ['huge', 'light'],
] as const) {
  test.skipIf(lacksBrowser)(
    `a made-up year is shown in every view, open to everybody: ${viewport}, ${colorScheme}`,
    async () => {
      const page = await openPage(origin, { viewport, colorScheme })
      await signInByLink(page)
      for (const { place, follow, heading, shows } of stops) {
        await page.goto(`/${place}`)
        await settle(page)
        if (follow) {
          await page.locator(follow).first().click()
          await settle(page)
        }
        await page.getByRole('heading', { level: 1, name: heading }).waitFor()
        for (const words of shows)
          await page.getByRole('main').getByText(words).filter({ visible: true }).first().waitFor()
        await settle(page)
        expect({
          place,
          violations: await findViolations(page),
          overflow: await overflowOf(page),
        }).toEqual({ place, violations: [], overflow: 0 })
      }
    },
    300_000,
  )
}

test.skipIf(lacksBrowser)(
  'the first view of a made-up year is told by its time',
  async () => {
    const page = await openPage(origin)
    await signInByLink(page)
    await watchTimes(page)
    const times: string[] = []
    for (let round = 0; round < 3; round++) {
      await page.reload()
      await settle(page)
      const { firstMs, allMs } = await firstViewTimes(page)
      times.push(`${firstMs} to ${allMs}`)
    }
    expect(await page.locator('article').count()).toBeGreaterThan(8)
    console.log(`The demo year: the first view from its first figure to its last: ${times.join(', ')} ms`)
    await page.goto('/#/metric/heart_rate?range=month')
    await page.reload()
    await settle(page)
    for (const name of ['Year', 'Week', 'All', 'Day', 'Month']) {
      const tookMs = await timeOfClick(page, name)
      console.log(`The demo year: heart rate, ${name} after ${tookMs} ms`)
    }
  },
  120_000,
)
