import { markdownTable } from '../figures/markdown-table.ts'
import { judge, lessThan } from '../figures/target.ts'
import { type ComparedKeys, MANY_KEYS } from '../keys/compare-keys.ts'
import type { MeasuredBody } from './measure-large-body.ts'
import type { MeasuredStart } from './measure-start.ts'

export function reportStart({ firstSeconds, laterSeconds }: MeasuredStart): string {
  return `### Start

${markdownTable(
  ['until it listens', 's'],
  [
    ['on an empty database: all migrations and partitions', firstSeconds.toFixed(2)],
    ['every other time', laterSeconds.toFixed(2)],
  ],
)}`
}

export function reportKeys(compared: readonly ComparedKeys[]): string {
  const rows = compared.map(({ title, oneMs, manyMs }) => {
    const ratio = manyMs / oneMs
    return [title, oneMs.toFixed(2), manyMs.toFixed(2), ratio.toFixed(3), ...judge(ratio, lessThan(1.1))]
  })
  return `### Keys

${markdownTable(['an authenticated request', '1 key, ms', `${MANY_KEYS.toLocaleString('en')} keys, ms`, 'ratio', 'wanted', 'met'], rows)}`
}

export function reportLargeBody(body: MeasuredBody): string {
  const rows: [title: string, figure: number, unit: string, limit?: number][] = [
    ['answered', body.seconds, 's', 8],
    ['processor time of the service', body.cpuSeconds, 's'],
    ['peak memory of the service', body.peakMb, 'MB', 500],
    ['`/health` meanwhile, median', body.healthP50Ms, 'ms'],
    ['`/health` meanwhile, p99', body.healthP99Ms, 'ms', 50],
  ]
  return `### A large body

${markdownTable(
  [
    `one body of ${(body.bytes / 1e6).toFixed(0)} MB, ${body.samples / 1e6} M samples`,
    'measured',
    'wanted',
    'met',
  ],
  rows.map(([title, figure, unit, limit]) => [
    title,
    `${figure.toFixed(unit === 's' ? 2 : 0)} ${unit}`,
    ...judge(figure, limit === undefined ? undefined : lessThan(limit, unit)),
  ]),
)}`
}
