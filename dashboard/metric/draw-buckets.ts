import type { Bucket, BucketSize, Figures, Statistics } from '../api/statistics.ts'
import type { Series } from '../chart/chart.tsx'
import { addDays, dateOf, sayClock, sayDate, sayDateRange } from '../words/dates.ts'
import { convert, type ShownUnit } from '../words/units.ts'
import { type Picture, type Row, spreadHeads } from './picture.ts'
import type { Span } from './span.ts'

type Values = (number | null)[]
interface Spread {
  min: Values
  avg: Values
  max: Values
}

/** Bars of what adds up; of all else a line of the averages within a band from the least to the greatest. */
export function drawBuckets(statistics: Statistics, span: Span, unit: ShownUnit): Picture {
  const { buckets, bucket: step, timezone } = statistics
  const show = (value: number | null | undefined) =>
    value === null || value === undefined ? null : convert(value, unit)
  const isBars = statistics.aggregation === 'cumulative'
  const parts = isBars
    ? []
    : partsOf(buckets).map(({ name, read }) => ({ name, ...spread(buckets, read, show) }))
  const sums = buckets.map(one => show(one.sum))
  const numbers = isBars ? [sums] : parts.flatMap(({ avg, min, max }) => [avg, min, max])
  const rows = buckets.map((bucket, index): Row => {
    const [fromMs, toMs] = [Date.parse(bucket.bucket_start), Date.parse(bucket.bucket_end)]
    return {
      // A week or a month that is cut off by the span says no more than what is in it.
      fromMs: Math.max(fromMs, span.fromMs),
      toMs: Math.min(toMs, span.toMs),
      when: () => sayBucket(bucket, step, span, timezone),
      numbers: numbers.map(column => column[index] ?? null),
      count: bucket.count,
    }
  })
  return {
    draw: isBars ? 'bars' : 'line',
    // The point of an average stands in the middle of its time; a bar begins where its time does.
    times: rows.map(({ fromMs, toMs }) => (isBars ? fromMs : (fromMs + toMs) / 2)),
    series: isBars
      ? [{ label: `Sum of each ${step}`, values: sums }]
      : parts.map(part => seriesOf(part, step)),
    rows,
    heads: isBars ? [{ name: 'Sum', field: 'sum' }] : parts.flatMap(({ name }) => spreadHeads(name)),
    step,
  }
}

type Read = (bucket: Bucket) => Partial<Figures> | undefined

function partsOf(buckets: readonly Bucket[]): { name: string; read: Read }[] {
  if (buckets.every(({ systolic }) => systolic === undefined)) return [{ name: '', read: bucket => bucket }]
  return [
    { name: 'Systolic', read: ({ systolic }) => systolic },
    { name: 'Diastolic', read: ({ diastolic }) => diastolic },
  ]
}

function spread(
  buckets: readonly Bucket[],
  read: Read,
  show: (value: number | null | undefined) => number | null,
): Spread {
  const column = (figure: keyof Figures) => buckets.map(bucket => show(read(bucket)?.[figure]))
  return { min: column('min'), avg: column('avg'), max: column('max') }
}

function seriesOf({ name, min, avg, max }: Spread & { name: string }, step: BucketSize): Series {
  const hasBand = min.some((least, index) => least !== null && least < (max[index] ?? least))
  const label = `${name === '' ? 'Average' : `${name}, average`} of each ${step}`
  return {
    label: hasBand && name === '' ? `${label}, in the band from least to greatest` : label,
    values: avg,
    ...(hasBand && { low: min, high: max }),
  }
}

/** `14:00–15:00` of a day, `Wed 25 Nov`, `16–22 Nov 2026`, `November 2026` */
function sayBucket(bucket: Bucket, step: BucketSize, span: Span, timezone: string): string {
  const date = bucket.bucket_start.slice(0, 10)
  if (step === 'month') return sayDate(date, 'monthOfYear')
  if (step === 'day') return sayDate(date, date.slice(0, 4) === span.last.slice(0, 4) ? 'weekday' : 'short')
  if (step === 'hour') {
    const hours = `${sayClock(bucket.bucket_start, timezone)}–${sayClock(bucket.bucket_end, timezone)}`
    return span.first === span.last ? hours : `${sayDate(date, 'weekday')}, ${hours}`
  }
  const last = addDays(dateOf(bucket.bucket_end, timezone), -1)
  return sayDateRange(date, last > span.last ? span.last : last)
}
