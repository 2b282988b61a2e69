import { sayNumber, sayQuantity, sayRange } from '../words/numbers.ts'
import type { ShownUnit } from '../words/units.ts'
import type { Span } from './span.ts'
import type { Summary } from './sum-up.ts'

/** What a span comes to, in one sentence, for whoever does not see the chart. */
export function saySummary(summary: Summary, { isPart }: Span, unit: ShownUnit): string {
  const samples = `${sayNumber(summary.count)} samples`
  if (summary.is === 'sum') {
    const perDay = isPart ? '' : `${sayQuantity(summary.perDay, unit)} on average a day, `
    return `${sayQuantity(summary.total, unit)} in all, ${perDay}${samples}`
  }
  if (summary.is === 'spread') {
    return `${sayQuantity(summary.average, unit)} on average, ${sayRange(summary.least.value, summary.greatest.value, unit)}, ${samples}`
  }
  const { systolic, diastolic } = summary
  return `systolic ${sayRange(systolic.min, systolic.max, unit)}, diastolic ${sayRange(diastolic.min, diastolic.max, unit)}, ${samples}`
}
