import { Command, InvalidArgumentError } from 'commander'
import type { Config } from '../config.ts'
import { Partitions } from '../database/partitions.ts'
import type { DemoBody } from '../demo/sent-body.ts'
import { writeDemoBodies } from '../demo/write-bodies.ts'
import type { DisabledTypes } from '../ingest/disabled-types/disabled-types.ts'
import type { StoredDeps } from '../ingest/process-raw.ts'
import { recordOnHost } from '../keys/audit.ts'
import { type DemoAccount, openDemoAccount } from '../keys/demo-account.ts'
import { LINK_HOURS } from '../keys/sign-in-link.ts'
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './describe-failure.ts'
import { formatCount } from './draw-progress.ts'
import { makeSignInUrl } from './sign-in.ts'
import { type DemoSummary, takeInDemo } from './take-in-demo.ts'
import { ProgressTeller } from './tell-progress.ts'
import { untilSignal } from './until-signal.ts'

/** Where the person lives who is made up: its clocks change twice a year. */
const timezone = 'Europe/Zurich'
const MAX_DAYS = 3_660

interface Options {
  email: string
  days: number
  seed: number
}

interface Surroundings {
  readDisabledTypes(config: Config): DisabledTypes
  /** Where a service with these settings is reached. */
  originOf(address: Pick<Config, 'host' | 'port'>): string
  /** The end of the data. */
  now?(): Date
}

/** `demo [--email E] [--days N] [--seed N]` */
export const demoCommand = (
  context: CommandContext,
  { readDisabledTypes, originOf, now = () => new Date() }: Surroundings,
): Command =>
  new Command('demo')
    .description('fill an account of its own with made-up health data, to look at')
    .option('--email <email>', 'of the account, which this command makes', 'demo@example.org')
    .option('--days <count>', 'how many days up to now, at least: it goes by two weeks', parseDays, 365)
    .option('--seed <number>', 'of chance: another one is another person', parseSeed, 1)
    .action(async (options: Options) => {
      const config = context.readConfig()
      const disabledTypes = readDisabledTypes(config)
      await context.withMigratedDatabase(async ({ pool }) => {
        const { maxBodyBytes } = config
        const deps = { pool, partitions: new Partitions(pool), disabledTypes, maxBodyBytes }
        const account = await openDemoAccount(pool, { ...options, timezone })
        if (!account) throw notOurs(options)
        const bodies = [...writeDemoBodies({ ...options, timezone, now: now() })]
        const summary = await fill(context, deps, account, bodies)
        const { userId } = account
        const { url } = await makeSignInUrl(pool, { userId, origin: originOf(config) })
        context.print(
          toJson(summary, account, { ...options, url }),
          describe(summary, account, { ...options, url }),
        )
      })
    })

/** @throws {CommandFailure} interrupted, by a signal; what is written stays */
async function fill(
  context: CommandContext,
  deps: StoredDeps,
  account: DemoAccount,
  bodies: readonly DemoBody[],
): Promise<DemoSummary> {
  const teller = new ProgressTeller(context)
  const sayStopping = () => {
    teller.clear()
    context.progress('Ending with what is under way; once more ends at once')
  }
  const { userId } = account
  const summary = await recordOnHost(
    deps.pool,
    {
      userId,
      action: 'account.import',
      target: userId,
      outcome: (filled: DemoSummary | undefined) => (filled ? 'ok' : 'broke_off'),
    },
    () =>
      untilSignal(sayStopping, signal =>
        takeInDemo(
          { ...deps, signal, progress: progress => teller.tell(progress, performance.now()) },
          account,
          bodies,
        ),
      ).finally(() => teller.clear()),
  )
  if (!summary) throw new CommandFailure('interrupted', 'Interrupted: run the same command again to go on')
  return summary
}

const notOurs = ({ email, seed }: Options) =>
  new CommandFailure(
    'account_not_demo',
    `The account ${email} was not made by this command with the seed ${seed}, or holds other data too: ` +
      'name another with --email',
  )

interface Told extends Pick<Options, 'days' | 'seed'> {
  url: string
}

const toJson = (summary: DemoSummary, { userId, email }: DemoAccount, { days, seed, url }: Told) => ({
  event: 'report',
  user_id: userId,
  email,
  days,
  seed,
  ...summary,
  sign_in_url: url,
})

function describe(summary: DemoSummary, { email }: DemoAccount, { days, seed, url }: Told): string {
  const { bodies, known, unreadable, received, inserted, updated, duplicate, rejected } = summary
  const count = formatCount
  return [
    `${email} has ${count(days)} days of a person who does not exist (seed ${seed}).`,
    `Bodies: ${count(bodies)}, of which ${count(known)} were there before and ${count(unreadable)} cannot be read.`,
    `Records: ${count(received)} received, ${count(inserted)} inserted, ${count(updated)} updated, ` +
      `${count(duplicate)} duplicate, ${count(rejected)} rejected. What is wrong is so on purpose.`,
    'Run again it adds nothing that is there: each record is known by its identity. Later it adds the time since.',
    `To remove it: health-export users delete --email ${email} --yes`,
    '',
    `Sign in, once and within ${LINK_HOURS} hour, while the service runs:`,
    url,
  ].join('\n')
}

function parseDays(text: string): number {
  const days = Number(text)
  if (!/^\d{1,4}$/.test(text) || days < 1 || days > MAX_DAYS) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_DAYS}.`)
  }
  return days
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
