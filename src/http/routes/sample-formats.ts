import { stringify } from 'csv-stringify/sync'
import type { Sample } from '../../query/read-sample.ts'
import type { SampleTable } from '../../query/sample-table.ts'
import { describeSample } from './sample-schema.ts'

/** How samples are written where they are streamed: the text before all pages, and that of a page. */
export interface SampleFormat {
  head: string
  write(samples: Sample[]): string
}

/** JSON with one sample per line. */
export const ndjson: SampleFormat = {
  head: '',
  write: samples => samples.map(sample => `${JSON.stringify(describeSample(sample))}\n`).join(''),
}

/** RFC 4180 with a header line; what a sample has not is an empty field, its detail is JSON. */
export function csvOf({ numberNames }: SampleTable): SampleFormat {
  const columns = ['recorded_at', 'duration_s', 'grouped', 'source', 'unit', ...numberNames, 'detail']
  return {
    head: writeCsv([columns]),
    write: samples =>
      writeCsv(
        samples.map(({ recordedAt, durationS, grouped, source, unit, numbers, detail }) => [
          recordedAt,
          durationS,
          String(grouped),
          source,
          unit,
          ...numberNames.map(name => numbers[name]),
          detail && JSON.stringify(detail),
        ]),
      ),
  }
}

const writeCsv = (rows: unknown[][]): string =>
  stringify(rows, {
    record_delimiter: 'windows',
    // By itself it quotes only the delimiter above, and many readers end a line at either half of it.
    quoted_match: /[\r\n]/,
  })
