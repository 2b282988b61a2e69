/**
 * Takes a picture of every view of the dashboard, wide and narrow, light and dark, of the made-up year that the command
 * `demo` makes; they go to docs/screenshots/. Needs Chromium. Run it with: npm run screenshots [-- --only sleep,metric]
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startServer } from '../bench/ingest/server-process.ts'
import { findFreePort } from '../src/database/embedded-postmaster.ts'

interface Picture {
  name: string
  place: string
  /** Of the first of these links the view is gone to. */
  follow?: string
}

const pictures: readonly Picture[] = [
  { name: 'today', place: '#/today' },
  { name: 'metrics', place: '#/metric' },
  { name: 'metric', place: '#/metric/heart_rate?range=month' },
  { name: 'sleep', place: '#/sleep' },
  { name: 'night', place: '#/sleep', follow: 'a[href^="#/sleep/"]' },
  { name: 'workouts', place: '#/workouts' },
  { name: 'workout', place: '#/workouts?activity=hiking', follow: 'a[href^="#/workouts/"]' },
  { name: 'events', place: '#/events' },
  { name: 'ledger', place: '#/ledger' },
  { name: 'ingestion', place: '#/ledger?status=partial', follow: 'a[href^="#/ledger/"]' },
  { name: 'connect', place: '#/connect' },
  { name: 'account', place: '#/account' },
]
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 740 } } as const
/** A long list is cut off there: who looks at a picture has seen how it goes on. */
const MOST_SCREENS = 2.5
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const target = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const only = values.only?.split(',')

const folder = mkdtempSync(join(tmpdir(), 'health-export-screenshots-'))
const env = { DATA_DIR: join(folder, 'data'), HOST: '127.0.0.1', PORT: String(await findFreePort()) }
const run = (...args: string[]) =>
  execFileSync(process.execPath, [program, ...args, '--json'], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

console.error('Making a year of data up …')
run('demo')
const server = await startServer([program, 'serve'], { env, cwd: folder })
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)
if (executablePath === undefined) throw new Error('There is no Chromium: apt-get install chromium')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  mkdirSync(target, { recursive: true })
  for (const size of ['wide', 'narrow'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) await takeAll(browser, size, colorScheme)
  }
} finally {
  await browser.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function takeAll(browser: Browser, size: keyof typeof sizes, colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({
    baseURL: server.origin,
    viewport: sizes[size],
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  // Playwright itself writes no WebP, which takes a quarter of what PNG does.
  const protocol = await context.newCDPSession(page)
  const link = JSON.parse(run('sign-in', '--user', 'demo@example.org')) as { url: string }
  await page.goto(link.url)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  for (const { name, place, follow } of pictures) {
    if (only && !only.includes(name)) continue
    await page.goto(`${server.origin}/${place}`)
    await settle(page)
    if (follow) {
      await page.locator(follow).first().click()
      await settle(page)
    }
    const path = join(target, `${name}-${size}-${colorScheme}.webp`)
    const { width, height: least } = sizes[size]
    const whole = await page.evaluate<number>('document.documentElement.scrollHeight')
    // A window of that height: what is fixed to its edges would stand in the midst of a picture of the whole page.
    await page.setViewportSize({ width, height: Math.min(Math.max(whole, least), MOST_SCREENS * least) })
    // A chart draws itself anew for it.
    await settle(page)
    const { data } = await protocol.send('Page.captureScreenshot', { format: 'webp', quality: 85 })
    writeFileSync(path, Buffer.from(data, 'base64'))
    await page.setViewportSize(sizes[size])
    console.error(path)
  }
  await context.close()
}

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy="true"], .skeleton').first().waitFor({ state: 'detached' })
}
