/** The steps of a statement that settle where streams overlap: docs/decisions/overlapping-sources.md has the rule. */

/** A finer grouping stands for a day where it has at least this share of the most that any grouping has. */
const NEARLY_ALL = 0.9

/** What is summed up of a stream, as the rollups name it. */
export const columns = 'sample_count, value_sum, weighted_sum, weight_s, min, max'

/** The same of several rows of a table. */
export const total = (table: string) =>
  `sum(${table}.sample_count)::integer as sample_count, sum(${table}.value_sum) as value_sum,
   sum(${table}.weighted_sum) as weighted_sum, sum(${table}.weight_s) as weight_s,
   min(${table}.min) as min, max(${table}.max) as max`

const measure = { sum: 'value_sum', count: 'sample_count' }

/**
 * Of each hour of a grouping what one source says.
 * @param most by what one has reported more than another
 */
export const oneSource = (most: 'sum' | 'count'): string => `one_source as (
  select distinct on (layer, hour) component, grouping_s, rank, hour, ${columns}
  from hourly join stream using (number)
  order by layer, hour, rank, ${measure[most]} desc, number
)`

/** Of each day what one grouping says, in which one source counts per hour. */
export const oneGrouping = (most: 'sum' | 'count'): string => `daily as (
  select component, grouping_s, width_bucket(hour, (select days from calendar)) as day_number,
    min(rank) as rank, ${total('one_source')}
  from one_source group by 1, 2, 3
), ranked as (
  select *, min(rank) over (partition by component, day_number) as best_rank from daily
), measured as (
  select *, max(${measure[most]}) over (partition by component, day_number) as greatest_measure
  from ranked where rank = best_rank
), chosen as (
  select distinct on (component, day_number) * from measured
  where ${measure[most]} >= greatest_measure * ${NEARLY_ALL}
  order by component, day_number, grouping_s
)`
