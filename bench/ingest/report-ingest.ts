import { markdownTable } from '../figures/markdown-table.ts'
import { atLeast, judge, type Target } from '../figures/target.ts'
import { baselineNameOf } from './baseline-side.ts'
import { app1k, app10k, fourClients, type IngestCase, ingestCases, mixed10k } from './cases.ts'
import { copySides } from './copy-sides.ts'
import { type Novelty, noveltiesOf, sideOf, twoWorkers } from './measure-case.ts'
import type { MeasuredIngest } from './measure-ingest.ts'

const titles: Record<Novelty, string> = {
  new: 'new',
  known: 'the same in other bytes',
  repeated: 'the same bytes again',
  corrected: '10 % corrected',
}

const ofText: Record<string, Target> = {
  [sideOf(app10k, 'new')]: atLeast(0.6),
  [sideOf(app10k, 'known')]: atLeast(1),
  [sideOf(app10k, 'repeated')]: atLeast(1),
  [sideOf(app1k, 'new')]: atLeast(0.3),
  [sideOf(mixed10k, 'new')]: atLeast(0.4),
}
const ofBaseline = atLeast(6)
const ofOneProcess = atLeast(1.3)

/** The tables of what the service takes in, beside what PostgreSQL and the baseline do. */
export function reportIngest(measured: MeasuredIngest): string {
  return `### Ingestion beside COPY

${reportCases(measured)}
### The limits

${reportLimits(measured)}
### The specification's sketch

${reportBaseline(measured)}`
}

function reportCases({ figures, textTitle }: MeasuredIngest): string {
  const row = (ingestCase: IngestCase, novelty: Novelty) => {
    const side = sideOf(ingestCase, novelty)
    const isMixed = ingestCase === mixed10k
    const ratio = figures.ratio(side, isMixed ? copySides.mixedText : copySides.text)
    return [
      ingestCase.title,
      titles[novelty],
      rate(figures.rate(side)),
      ratio.toFixed(2),
      figures.ratio(side, isMixed ? copySides.mixedBinary : copySides.binary).toFixed(2),
      ...judge(ratio, ofText[side]),
      figures.cpuMicroseconds(side)?.toFixed(2),
    ]
  }
  const rows = [...ingestCases, twoWorkers].flatMap(ingestCase =>
    noveltiesOf(ingestCase).map(novelty => row(ingestCase, novelty)),
  )
  return `${markdownTable(
    [
      'sent',
      'as',
      'records/s',
      `of ${textTitle}`,
      'of COPY BINARY',
      'wanted',
      'met',
      'service CPU, µs a record',
    ],
    rows,
  )}
${markdownTable(['', 'of one process', 'wanted', 'met'], [reportWorkers(figures)])}`
}

function reportWorkers(figures: MeasuredIngest['figures']): (string | undefined)[] {
  const title = '`WORKERS=2`, 4 clients, new'
  const ratio = figures.ratio(sideOf(twoWorkers, 'new'), sideOf(fourClients, 'new'))
  return [title, ratio.toFixed(2), ...judge(ratio, ofOneProcess)]
}

function reportLimits({ figures, textTitle }: MeasuredIngest): string {
  const lines: [title: string, side: string, of: string][] = [
    [`heart rate, ${textTitle}, all at once`, copySides.text, copySides.text],
    ['the same, 10,000 rows at a time', copySides.textBy10k, copySides.text],
    ['the same, 1,000 rows at a time', copySides.textBy1k, copySides.text],
    ['heart rate, COPY BINARY', copySides.binary, copySides.text],
    [`mixed, ${textTitle}, a table at a time`, copySides.mixedText, copySides.mixedText],
    ['mixed, COPY BINARY', copySides.mixedBinary, copySides.mixedText],
  ]
  return markdownTable(
    ['the same rows into the same tables', 'records/s', 'of text, all at once'],
    lines.map(([title, side, of]) => [title, rate(figures.rate(side)), figures.ratio(side, of).toFixed(2)]),
  )
}

function reportBaseline({ figures, servicePeakMb, baselinePeakMb }: MeasuredIngest): string {
  const rows = [app10k, app1k].flatMap(ingestCase =>
    (['new', 'known', 'repeated'] as const).map(novelty => {
      const side = sideOf(ingestCase, novelty)
      const sketch = baselineNameOf(ingestCase.recordsPerBody, novelty === 'new' ? 'new' : 'known')
      const ratio = figures.ratio(side, sketch)
      return [
        ingestCase.title,
        titles[novelty],
        rate(figures.rate(side)),
        rate(figures.rate(sketch)),
        ratio.toFixed(1),
        ...judge(ratio, side === sideOf(app10k, 'new') ? ofBaseline : undefined),
        figures.cpuMicroseconds(sketch)?.toFixed(2),
      ]
    }),
  )
  return `${markdownTable(
    [
      'sent',
      'as',
      'service, records/s',
      'sketch, records/s',
      'ratio',
      'wanted',
      'met',
      'sketch CPU, µs a record',
    ],
    rows,
  )}
Peak memory during all of the above: service ${servicePeakMb.toFixed(0)} MB, sketch ${baselinePeakMb.toFixed(0)} MB.
`
}

const rate = (value: number): string => `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)}k`
