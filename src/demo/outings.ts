import { type EpochDay, monthOf, weekdayOf } from './calendar.ts'
import { type Random, randomOf } from './random.ts'
import { fitnessOn, flightOn, holidayDayOn, raceOn, type Story } from './story.ts'

/** A workout that is planned for a day. */
export interface Outing extends Sport {
  /** By the clock, 18.25 is a quarter past six in the evening. */
  startHour: number
  minutes: number
  /** Hard and easy minutes take turns. */
  intervals?: true
}

interface Sport {
  sport: 'running' | 'walking' | 'cycling' | 'swimming' | 'skiing' | 'indoors'
  /** As the app calls it in English. */
  name: string
  place: 'Indoor' | 'Outdoor' | 'Pool'
  /** 0 where no distance is covered. */
  kmPerHour: number
  /** Share of the heart's reserve. */
  load: number
  /** kcal in an hour for each kg. */
  effort: number
  /** How many metres its route climbs; undefined where there is none. */
  climb?: number
  /** Of a minute. */
  steps?: number
}

const run: Sport = {
  sport: 'running',
  name: 'Outdoor Run',
  place: 'Outdoor',
  kmPerHour: 9.6,
  load: 0.7,
  effort: 9.8,
  climb: 60,
  steps: 166,
}
const hike: Sport = {
  sport: 'walking',
  name: 'Hiking',
  place: 'Outdoor',
  kmPerHour: 3.1,
  load: 0.45,
  effort: 5.6,
  climb: 500,
  steps: 88,
}
const walk: Sport = {
  sport: 'walking',
  name: 'Outdoor Walk',
  place: 'Outdoor',
  kmPerHour: 5.1,
  load: 0.27,
  effort: 3.6,
  climb: 40,
  steps: 108,
}
const ride: Sport = {
  sport: 'cycling',
  name: 'Outdoor Cycling',
  place: 'Outdoor',
  kmPerHour: 23.5,
  load: 0.56,
  effort: 7.6,
  climb: 320,
}
const indoorRide: Sport = {
  sport: 'cycling',
  name: 'Indoor Cycling',
  place: 'Indoor',
  kmPerHour: 0,
  load: 0.6,
  effort: 7.2,
}
const swim: Sport = {
  sport: 'swimming',
  name: 'Pool Swim',
  place: 'Pool',
  kmPerHour: 2.1,
  load: 0.52,
  effort: 6.5,
}
const strength: Sport = {
  sport: 'indoors',
  name: 'Functional Strength Training',
  place: 'Indoor',
  kmPerHour: 0,
  load: 0.36,
  effort: 4.4,
}
const yoga: Sport = { sport: 'indoors', name: 'Yoga', place: 'Indoor', kmPerHour: 0, load: 0.16, effort: 2.4 }
const ski: Sport = {
  sport: 'skiing',
  name: 'Downhill Skiing',
  place: 'Outdoor',
  kmPerHour: 9.5,
  load: 0.4,
  effort: 5,
  climb: 900,
}

/** What she trains on a day: nothing while ill, travelling or on the day before and after a race. */
export function planOutings(story: Story, seed: number, day: EpochDay): Outing[] {
  const race = raceOn(day)
  if (race === 'marathon')
    return [{ ...run, startHour: 8.5, minutes: 251, load: 0.78, climb: 190, kmPerHour: 10.09 }]
  if (race === 'long_hike') return [{ ...hike, startHour: 7.8, minutes: 402, climb: 1150 }]
  if (story.illnessOn(day) > 0 || flightOn(day)) return []
  const random = randomOf(seed, 'outing', day)
  if (raceOn(day + 1) || raceOn(day - 1)) return [{ ...walk, startHour: 17.5, minutes: random.whole(25, 40) }]
  if (random.chance(0.1)) return []
  const planned = planWeekday(random, day)
  return planned ? [{ ...planned, kmPerHour: planned.kmPerHour * (0.92 + 0.14 * fitnessOn(day)) }] : []
}

function planWeekday(random: Random, day: EpochDay): Outing | undefined {
  const isAway = holidayDayOn(day) !== undefined
  switch (weekdayOf(day)) {
    case 1:
      return random.chance(0.45) ? { ...yoga, startHour: 19.5, minutes: random.whole(25, 45) } : undefined
    case 2:
      return { ...run, startHour: 18.1, minutes: random.whole(36, 46), intervals: true, kmPerHour: 10.4 }
    case 3:
      if (isAway) return { ...walk, startHour: 10, minutes: random.whole(50, 90) }
      return random.chance(0.65) ? { ...swim, startHour: 12.2, minutes: random.whole(28, 38) } : undefined
    case 4:
      return { ...run, startHour: 18.25, minutes: random.whole(38, 55) }
    case 5:
      return random.chance(0.55) ? { ...strength, startHour: 17.8, minutes: random.whole(35, 50) } : undefined
    case 6:
      return planSaturday(random, day, isAway)
    default:
      return planSunday(random, day)
  }
}

function planSaturday(random: Random, day: EpochDay, isAway: boolean): Outing | undefined {
  const month = monthOf(day)
  if (isAway) return { ...hike, startHour: 10, minutes: random.whole(100, 170), climb: 180, kmPerHour: 4 }
  if (month <= 2 && random.chance(0.5)) return { ...ski, startHour: 10, minutes: random.whole(150, 240) }
  if (month < 4 || month > 10) return { ...indoorRide, startHour: 10.5, minutes: random.whole(40, 55) }
  return random.chance(0.7) ? { ...ride, startHour: 10.2, minutes: random.whole(80, 150) } : undefined
}

/** The first Sunday of a month has the longest run. */
function planSunday(random: Random, day: EpochDay): Outing {
  const isLongest = monthOf(day - 7) !== monthOf(day)
  if (isLongest) return { ...run, startHour: 9.2, minutes: 118, climb: 140, kmPerHour: 9.3 }
  return random.chance(0.65)
    ? { ...run, startHour: 9.4, minutes: random.whole(62, 92), climb: 110, kmPerHour: 9.3 }
    : { ...walk, startHour: 14.2, minutes: random.whole(55, 100) }
}
