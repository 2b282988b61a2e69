import type { HealthEvent } from '../api/events.ts'
import { dateOf } from '../words/dates.ts'
import type { KindProps } from './events-of-type.tsx'
import { groupBy } from './group-by.ts'
import { sayDays } from './how-often.ts'
import type { Cell, StripRow } from './strip.tsx'

/**
 * A row of a strip for each name of what was noted, the most frequent first.
 * @param cellOf what a column shows of the entries that fall into it; undefined where there are none
 */
export function rowsByName(
  events: readonly HealthEvent[],
  { range, timezone }: Pick<KindProps, 'range' | 'timezone'>,
  nameOf: (event: HealthEvent) => string,
  cellOf: (entries: HealthEvent[] | undefined) => Cell | undefined,
): StripRow[] {
  return [...groupBy(events, nameOf)]
    .map(([label, entries]) => {
      const byColumn = groupBy(
        entries,
        ({ started_at }) => range.columnOf(dateOf(started_at, timezone)) ?? -1,
      )
      const days = new Set(entries.map(({ started_at }) => dateOf(started_at, timezone))).size
      return {
        label,
        days,
        note: sayDays(days),
        cells: range.columns.map((_, index) => cellOf(byColumn.get(index))),
      }
    })
    .sort((a, b) => b.days - a.days)
}
