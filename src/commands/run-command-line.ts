import { Command, CommanderError } from 'commander'
import type { Config } from '../config.ts'
import { type CommandContext, createCommandContext } from './command-context.ts'
import { describeFailure } from './describe-failure.ts'

interface CommandLine {
  /** What follows the program's name. */
  args: readonly string[]
  commands: (context: CommandContext) => Command[]
  readConfig: () => Config
  /** These take text for stdout and stderr, line ends included. */
  out: (text: string) => void
  err: (text: string) => void
  /** Of the terminal that `err` writes to; undefined, as where this is left out, where it is none. */
  columns?: () => number | undefined
}

/**
 * Runs one command; without a name it is `serve`.
 * @returns the exit code: 0 done, 1 failed, 2 called in a wrong way. A failure is one line on stderr, with `--json` one
 *   object with `code` and `detail`.
 */
export async function runCommandLine({
  args,
  commands,
  readConfig,
  out,
  err,
  columns = () => undefined,
}: CommandLine): Promise<number> {
  const json = args.includes('--json')
  const program = new Command('health-export')
    .description('The place where a person’s health data comes home.')
    .option('--json', 'print the result, or the failure, as JSON')
  for (const command of commands(createCommandContext({ json, readConfig, out, err, columns })))
    program.addCommand(command)
  for (const command of withSubcommands(program)) {
    command
      .exitOverride()
      // Failures are printed below, all in one form.
      .configureOutput({ writeOut: out, writeErr: () => {} })
      .configureHelp({ showGlobalOptions: true })
  }
  try {
    await program.parseAsync(args.every(arg => arg === '--json') ? ['serve', ...args] : args, {
      from: 'user',
    })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const { code, detail, exitCode } = describeFailure(error)
    err(`${json ? JSON.stringify({ code, detail }) : detail}\n`)
    return exitCode
  }
}

const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
]
