import { type Config, ConfigError } from './config.ts'
import { type DisabledTypes, withRelated } from './ingest/disabled-types/disabled-types.ts'
import { findType, typesBesideMetrics } from './ingest/disabled-types/record-type.ts'

/**
 * The types that INGEST_DISABLED_TYPES names, under the names that the report counts them by. Here and not in config.ts,
 * which knows nothing of what can be measured.
 * @throws {ConfigError} where a name is nothing that we know: a type would be kept that somebody believes is not
 */
export function readDisabledTypes({ disabledTypes: names }: Pick<Config, 'disabledTypes'>): DisabledTypes {
  const types = names.map(findType)
  const unknown = types.indexOf(undefined)
  if (unknown === -1) return withRelated(types as string[])
  throw new ConfigError(
    `INGEST_DISABLED_TYPES: name ${unknown + 1} is none of ${typesBesideMetrics.join(', ')} and no metric of docs/metrics.md (see .env.example)`,
  )
}
