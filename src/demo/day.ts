import { type EpochDay, HOUR_MS, MINUTE_MS, weekdayOf } from './calendar.ts'
import { type Outing, planOutings } from './outings.ts'
import { type Random, randomOf } from './random.ts'
import { fitnessOn, flightOn, holidayDayOn, holidayZone, isWorkday, Story, summerOn } from './story.ts'
import { writeTime, Zone } from './zone.ts'

/** A workout with its instants. */
export interface PlannedWorkout extends Outing {
  startMs: number
  endMs: number
}

/** One day of the person, from the midnight of where she is to the next one, which may be in another country. */
export interface Day {
  epochDay: EpochDay
  startMs: number
  endMs: number
  wakeMs: number
  /** When she falls asleep; after midnight on a late evening. */
  asleepMs: number
  isWorkday: boolean
  isLate: boolean
  /** From 0 to 1. */
  illness: number
  flight: 'out' | 'back' | undefined
  isAbroad: boolean
  cycleDay: number
  fitness: number
  summer: number
  restingHeartRate: number
  workouts: readonly PlannedWorkout[]
  /** Chance that belongs to a topic on this day. */
  random(topic: string): Random
  /** When the clock shows an hour; 18.5 is half past six in the evening, 25 is one o'clock after midnight. */
  at(hour: number): number
  /** What the clock shows, as hours since midnight. */
  hourAt(ms: number): number
  /** As the app writes it, with the offset of the clock at that moment. */
  write(ms: number): string
}

/** The days of a life, each from nothing but its date and the seed. */
export class Days {
  readonly #seed: number
  readonly #home: Zone
  readonly #abroad = new Zone(holidayZone)
  readonly #story: Story
  readonly #planned = new Map<EpochDay, Day>()

  /** @param timezone IANA name of where she lives @throws {RangeError} for what is none */
  constructor({ seed, timezone }: { seed: number; timezone: string }) {
    this.#seed = seed
    this.#home = new Zone(timezone)
    this.#story = new Story(seed)
  }

  /** Who has a day has those before it too: most of a night belongs to the day before. */
  day(epochDay: EpochDay): Day {
    let day = this.#planned.get(epochDay)
    if (!day) {
      day = this.#plan(epochDay)
      this.#planned.set(epochDay, day)
    }
    return day
  }

  #plan(epochDay: EpochDay): Day {
    const flight = flightOn(epochDay)
    const begins = flight === 'out' ? this.#home : this.#zoneOf(epochDay)
    const ends = flight === 'back' ? this.#home : this.#zoneOf(epochDay)
    const startMs = begins.midnight(epochDay)
    const landsMs = flight ? startMs + landingHours[flight] * HOUR_MS : startMs
    const offsetAt = (ms: number) => (ms < landsMs ? begins : ends).offsetAt(ms)
    const at = (hour: number) => {
      const guess = startMs + hour * HOUR_MS
      return guess - (offsetAt(guess) - offsetAt(startMs)) * MINUTE_MS
    }
    const random = (topic: string) => randomOf(this.#seed, topic, epochDay)
    const isLate = this.#story.isLateEvening(epochDay)
    const illness = this.#story.illnessOn(epochDay)
    const fitness = fitnessOn(epochDay)
    const rhythm = planRhythm(random('rhythm'), {
      weekday: isWorkday(epochDay) ? weekdayOf(epochDay) : 6,
      illness,
      isLate,
      wasLate: this.#story.isLateEvening(epochDay - 1),
    })
    return {
      epochDay,
      startMs,
      endMs: ends.midnight(epochDay + 1),
      wakeMs: Math.round(at(rhythm.wakeHour)),
      asleepMs: Math.round(at(rhythm.asleepHour)),
      isWorkday: isWorkday(epochDay),
      isLate,
      illness,
      flight,
      isAbroad: holidayDayOn(epochDay) !== undefined,
      cycleDay: this.#story.cycleDayOn(epochDay),
      fitness,
      summer: summerOn(epochDay),
      restingHeartRate: this.#restingHeartRate(epochDay, illness, fitness),
      workouts: planOutings(this.#story, this.#seed, epochDay).map(outing => {
        const beginsMs = at(outing.startHour) + random('delay').whole(0, 1_500) * 1_000
        return { ...outing, startMs: beginsMs, endMs: beginsMs + outing.minutes * MINUTE_MS }
      }),
      random,
      at,
      hourAt: ms => (ms - startMs) / HOUR_MS + (offsetAt(ms) - offsetAt(startMs)) / 60,
      write: ms => writeTime(ms, offsetAt(ms)),
    }
  }

  #zoneOf(epochDay: EpochDay): Zone {
    return holidayDayOn(epochDay) === undefined ? this.#home : this.#abroad
  }

  /** Lower with training, higher when ill, after a late evening and in the second half of the cycle. */
  #restingHeartRate(epochDay: EpochDay, illness: number, fitness: number): number {
    const lateYesterday = this.#story.isLateEvening(epochDay - 1) ? 4 : 0
    const luteal = this.#story.cycleDayOn(epochDay) > 15 ? 1.6 : 0
    const noise = randomOf(this.#seed, 'resting', epochDay).around(0, 1.1)
    return 63 - 12 * fitness + 13 * illness + lateYesterday + luteal - 0.8 * summerOn(epochDay) + noise
  }
}

/** Hours from midnight to the landing, when the phone takes over the clock of where it is. */
const landingHours = { out: 20, back: 14.5 } as const

function planRhythm(
  random: Random,
  {
    weekday,
    illness,
    isLate,
    wasLate,
  }: { weekday: number; illness: number; isLate: boolean; wasLate: boolean },
): { wakeHour: number; asleepHour: number } {
  const wake = weekday >= 6 ? random.around(7.7, 0.35) + (wasLate ? 0.9 : 0) : random.around(6.55, 0.16)
  const asleep = weekday === 5 || weekday === 6 ? random.around(23.3, 0.3) : random.around(22.6, 0.26)
  return {
    wakeHour: wake + 1.4 * illness,
    asleepHour: asleep - 1.1 * illness + (isLate ? random.between(1.3, 2.4) : 0),
  }
}
