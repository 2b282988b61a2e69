import type { Area } from '../api/catalogue.ts'
import type { StoredMetric } from '../api/metrics.ts'
import { nameMetric } from '../words/metric-names.ts'

/** In the order in which they are shown; what the catalogue does not know comes last. */
const subjects: Record<Area, string> = {
  activity: 'Activity',
  heart: 'Heart',
  body: 'Body',
  vitals: 'Vitals',
  respiratory: 'Breathing',
  sleep: 'Sleep',
  mobility: 'Mobility',
  sports: 'Sports',
  nutrition: 'Nutrition',
  environment: 'Surroundings',
  self_care: 'Self-care',
}
const OTHER = 'Not in the catalogue'

export interface Subject {
  title: string
  metrics: StoredMetric[]
}

const titleOf = ({ area }: StoredMetric): string => (area === null ? OTHER : (subjects[area] ?? OTHER))

const nameOf = ({ metric, title }: StoredMetric): string => nameMetric(metric, title)

/** What there is of each subject, by name. */
export function bySubject(metrics: readonly StoredMetric[]): Subject[] {
  return [...Object.values(subjects), OTHER].flatMap(title => {
    const own = metrics.filter(metric => titleOf(metric) === title)
    own.sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
    return own.length === 0 ? [] : [{ title, metrics: own }]
  })
}

/** Those whose name, as it is said or as it is written, or whose subject has every word that is sought. */
export function findMetrics(metrics: readonly StoredMetric[], sought: string): StoredMetric[] {
  const words = sought.toLocaleLowerCase().split(/\s+/)
  return metrics.filter(metric => {
    const text = [nameOf(metric), metric.title ?? '', metric.metric, titleOf(metric)]
      .join('\n')
      .toLocaleLowerCase()
    return words.every(word => text.includes(word))
  })
}
