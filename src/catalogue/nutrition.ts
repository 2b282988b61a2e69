import { aYearOf, type MetricDefinitions } from './define-metrics.ts'
import type { Unit } from './units.ts'

interface Nutrient {
  title: string
  unit: Unit
  /** More than anyone takes in a day, overdoses and infusions included. */
  dailyMaximum: number
  /** What follows HKQuantityTypeIdentifierDietary. */
  healthkit?: string
  aliases?: readonly string[]
  displayNames?: readonly string[]
}

export const nutrition = defineNutrients({
  dietary_energy: {
    title: 'Dietary Energy',
    unit: 'kcal',
    dailyMaximum: 30_000,
    healthkit: 'EnergyConsumed',
    aliases: ['energy_consumed'],
    displayNames: ['Dietary Calories'],
  },
  energy_from_fat: { title: 'Energy from Fat', unit: 'kcal', dailyMaximum: 30_000 },
  dietary_water: {
    title: 'Dietary Water',
    unit: 'mL',
    dailyMaximum: 50_000,
    healthkit: 'Water',
    aliases: ['hydration'],
    displayNames: ['Water'],
  },
  dietary_sugar: {
    title: 'Dietary Sugar',
    unit: 'g',
    dailyMaximum: 5_000,
    healthkit: 'Sugar',
    displayNames: ['Sugar'],
  },
  carbohydrates: {
    title: 'Carbohydrates',
    unit: 'g',
    dailyMaximum: 5_000,
    healthkit: 'Carbohydrates',
    aliases: ['total_carbohydrate'],
  },
  fiber: { title: 'Fiber', unit: 'g', dailyMaximum: 1_000, healthkit: 'Fiber' },
  protein: { title: 'Protein', unit: 'g', dailyMaximum: 3_000, healthkit: 'Protein' },
  total_fat: { title: 'Total Fat', unit: 'g', dailyMaximum: 3_000, healthkit: 'FatTotal' },
  saturated_fat: { title: 'Saturated Fat', unit: 'g', dailyMaximum: 3_000, healthkit: 'FatSaturated' },
  monounsaturated_fat: {
    title: 'Monounsaturated Fat',
    unit: 'g',
    dailyMaximum: 3_000,
    healthkit: 'FatMonounsaturated',
    aliases: ['monosaturated_fat', 'dietary_monosaturated_fat'],
  },
  polyunsaturated_fat: {
    title: 'Polyunsaturated Fat',
    unit: 'g',
    dailyMaximum: 3_000,
    healthkit: 'FatPolyunsaturated',
  },
  unsaturated_fat: { title: 'Unsaturated Fat', unit: 'g', dailyMaximum: 3_000 },
  trans_fat: { title: 'Trans Fat', unit: 'g', dailyMaximum: 3_000 },
  cholesterol: { title: 'Cholesterol', unit: 'mg', dailyMaximum: 50_000, healthkit: 'Cholesterol' },
  caffeine: { title: 'Caffeine', unit: 'mg', dailyMaximum: 50_000, healthkit: 'Caffeine' },
  // Minerals.
  sodium: { title: 'Sodium', unit: 'mg', dailyMaximum: 200_000, healthkit: 'Sodium' },
  potassium: { title: 'Potassium', unit: 'mg', dailyMaximum: 200_000, healthkit: 'Potassium' },
  calcium: { title: 'Calcium', unit: 'mg', dailyMaximum: 100_000, healthkit: 'Calcium' },
  iron: { title: 'Iron', unit: 'mg', dailyMaximum: 20_000, healthkit: 'Iron' },
  magnesium: { title: 'Magnesium', unit: 'mg', dailyMaximum: 100_000, healthkit: 'Magnesium' },
  phosphorus: { title: 'Phosphorus', unit: 'mg', dailyMaximum: 100_000, healthkit: 'Phosphorus' },
  zinc: { title: 'Zinc', unit: 'mg', dailyMaximum: 10_000, healthkit: 'Zinc' },
  copper: { title: 'Copper', unit: 'mg', dailyMaximum: 10_000, healthkit: 'Copper' },
  manganese: { title: 'Manganese', unit: 'mg', dailyMaximum: 10_000, healthkit: 'Manganese' },
  chloride: { title: 'Chloride', unit: 'mg', dailyMaximum: 300_000, healthkit: 'Chloride' },
  chromium: { title: 'Chromium', unit: 'mcg', dailyMaximum: 500_000, healthkit: 'Chromium' },
  iodine: { title: 'Iodine', unit: 'mcg', dailyMaximum: 10_000_000, healthkit: 'Iodine' },
  molybdenum: { title: 'Molybdenum', unit: 'mcg', dailyMaximum: 500_000, healthkit: 'Molybdenum' },
  selenium: { title: 'Selenium', unit: 'mcg', dailyMaximum: 500_000, healthkit: 'Selenium' },
  // Vitamins.
  niacin: { title: 'Niacin', unit: 'mg', dailyMaximum: 50_000, healthkit: 'Niacin' },
  riboflavin: { title: 'Riboflavin', unit: 'mg', dailyMaximum: 50_000, healthkit: 'Riboflavin' },
  thiamin: { title: 'Thiamin', unit: 'mg', dailyMaximum: 50_000, healthkit: 'Thiamin' },
  pantothenic_acid: {
    title: 'Pantothenic Acid',
    unit: 'mg',
    dailyMaximum: 100_000,
    healthkit: 'PantothenicAcid',
  },
  vitamin_b6: { title: 'Vitamin B6', unit: 'mg', dailyMaximum: 50_000, healthkit: 'VitaminB6' },
  vitamin_c: { title: 'Vitamin C', unit: 'mg', dailyMaximum: 300_000, healthkit: 'VitaminC' },
  vitamin_e: { title: 'Vitamin E', unit: 'mg', dailyMaximum: 100_000, healthkit: 'VitaminE' },
  biotin: { title: 'Biotin', unit: 'mcg', dailyMaximum: 5_000_000, healthkit: 'Biotin' },
  folate: { title: 'Folate', unit: 'mcg', dailyMaximum: 1_000_000, healthkit: 'Folate' },
  folic_acid: { title: 'Folic Acid', unit: 'mcg', dailyMaximum: 1_000_000 },
  vitamin_a: { title: 'Vitamin A', unit: 'mcg', dailyMaximum: 5_000_000, healthkit: 'VitaminA' },
  vitamin_b12: { title: 'Vitamin B12', unit: 'mcg', dailyMaximum: 1_000_000, healthkit: 'VitaminB12' },
  vitamin_d: { title: 'Vitamin D', unit: 'mcg', dailyMaximum: 500_000, healthkit: 'VitaminD' },
  vitamin_k: { title: 'Vitamin K', unit: 'mcg', dailyMaximum: 1_000_000, healthkit: 'VitaminK' },
})

/** Nutrients all add up, and each is also known as dietary_<name>. */
function defineNutrients(nutrients: Readonly<Record<string, Nutrient>>): MetricDefinitions {
  return Object.fromEntries(
    Object.entries(nutrients).map(([name, { dailyMaximum, healthkit, aliases = [], ...nutrient }]) => [
      name,
      {
        ...nutrient,
        kind: 'quantity',
        aggregation: 'sum',
        range: aYearOf(dailyMaximum),
        ...(healthkit && { healthkit: `HKQuantityTypeIdentifierDietary${healthkit}` }),
        aliases: name.startsWith('dietary_') ? aliases : [`dietary_${name}`, ...aliases],
      },
    ]),
  )
}
