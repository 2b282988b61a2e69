import { aYearOf, defineMetrics } from './define-metrics.ts'

export const selfCare = defineMetrics({
  mindful_minutes: {
    title: 'Mindful Minutes',
    kind: 'quantity',
    unit: 'min',
    aggregation: 'sum',
    range: aYearOf(1_440),
    healthkit: 'HKCategoryTypeIdentifierMindfulSession',
    aliases: ['mindfulness'],
  },
  handwashing: {
    title: 'Handwashing',
    kind: 'quantity',
    unit: 's',
    aggregation: 'sum',
    range: aYearOf(86_400),
    qualifier: 'value',
    healthkit: 'HKCategoryTypeIdentifierHandwashingEvent',
  },
  toothbrushing: {
    title: 'Toothbrushing',
    kind: 'quantity',
    unit: 's',
    aggregation: 'sum',
    range: aYearOf(86_400),
    qualifier: 'value',
    healthkit: 'HKCategoryTypeIdentifierToothbrushingEvent',
  },
  sexual_activity: {
    title: 'Sexual Activity',
    kind: 'quantity',
    unit: 'count',
    aggregation: 'sum',
    range: aYearOf(200),
    healthkit: 'HKCategoryTypeIdentifierSexualActivity',
  },
})
