export interface Pressure {
  systolic: unknown
  diastolic: unknown
}

/** Both halves of the blood pressures that a client wrote as two records each, by time and source. */
export interface Pressures {
  /** Undefined where only one half is there. */
  find(when: { startedAt: unknown; source: unknown }): Pressure | undefined
}

/** Which half of a blood pressure a metric's name stands for: HealthKit has a type for each. */
export function pressurePartOf(name: string): 'systolic' | 'diastolic' | undefined {
  const folded = name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
  if (/(^|bloodpressure)systolic(bloodpressure)?$/.test(folded)) return 'systolic'
  return /(^|bloodpressure)diastolic(bloodpressure)?$/.test(folded) ? 'diastolic' : undefined
}

/** One record that may be half of a blood pressure. */
export interface Half {
  name: string
  value: unknown
  startedAt: unknown
  source: unknown
}

/**
 * Pairs the halves among an envelope's records; what is no half is passed over. Each half is then read as the whole
 * pressure, so the second is a duplicate of the first: two items, one row.
 * @param readRecords asked when the first half is to be found: most bodies have none among their many records
 */
export function pairPressures(readRecords: () => Iterable<Half>): Pressures {
  let pressures: ReadonlyMap<string, Partial<Pressure>> | undefined
  return {
    find(when) {
      pressures ??= collectHalves(readRecords())
      const pressure = pressures.get(keyOf(when))
      return pressure?.systolic === undefined || pressure.diastolic === undefined
        ? undefined
        : { systolic: pressure.systolic, diastolic: pressure.diastolic }
    },
  }
}

function collectHalves(records: Iterable<Half>): ReadonlyMap<string, Partial<Pressure>> {
  const pressures = new Map<string, Partial<Pressure>>()
  for (const record of records) {
    const part = pressurePartOf(record.name)
    if (!part) continue
    const key = keyOf(record)
    pressures.set(key, { ...pressures.get(key), [part]: record.value })
  }
  return pressures
}

/** What is no text or number is no time, and such halves are never judged to be a pressure. */
function keyOf({ startedAt, source }: { startedAt: unknown; source: unknown }): string {
  return JSON.stringify([startedAt, source].map(part => (typeof part === 'object' ? null : part)))
}
