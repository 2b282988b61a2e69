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

/** All entries by area, in the order in which documents and answers list them. */
export const areas = [
  activity,
  sports,
  body,
  heart,
  vitals,
  respiratory,
  sleep,
  mobility,
  environment,
  selfCare,
  nutrition,
]

export const { metrics, metricNames, findMetric } = buildCatalogue(areas)

export { buildCatalogue } from './build-catalogue.ts'
