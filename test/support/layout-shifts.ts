import type { Page } from 'playwright-core'

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
