import { activity } from './activity.ts'
import { body } from './body.ts'
import { buildCatalogue } from './build-catalogue.ts'
import { environment } from './environment.ts'
import { heart } from './heart.ts'
import { mobility } from './mobility.ts'
import { nutrition } from './nutrition.ts'
import { respiratory } from './respiratory.ts'
import { selfCare } from './self-care.ts'
import { sleep } from './sleep.ts'
import { sports } from './sports.ts'
import { vitals } from './vitals.ts'

/** The areas by name, in the order in which documents and answers list them. */
const areasByName = {
  activity,
  sports,
  body,
  heart,
  vitals,
  respiratory,
  sleep,
  mobility,
  environment,
  self_care: selfCare,
  nutrition,
}
export type Area = keyof typeof areasByName
export const areaNames = Object.keys(areasByName) as [Area, ...Area[]]
export const areas = Object.values(areasByName)

const areaOfMetric = new Map(
  areaNames.flatMap(area => Object.keys(areasByName[area]).map(metric => [metric, area] as const)),
)

/** The area in which a metric is defined: what it is about. */
export const findArea = (metric: string): Area | undefined => areaOfMetric.get(metric)

export const { metrics, metricNames, findMetric } = buildCatalogue(areas)

export { buildCatalogue } from './build-catalogue.ts'
