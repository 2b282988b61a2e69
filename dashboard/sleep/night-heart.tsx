import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Sample, Samples } from '../api/samples.ts'
import type { Night } from '../api/sleep.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Chart } from '../chart/chart.tsx'
import { ChartNumbers, type Column } from '../chart/chart-numbers.tsx'
import { useSession } from '../frame/session.ts'
import { Answered, Skeleton } from '../frame/states.tsx'
import { sayClock } from '../words/dates.ts'
import { sayNumber } from '../words/numbers.ts'
import { NIGHT_AXIS } from './hypnogram.tsx'

interface Beat {
  time: number
  bpm: number
  low: number
  high: number
}

/** The heart rate of the night, by the source of the night where it has any; nothing where there is none. */
export function NightHeart({ night }: { night: Night }): JSX.Element {
  const { timezone } = useSession().session.user
  const answer = useAnswer<Samples>('/v1/metrics/heart_rate/samples', {
    from: night.started_at ?? undefined,
    to: night.ended_at ?? undefined,
    order: 'asc',
    limit: 10_000,
  })
  const source = useMemo(() => chooseSource(answer.data?.samples ?? [], night.source), [answer.data, night])
  const beats = useMemo(() => readBeats(answer.data?.samples ?? [], source), [answer.data, source])
  const times = useMemo(() => beats.map(({ time }) => time), [beats])
  const series = useMemo(
    () => [
      {
        label: 'Heart rate',
        values: beats.map(({ bpm }) => bpm),
        ...(beats.some(({ low, high }) => low < high) && {
          low: beats.map(({ low }) => low),
          high: beats.map(({ high }) => high),
        }),
      },
    ],
    [beats],
  )
  const columns = useMemo(() => columnsOf(timezone), [timezone])
  const average = beats.reduce((sum, { bpm }) => sum + bpm, 0) / beats.length
  const lowest = Math.min(...beats.map(({ low }) => low))
  return (
    <section class="card" aria-labelledby="night-heart">
      <h2 id="night-heart">Heart rate</h2>
      <Answered
        answer={answer}
        skeleton={<Skeleton height="20rem" />}
        isEmpty={() => beats.length === 0}
        empty={<p class="soft">No heart rate is known of this night.</p>}
      >
        {() => (
          <>
            <p class="night-figures">
              <span>
                <span class="figure">
                  {sayNumber(average)}
                  <span class="unit">bpm</span>
                </span>{' '}
                <span class="small">on average</span>
              </span>
              <span>
                <span class="figure">
                  {sayNumber(lowest)}
                  <span class="unit">bpm</span>
                </span>{' '}
                <span class="small">at the lowest</span>
              </span>
            </p>
            <div>
              <Chart
                summary={`Heart rate of the night: ${sayNumber(average)} beats per minute on average, ${sayNumber(lowest)} at the lowest`}
                times={times}
                series={series}
                draw="line"
                unit="bpm"
                digits={0}
                timezone={timezone}
                from={Date.parse(night.started_at ?? '')}
                to={Date.parse(night.ended_at ?? '')}
                height={220}
                axisWidth={NIGHT_AXIS}
                sayTime={time => sayClock(time, timezone)}
              />
              <ChartNumbers caption="Heart rate of the night" columns={columns} rows={beats} />
            </div>
            <p class="small">
              {beats.length === 1 ? 'One reading' : `${sayNumber(beats.length)} readings`}
              {source !== undefined && source !== '' && ` of ${source}`}
            </p>
          </>
        )}
      </Answered>
    </section>
  )
}

/** That of the night, else the one that says most; readings of several would jump to and fro. */
function chooseSource(samples: readonly Sample[], ofNight: string): string | undefined {
  const counts = new Map<string, number>()
  for (const { source } of samples) counts.set(source, (counts.get(source) ?? 0) + 1)
  if (counts.has(ofNight)) return ofNight
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

const readBeats = (samples: readonly Sample[], source: string | undefined): Beat[] =>
  samples.flatMap(sample => {
    const bpm = sample.avg ?? sample.value ?? sample.max ?? sample.min ?? null
    if (sample.source !== source || bpm === null) return []
    return [
      {
        time: Date.parse(sample.recorded_at),
        bpm,
        low: sample.min ?? bpm,
        high: sample.max ?? bpm,
      },
    ]
  })

const columnsOf = (timezone: string): Column<Beat>[] => [
  { head: 'Time', cell: ({ time }) => sayClock(time, timezone) },
  { head: 'Average', cell: ({ bpm }) => sayNumber(bpm), isNumber: true },
  { head: 'Lowest', cell: ({ low }) => sayNumber(low), isNumber: true },
  { head: 'Highest', cell: ({ high }) => sayNumber(high), isNumber: true },
]
