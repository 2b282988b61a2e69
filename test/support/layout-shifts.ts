import type { Page } from 'playwright-core'
import { settle } from './browser.ts'

/** Keeps how far things moved by themselves, on every document that the page loads from now on. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(`
    window.layoutShifts = []
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShifts.push(entry.value)
    }).observe({ type: 'layout-shift', buffered: true })
  `)
}

/** The sum of what moved so far, once what is drawn is on the screen. */
export const shiftOf = (page: Page): Promise<number> =>
  page.evaluate<number>(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
    setTimeout(() => done(window.layoutShifts.reduce((sum, value) => sum + value, 0))))))`)

/**
 * How far things move by themselves while a view loads whose answers come in the worst order.
 * @param first those that come first, of what stands below
 * @param last those that wait for them, of what stands at the top
 */
export async function shiftOfLoading(
  page: Page,
  { first, last }: { first: string; last: string },
): Promise<number> {
  await watchShifts(page)
  const below = page.waitForResponse(first)
  await page.route(last, async route => {
    await below
    await route.continue()
  })
  await page.reload()
  await settle(page)
  return shiftOf(page)
}
