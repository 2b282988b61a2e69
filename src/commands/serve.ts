import { Command } from 'commander'
import type { Config } from '../config.ts'
import type { CommandContext } from './command-context.ts'

/** `serve`, also without a command. What serving is stands outside of commands/: it opens the web door as well. */
export const serveCommand = (
  context: CommandContext,
  serve: (config: Config, print: (line: string) => void) => Promise<void>,
): Command =>
  new Command('serve')
    .description('run the service until it is told to stop')
    .action(() => serve(context.readConfig(), line => context.print({ message: line }, line)))
