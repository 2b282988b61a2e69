import type { Page } from 'playwright-core'

/**
 * Watches each frame of every document that the page loads from now on. What asks from outside of the page sees only
 * when it asks, up to half a second late.
 */
export async function watchTimes(page: Page): Promise<void> {
  await page.addInitScript(`
    const isBusy = () => !document.querySelector('h1') || document.querySelector('[aria-busy="true"], .skeleton')
    window.viewTimes = { calmMs: 0 }
    const look = () => {
      const now = performance.now()
      if (document.querySelector('article .figure')) window.viewTimes.firstFigureMs ??= now
      if (isBusy()) window.viewTimes.calmMs = 0
      else window.viewTimes.calmMs ||= now
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  `)
}

/** In ms since the page was asked for: its first figure, and when nothing was on its way any more. */
export async function firstViewTimes(page: Page): Promise<{ firstMs: number; allMs: number }> {
  const { firstFigureMs, calmMs } = await page.evaluate<{ firstFigureMs: number; calmMs: number }>(
    'window.viewTimes',
  )
  return { firstMs: Math.round(firstFigureMs), allMs: Math.round(calmMs) }
}

/** How long in ms after a click on the label of this text nothing is on its way any more, to the frame that shows it. */
export const timeOfClick = async (page: Page, label: string): Promise<number> =>
  Math.round(
    await page.evaluate<number>(`new Promise(done => {
      const labels = [...document.querySelectorAll('label')]
      const startMs = performance.now()
      labels.find(({ textContent }) => textContent === ${JSON.stringify(label)}).click()
      const look = () => {
        if (window.viewTimes.calmMs === 0) requestAnimationFrame(look)
        else done(performance.now() - startMs)
      }
      // The first frame draws what the click changed, and whether something is on its way.
      requestAnimationFrame(() => requestAnimationFrame(look))
    })`),
  )
