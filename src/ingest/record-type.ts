import { findMetric } from '../catalogue/index.ts'
import type { Incoming } from '../formats/format.ts'
import { eventTypes, findEventType } from '../formats/health-auto-export/events.ts'
import { snakeCase } from '../formats/snake-case.ts'

/** What records are counted as besides metrics and events; an Activity is several metrics in one element. */
const otherTypes: ReadonlyMap<string, string> = new Map([
  ['workout', 'workout'],
  ['workouts', 'workout'],
  ['activity', 'activity'],
])

/** The types that are no metrics, as the report counts them. */
export const typesBesideMetrics: readonly string[] = [...eventTypes, ...new Set(otherTypes.values())]

/**
 * The type that a name means, as the report counts it: a metric by any of its names, an event by its own or by that
 * of the app's array, a workout. Undefined for what is nothing that we know.
 */
export function findType(name: string): string | undefined {
  return findMetric(name)?.name ?? findEventType(name) ?? otherTypes.get(snakeCase(name))
}

/** A record's own type, read off it without judging it. A name that nobody knows is a type of its own. */
export function typeOf(record: Incoming): string {
  switch (record.kind) {
    case 'sample':
      return findType(record.metric) ?? record.metric
    case 'sleep_night':
    case 'sleep_stage':
      return 'sleep_analysis'
    case 'workout':
      return 'workout'
    case 'event':
    case 'redacted':
      return findType(record.type) ?? record.type
    case 'nothing':
      return findType(record.countedAs) ?? record.countedAs
  }
}
