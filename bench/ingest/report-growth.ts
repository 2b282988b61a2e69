import { markdownTable } from '../figures/markdown-table.ts'
import { atMost, judge, lessThan } from '../figures/target.ts'
import type { Growth } from './measure-growth.ts'
import type { MeasuredBody } from './measure-large-body.ts'

/** @param bodies of which each has ten times the samples of the one before */
export function reportGrowth(
  growths: readonly Growth[],
  sizes: readonly number[],
  bodies: readonly MeasuredBody[],
): string {
  const factors = sizes.slice(1).map((size, place) => size / sizes[place]!)
  const head = [
    'an account of',
    ...sizes.map(size => `${size / 1e6} M, ms`),
    ...factors.map(factor => `${factor} × the rows`),
    'wanted',
    'met',
  ]
  const rows = growths.map(({ title, milliseconds }) => {
    const ratios = factors.map((_, place) => milliseconds[place + 1]! / milliseconds[place]!)
    return [
      title,
      ...milliseconds.map(time => time.toFixed(1)),
      ...ratios.map(ratio => `${ratio.toFixed(2)} × the time`),
      ...judge(Math.max(...ratios), atMost(Math.min(...factors), '× the time')),
    ]
  })
  const bodyRows = bodies.slice(1).map((body, place) => {
    const smaller = bodies[place]!
    const ratio = body.seconds / smaller.seconds
    const factor = body.samples / smaller.samples
    return [
      `one body of ${smaller.samples / 1e6} M and of ${body.samples / 1e6} M samples`,
      smaller.seconds.toFixed(2),
      body.seconds.toFixed(2),
      `${ratio.toFixed(2)} × the time`,
      ...judge(ratio, atMost(factor, '× the time')),
    ]
  })
  const questions = growths.filter(growth => growth.besideIngestMs !== undefined)
  return `### Twice the rows

${markdownTable(head, rows)}
${markdownTable(['', 'smaller, s', 'larger, s', '10 × the rows', 'wanted', 'met'], bodyRows)}
### Questions while bodies come in

${markdownTable(
  [`of an account of ${sizes.at(-1)! / 1e6} M`, 'alone, ms', 'beside ingestion, ms', 'wanted', 'met'],
  questions.map(({ title, milliseconds, besideIngestMs, limitMs }) => [
    title,
    milliseconds.at(-1)!.toFixed(1),
    besideIngestMs!.toFixed(1),
    ...judge(besideIngestMs!, lessThan(2 * limitMs!, 'ms')),
  ]),
)}`
}
