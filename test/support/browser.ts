import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { closeAfterwards } from './close-afterwards.ts'

/** The shell has Chromium's engine without its windows, and takes half the time. */
const program = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync)

/** For `test.skipIf`: there is no Chromium. In continuous integration nothing may be left out: there the tests run, and fail. */
export const lacksBrowser = process.env.CI !== 'true' && program === undefined

export const viewports = {
  narrow: { width: 360, height: 740 },
  wide: { width: 1440, height: 900 },
  huge: { width: 2560, height: 1440 },
} as const

/** In which each view is looked at: both schemes and both sizes occur, and not each with each, for the time that takes. */
export const looks = [
  { viewport: 'narrow', colorScheme: 'dark' },
  { viewport: 'wide', colorScheme: 'light' },
] as const

export interface PageWishes {
  viewport?: keyof typeof viewports
  colorScheme?: 'light' | 'dark'
  /** Answers that the test provokes: the browser logs each as an error. */
  expectedStatuses?: readonly number[]
  /** The test takes the network away: what the browser logs of that is expected. */
  losesConnection?: true
  /** What the test makes the page fail at: each error that has these words in it is expected. */
  expectedError?: string
}

let browser: Promise<Browser> | undefined
afterAll(async () => (await browser)?.close())

/**
 * A page of a browser of its own memory, at a server that listens. The test fails at its end if the page has asked another
 * host, or logged an error that was not expected.
 * @param origin what `listen()` of a test server answers
 */
export async function openPage(origin: string, wishes: PageWishes = {}): Promise<Page> {
  browser ??= launch()
  const { viewport = 'wide', colorScheme = 'light', expectedStatuses = [] } = wishes
  const { losesConnection, expectedError } = wishes
  const options: BrowserContextOptions = {
    baseURL: origin,
    viewport: viewports[viewport],
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  }
  const context = await (await browser).newContext(options)
  context.setDefaultTimeout(15_000)
  const faults: string[] = []
  context.on('request', request => {
    const { protocol, origin: asked } = new URL(request.url())
    if (asked !== origin && protocol !== 'data:' && protocol !== 'blob:') faults.push(`asked ${asked}`)
  })
  context.on('console', message => {
    const text = message.text()
    const isExpected =
      expectedStatuses.some(status => text.includes(`responded with a status of ${status} `)) ||
      (losesConnection && text.includes('net::ERR_INTERNET_DISCONNECTED'))
    if (message.type() === 'error' && !isExpected) faults.push(text)
  })
  const page = await context.newPage()
  page.on('pageerror', error => {
    if (expectedError === undefined || !String(error).includes(expectedError)) faults.push(String(error))
  })
  closeAfterwards(async () => {
    await context.close()
    if (faults.length > 0) throw new Error(`The page is at fault:\n${faults.join('\n')}`)
  })
  return page
}

/** Signs in as a person does, and waits for the view of the place. @param place `#/sleep` */
export async function signIn(page: Page, key: string, place = '#/today'): Promise<void> {
  await page.goto(`/${place}`)
  await page.getByLabel('Your API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await settle(page)
}

/** Waits until nothing on the page is on its way any more. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy="true"], .skeleton').first().waitFor({ state: 'detached' })
}

export interface Violation {
  rule: string
  at: string[]
}

/** What axe-core finds wrong with the page as it is, by the rules of WCAG 2.2 A and AA and its best practices. */
export async function findViolations(page: Page): Promise<Violation[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  // As text of the test, which no policy of the page forbids.
  await page.evaluate(readFileSync(axe, 'utf8'))
  return page.evaluate<Violation[]>(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => ({
      rule: id,
      at: nodes.map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary),
    })))`)
}

/** By how many pixels the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

function launch(): Promise<Browser> {
  if (program === undefined) throw new Error('There is no Chromium: apt-get install chromium-headless-shell')
  // Its sandbox wants what root in a container does not have; it sees nothing but our own page.
  return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] })
}
