import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { isDatabaseUnavailable, isServerError } from '../database/database-error.ts'
import { MigrationError } from '../database/migrate.ts'
import { Problem } from '../problem.ts'

/** Why a command did not do what it was asked, as one line that says what to do. */
interface Failure {
  code: string
  detail: string
  exitCode: 1 | 2
}

/** A failure that only the command line knows. */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
  readonly code: string
  readonly exitCode: 1 | 2

  constructor(code: string, detail: string, exitCode: 1 | 2 = 1) {
    super(detail)
    this.code = code
    this.exitCode = exitCode
  }
}

/** Exit code 2 is for what another way of calling the command would mend, 1 for everything else. */
export function describeFailure(error: unknown): Failure {
  const { code, detail, exitCode } = classify(error)
  return { code, detail: detail.replace(/\s*\n\s*/g, ' ').trim(), exitCode }
}

function classify(error: unknown): Failure {
  if (error instanceof CommanderError) return describeUsage(error)
  if (error instanceof CommandFailure) {
    return { code: error.code, detail: error.message, exitCode: error.exitCode }
  }
  if (error instanceof Problem) {
    return { code: error.code, detail: error.detail, exitCode: error.code === 'invalid_request' ? 2 : 1 }
  }
  if (error instanceof ConfigError) return { code: 'bad_setting', detail: error.message, exitCode: 1 }
  if (error instanceof MigrationError) return { code: 'migrations_unfit', detail: error.message, exitCode: 1 }
  const reason = reasonOf(error)
  if (/^(28|3D)/.test(reason)) {
    const detail = `PostgreSQL refuses DATABASE_URL (${reason}); check its user, password and database`
    return { code: 'database_unavailable', detail, exitCode: 1 }
  }
  if (isDatabaseUnavailable(error)) {
    const detail = `The database cannot take it for the moment (${reason}); see that it runs and DATABASE_URL is right, then try again`
    return { code: 'database_unavailable', detail, exitCode: 1 }
  }
  // The text of PostgreSQL's other errors may repeat a value; its code says enough to look it up.
  const detail = isServerError(error) ? `PostgreSQL answered with the error ${reason}` : reason
  return { code: 'internal', detail, exitCode: 1 }
}

function describeUsage({ code, message }: CommanderError): Failure {
  // A command that only has subcommands, called without one.
  const what = code === 'commander.help' ? 'Name a command' : message.replace(/^error: /, '')
  return { code: 'bad_usage', detail: `${what}; see --help`, exitCode: 2 }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' && isServerError(error)
    ? error.code
    : error.message
}
