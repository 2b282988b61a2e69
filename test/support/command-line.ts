import type { Command } from 'commander'
import type { CommandContext } from '../../src/commands/command-context.ts'
import { runCommandLine } from '../../src/commands/run-command-line.ts'
import { readConfig } from '../../src/config.ts'

/**
 * Runs a command as the program does, in this process.
 * @param watching the columns of the terminal that stderr is, where it is one; who is told each text when it is written
 */
export async function runCommand(
  settings: Record<string, string>,
  commands: (context: CommandContext) => Command[],
  args: readonly string[],
  { columns, onWrite = () => {} }: { columns?: number; onWrite?: (text: string) => void } = {},
): Promise<{ exitCode: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const exitCode = await runCommandLine({
    args,
    commands,
    readConfig: () => readConfig(settings),
    out: text => {
      out += text
      onWrite(text)
    },
    err: text => {
      err += text
      onWrite(text)
    },
    columns: () => columns,
  })
  return { exitCode, out, err }
}
