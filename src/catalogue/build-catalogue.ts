import type { MetricDefinitions } from './define-metrics.ts'
import type { Metric } from './metric.ts'

interface Catalogue {
  /** Every metric by canonical name, in the order of the areas and of their entries. */
  metrics: ReadonlyMap<string, Metric>
  metricNames: readonly string[]
  /**
   * The metric that a client means: by canonical name, title, display name, alias, or HealthKit identifier with or
   * without its prefix, however these are typed.
   */
  findMetric(name: string): Metric | undefined
}

/** Longer text is no metric's name; it is not worth folding what a stranger sent. */
const MAX_NAME_LENGTH = 100

/** Clients in Swift write StepCount or stepCount for HKQuantityTypeIdentifierStepCount. */
const HEALTHKIT_PREFIX = /^HK[A-Z][a-z]+TypeIdentifier/

/**
 * Makes areas of entries into a catalogue. Throws when a name is defined twice, or when two metrics would answer to
 * the same name, title, display name, alias or identifier: a reading stored under the wrong metric is worse than no start.
 */
export function buildCatalogue(areas: readonly MetricDefinitions[]): Catalogue {
  const metrics = new Map<string, Metric>()
  const byWrittenName = new Map<string, Metric>()
  const byFoldedName = new Map<string, Metric>()
  for (const [name, definition] of areas.flatMap(area => Object.entries(area))) {
    if (metrics.has(name)) throw new Error(`catalogue: ${name} is defined twice`)
    const metric: Metric = {
      name,
      ...definition,
      aggregationStyle: definition.aggregation === 'sum' ? 'cumulative' : 'discrete',
    }
    metrics.set(name, metric)
    for (const written of namesOf(metric)) {
      const other = byFoldedName.get(foldName(written))
      if (other !== undefined && other !== metric) {
        throw new Error(`catalogue: ${written} is both ${other.name} and ${name}`)
      }
      byWrittenName.set(written, metric)
      byFoldedName.set(foldName(written), metric)
    }
  }
  return {
    metrics,
    metricNames: [...metrics.keys()],
    findMetric(name) {
      if (name.length > MAX_NAME_LENGTH) return undefined
      return byWrittenName.get(name) ?? byFoldedName.get(foldName(name))
    },
  }
}

function namesOf({ name, title, healthkit, aliases = [], displayNames = [] }: Metric): string[] {
  const identifiers = healthkit === undefined ? [] : [healthkit, healthkit.replace(HEALTHKIT_PREFIX, '')]
  return [name, title, ...identifiers, ...aliases, ...displayNames]
}

/** "Weight & Body Mass", "weight_body_mass" and "WeightBodyMass" are one name: only letters and digits count. */
function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
