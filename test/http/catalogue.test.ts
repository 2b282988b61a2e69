import { expect, test } from 'vitest'
import { areaNames, areas, metrics } from '../../src/catalogue/index.ts'
import { testServer } from '../support/server.ts'

const door = await testServer()
const key = await door.createKey(await door.createUser(), ['read'])

test('GET /v1/catalogue lists every metric as the catalogue has it', async () => {
  const response = await door.call('GET', '/v1/catalogue', { key })
  expect(response.statusCode).toBe(200)
  expect(response.json()).toEqual({
    metrics: [...metrics.values()].map(metric => ({
      name: metric.name,
      title: metric.title,
      area: areaNames[areas.findIndex(area => metric.name in area)],
      kind: metric.kind,
      unit: metric.unit,
      aggregation: metric.aggregation,
      aggregation_style: metric.aggregationStyle,
      range: metric.range,
      ...(metric.componentRanges && { component_ranges: metric.componentRanges }),
      ...(metric.qualifier && { qualifier: metric.qualifier }),
      healthkit: metric.healthkit ?? null,
      aliases: metric.aliases ?? [],
      display_names: metric.displayNames ?? [],
    })),
    next_cursor: null,
  })
})

test('the shapes that an entry can have are answered in full', async () => {
  const { metrics: listed } = (await door.call('GET', '/v1/catalogue', { key })).json()
  const byName = new Map(listed.map((metric: { name: string }) => [metric.name, metric]))
  expect(byName.get('blood_pressure')).toEqual({
    name: 'blood_pressure',
    title: 'Blood Pressure',
    area: 'heart',
    kind: 'blood_pressure',
    unit: 'mmHg',
    aggregation: 'average',
    aggregation_style: 'discrete',
    range: [30, 250],
    component_ranges: { systolic: [40, 250], diastolic: [30, 150] },
    healthkit: 'HKCorrelationTypeIdentifierBloodPressure',
    aliases: [],
    display_names: [],
  })
  expect(byName.get('insulin_delivery')).toEqual({
    name: 'insulin_delivery',
    title: 'Insulin Delivery',
    area: 'vitals',
    kind: 'quantity',
    unit: 'IU',
    aggregation: 'sum',
    aggregation_style: 'cumulative',
    range: [0, 732_000],
    qualifier: 'reason',
    healthkit: 'HKQuantityTypeIdentifierInsulinDelivery',
    aliases: ['insulin'],
    display_names: [],
  })
  expect(byName.get('elevation_gained')).toMatchObject({ healthkit: null, aliases: ['elevation_gain'] })
  expect(byName.get('vo2_max')).toMatchObject({ display_names: ['Cardio Fitness'] })
})
