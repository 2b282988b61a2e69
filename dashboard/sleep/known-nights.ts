import type { Night } from '../api/sleep.ts'

/** A night as it is shown, with what else is said of it. */
export interface KnownNight {
  date: string
  /** What counts: the first that the service answers. */
  best: Night
  /** How long one lay in bed, by what counts, else by the first source that says so. */
  inBed: { hours: number; source: string } | undefined
  /** All that is said of it, the best first. */
  all: readonly Night[]
}

/** Each night once, in the order of the answer. @param nights of `sources=all` */
export function groupNights(nights: readonly Night[]): KnownNight[] {
  const byDate = new Map<string, Night[]>()
  for (const night of nights) {
    const said = byDate.get(night.night)
    if (said) said.push(night)
    else byDate.set(night.night, [night])
  }
  return [...byDate.values()].map(all => {
    const best = all[0]!
    const sayer = all.find(({ in_bed_hours }) => in_bed_hours !== null)
    return {
      date: best.night,
      best,
      inBed: sayer && { hours: sayer.in_bed_hours ?? 0, source: sayer.source },
      all,
    }
  })
}
