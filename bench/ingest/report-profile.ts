import { markdownTable } from '../figures/markdown-table.ts'
import { type MeasuredProfile, stages } from './measure-profile.ts'

/** Microseconds of a record at each stage, in the order of the stages and then of what is beside them. */
export function reportProfile(profiles: readonly MeasuredProfile[]): string {
  const named = stages.map(({ title }) => title)
  const beside = new Set(profiles.flatMap(({ spentUs }) => [...spentUs.keys()]))
  const titles = [...named, ...[...beside].filter(title => !named.includes(title)).sort()]
  const share = ({ records, spentUs }: MeasuredProfile, title: string) => {
    const all = [...spentUs.values()].reduce((sum, us) => sum + us, 0)
    const us = spentUs.get(title) ?? 0
    return `${(us / records).toFixed(2)} (${((100 * us) / all).toFixed(0)} %)`
  }
  return `### Where the time goes

${markdownTable(
  [
    'new heart rates, µs a record on the event loop',
    ...profiles.map(({ recordsPerBody }) => `${recordsPerBody.toLocaleString('en')} a body`),
  ],
  titles.map(title => [title, ...profiles.map(profile => share(profile, title))]),
)}`
}
