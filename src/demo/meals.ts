import { MINUTE_MS } from './calendar.ts'
import type { Day } from './day.ts'
import type { MetricsBody } from './metrics-body.ts'
import { type Random, round } from './random.ts'

const mealLog = 'Meal Log'

type Nutrient = readonly [name: string, units: string, perDay: number]

/** What every meal is logged with. */
const mainNutrients: readonly Nutrient[] = [
  ['dietary_energy', 'kcal', 2150],
  ['protein', 'g', 88],
  ['carbohydrates', 'g', 246],
  ['total_fat', 'g', 78],
  ['saturated_fat', 'g', 26],
  ['fiber', 'g', 31],
  ['dietary_sugar', 'g', 68],
  ['sodium', 'mg', 2300],
]

/** What the log knows of a whole day only, and writes with the last meal. */
const otherNutrients: readonly Nutrient[] = [
  ['monounsaturated_fat', 'g', 30],
  ['polyunsaturated_fat', 'g', 16],
  ['cholesterol', 'mg', 240],
  ['potassium', 'mg', 3300],
  ['calcium', 'mg', 960],
  ['iron', 'mg', 13.5],
  ['magnesium', 'mg', 370],
  ['phosphorus', 'mg', 1250],
  ['zinc', 'mg', 9.6],
  ['copper', 'mg', 1.4],
  ['manganese', 'mg', 3.6],
  ['chloride', 'mg', 3400],
  ['chromium', 'mcg', 42],
  ['iodine', 'mcg', 145],
  ['molybdenum', 'mcg', 72],
  ['selenium', 'mcg', 61],
  ['niacin', 'mg', 17],
  ['riboflavin', 'mg', 1.5],
  ['thiamin', 'mg', 1.3],
  ['pantothenic_acid', 'mg', 5.6],
  ['vitamin_b6', 'mg', 1.7],
  ['vitamin_c', 'mg', 118],
  ['vitamin_e', 'mg', 13],
  ['biotin', 'mcg', 41],
  ['folate', 'mcg', 310],
  ['vitamin_a', 'mcg', 880],
  ['vitamin_b12', 'mcg', 4.1],
  ['vitamin_d', 'mcg', 6.5],
  ['vitamin_k', 'mcg', 96],
]

interface Meal {
  hour: number
  share: number
  skipped: number
}

const meals: readonly Meal[] = [
  { hour: 7.4, share: 0.23, skipped: 0.12 },
  { hour: 12.4, share: 0.32, skipped: 0.05 },
  { hour: 16.1, share: 0.1, skipped: 0.45 },
  { hour: 19.2, share: 0.35, skipped: 0.03 },
]

/** Food, water, coffee and now and then a glass of wine, on the days on which she keeps her log. */
export function addMeals(body: MetricsBody, day: Day): void {
  const random = day.random('meals')
  addDrinks(body, day, random)
  if (day.flight || random.chance(day.isAbroad ? 0.5 : 0.1)) return
  // Training makes hungry, and fever does not.
  const trained = day.workouts.reduce((kcal, { effort, minutes }) => kcal + (effort * 66 * minutes) / 60, 0)
  const appetite = (1 + trained / 3_500) * (1 - 0.4 * day.illness) * random.around(1, 0.09)
  for (const { hour, share, skipped } of meals) {
    if (random.chance(skipped)) continue
    const ms = Math.max(day.wakeMs, day.at(hour)) + random.whole(0, 45) * MINUTE_MS
    const eaten = appetite * share
    addNutrients(body, day, ms, mainNutrients, () => eaten * random.around(1, 0.16))
    if (hour === 19.2) addNutrients(body, day, ms, otherNutrients, () => appetite * random.around(1, 0.2))
  }
}

function addNutrients(
  body: MetricsBody,
  day: Day,
  ms: number,
  nutrients: readonly Nutrient[],
  portion: () => number,
): void {
  for (const [name, units, perDay] of nutrients) {
    const qty = round(perDay * portion(), perDay < 20 ? 2 : 1)
    body.addReading(day, name, units, ms, qty, mealLog)
  }
}

function addDrinks(body: MetricsBody, day: Day, random: Random): void {
  for (let hour = 8; hour < 21; hour += 2) {
    if (random.chance(0.25)) continue
    const ms = Math.max(day.wakeMs, day.at(hour)) + random.whole(0, 100) * MINUTE_MS
    const glass = random.pick([200, 250, 250, 300, 330, 500])
    body.addReading(day, 'dietary_water', 'mL', ms, glass, mealLog)
  }
  for (const hour of [8.1, 13.4]) {
    if (random.chance(0.15 + 0.5 * day.illness)) continue
    body.addReading(day, 'caffeine', 'mg', day.at(hour) + random.whole(0, 30) * MINUTE_MS, 80, mealLog)
  }
  if (day.isLate) {
    const ms = day.at(20.5) + random.whole(0, 60) * MINUTE_MS
    body.addReading(day, 'alcohol_consumption', 'count', ms, random.whole(1, 3), mealLog)
  }
}
