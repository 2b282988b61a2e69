/**
 * What every format yields: records in our words, values as the client wrote them. A format decides nothing:
 * whether a date, a number or a unit is acceptable is judged in ingest/, the same for every format.
 */

/** Where a record stood in the body: element `index` of the array that the JSON pointer `path` names. */
export interface Place {
  path: string
  index: number
}

interface IncomingBase extends Place {
  /**
   * What the item is counted as in the report, where that is not the record's own type. Records in a row with the
   * same place are one item (an Activity is several samples): it is stored whole or rejected whole.
   */
  countedAs?: string
  /**
   * Names of what the detail holds besides the record's own type, as the client writes them: keys at any depth, and the
   * metrics that they stand for. An item that holds something of a disabled type must not be kept either.
   */
  holds?: readonly string[]
  /** Further elements of the same array that the item consists of: what has to go with it when it must not be kept. */
  alsoAt?: readonly number[]
}

/**
 * What a sample was measured and reported with: the device's properties and the version of the source, as the client
 * names them. Records of one device share one object.
 */
export type IncomingDevice = Readonly<Record<string, string>>

/** Where HealthKit took a sample from, and when it did; no part of what makes two samples the same. */
interface IncomingOrigin {
  device?: IncomingDevice
  /** When the sample was taken into the store that it was exported from. */
  creationDate?: unknown
}

/** One reading of one metric. Any of value, min/avg/max, systolic/diastolic may be there; ingest/ judges what that makes. */
export interface IncomingSample extends IncomingBase, IncomingOrigin {
  kind: 'sample'
  /** The metric as the client names it; the catalogue knows its aliases. */
  metric: string
  recordedAt: unknown
  endedAt?: unknown
  /** How long the sample covers when the client says it grouped by minutes, hours or days. Absent: not grouped. */
  groupedSeconds?: number
  value?: unknown
  min?: unknown
  avg?: unknown
  max?: unknown
  systolic?: unknown
  diastolic?: unknown
  unit?: unknown
  source?: unknown
  /** The client writes 0 where a sensor measured nothing. */
  zeroIsUnknown?: true
  /** What came with the sample and has no column of its own (meal time, reason, metadata). */
  detail?: Record<string, unknown>
}

/** One night as a client summarised it; totals in `unit` (hours when absent). */
export interface IncomingSleepNight extends IncomingBase {
  kind: 'sleep_night'
  recordedAt: unknown
  sleepStart?: unknown
  sleepEnd?: unknown
  inBedStart?: unknown
  inBedEnd?: unknown
  totals: {
    total?: unknown
    asleep?: unknown
    core?: unknown
    deep?: unknown
    rem?: unknown
    awake?: unknown
    inBed?: unknown
  }
  unit?: unknown
  source?: unknown
  groupedSeconds?: number
  detail?: Record<string, unknown>
}

/** One un-aggregated segment of sleep. */
export interface IncomingSleepStage extends IncomingBase, IncomingOrigin {
  kind: 'sleep_stage'
  startedAt: unknown
  endedAt: unknown
  stage: unknown
  source?: unknown
  detail?: Record<string, unknown>
}

/** A number with the unit it was written in. */
export interface IncomingQuantity {
  value: unknown
  unit?: unknown
}

/** One point of a workout's series; `value` or min/avg/max. */
export interface IncomingSeriesPoint {
  recordedAt: unknown
  value?: unknown
  min?: unknown
  avg?: unknown
  max?: unknown
  unit?: unknown
  source?: unknown
}

/** An array of a series' points, and how many it holds. */
export interface SeriesPlace {
  at: string
  length: number
}

export interface IncomingRoutePoint {
  recordedAt: unknown
  latitude: unknown
  longitude: unknown
  altitude?: unknown
  speed?: unknown
  course?: unknown
  horizontalAccuracy?: unknown
  verticalAccuracy?: unknown
  speedAccuracy?: unknown
  courseAccuracy?: unknown
}

/** The totals that have a column; their canonical units are in ingest/judge/workout-totals.ts. */
export type WorkoutTotal =
  | 'duration'
  | 'totalEnergy'
  | 'activeEnergy'
  | 'distance'
  | 'minHeartRate'
  | 'avgHeartRate'
  | 'maxHeartRate'
  | 'elevationUp'
  | 'elevationDown'
  | 'avgSpeed'
  | 'maxSpeed'
  | 'stepCount'
  | 'flightsClimbed'
  | 'swimmingStrokeCount'
  | 'stepCadence'
  | 'swimCadence'
  | 'lapLength'
  | 'intensity'
  | 'temperature'
  | 'humidity'
  | 'swolfScore'

export interface IncomingWorkout extends IncomingBase {
  kind: 'workout'
  /** The activity as the client names it ("Outdoor Run", "running"). */
  activity: unknown
  startedAt: unknown
  endedAt: unknown
  /** Where it took place, in the client's word ("Outdoor", "Schwimmbad"). */
  location?: unknown
  clientId?: unknown
  source?: unknown
  totals: Partial<Record<WorkoutTotal, IncomingQuantity>>
  series: Record<string, readonly IncomingSeriesPoint[]>
  /** Where the points of a series stood: arrays one after the other, each by its JSON pointer below the workout. */
  seriesPlaces?: Record<string, readonly SeriesPlace[]>
  route: readonly IncomingRoutePoint[]
  /** The client writes 0 for totals that it did not measure. */
  zeroIsUnknown?: true
  /** An impossible figure beside the main ones is omitted, because the client's owner cannot correct it. */
  lenientTotals?: true
  detail?: Record<string, unknown>
}

/** A typed event with a detail; also the home of shapes that have no typed one. */
export interface IncomingEvent extends IncomingBase {
  kind: 'event'
  type: string
  startedAt: unknown
  endedAt?: unknown
  name?: unknown
  clientId?: unknown
  source?: unknown
  /** True where the type itself is one we do not know: the report names it in `uncatalogued`. */
  unknownType?: boolean
  detail: Record<string, unknown>
}

/** An item that is not a record at all (a number where an object belongs): counted, and rejected with this reason. */
export interface IncomingNothing extends IncomingBase {
  kind: 'nothing'
  countedAs: string
  detail: string
}

/** An item of a type that is switched off: nothing of it is kept but that it was there. */
export interface IncomingRedacted extends IncomingBase {
  kind: 'redacted'
  type: string
}

export type Incoming =
  | IncomingSample
  | IncomingSleepNight
  | IncomingSleepStage
  | IncomingWorkout
  | IncomingEvent
  | IncomingNothing
  | IncomingRedacted
