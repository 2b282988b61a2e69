import { defineMetrics } from './define-metrics.ts'

export const body = defineMetrics({
  body_mass: {
    title: 'Body Mass',
    kind: 'quantity',
    unit: 'kg',
    aggregation: 'latest',
    range: [0.2, 1000],
    healthkit: 'HKQuantityTypeIdentifierBodyMass',
    aliases: ['weight_body_mass', 'weight'],
  },
  lean_body_mass: {
    title: 'Lean Body Mass',
    kind: 'quantity',
    unit: 'kg',
    aggregation: 'latest',
    range: [0.1, 500],
    healthkit: 'HKQuantityTypeIdentifierLeanBodyMass',
  },
  body_fat_percentage: {
    title: 'Body Fat Percentage',
    kind: 'quantity',
    unit: '%',
    aggregation: 'latest',
    range: [0, 100],
    healthkit: 'HKQuantityTypeIdentifierBodyFatPercentage',
  },
  body_mass_index: {
    title: 'Body Mass Index',
    kind: 'quantity',
    unit: 'count',
    aggregation: 'latest',
    range: [1, 300],
    healthkit: 'HKQuantityTypeIdentifierBodyMassIndex',
    aliases: ['bmi'],
  },
  height: {
    title: 'Height',
    kind: 'quantity',
    unit: 'cm',
    aggregation: 'latest',
    range: [10, 300],
    healthkit: 'HKQuantityTypeIdentifierHeight',
  },
  waist_circumference: {
    title: 'Waist Circumference',
    kind: 'quantity',
    unit: 'cm',
    aggregation: 'latest',
    range: [5, 500],
    healthkit: 'HKQuantityTypeIdentifierWaistCircumference',
  },
})
