import type { Command } from 'commander'
import type { CommandContext } from '../../src/commands/command-context.ts'
import { runCommandLine } from '../../src/commands/run-command-line.ts'
import { readConfig } from '../../src/config.ts'

/**
 * Runs a command as the program does, in this process.
 * @param columns of the terminal that stderr is; none where nothing is said
 */
export async function runCommand(
  settings: Record<string, string>,
  commands: (context: CommandContext) => Command[],
  args: readonly string[],
  columns?: number,
): Promise<{ exitCode: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const exitCode = await runCommandLine({
    args,
    commands,
    readConfig: () => readConfig(settings),
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    columns: () => columns,
  })
  return { exitCode, out, err }
}
