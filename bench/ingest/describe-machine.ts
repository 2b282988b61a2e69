import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** What one has to know to compare with another run. */
export function describeMachine(databaseTitle: string, scaleTitle: string): string {
  const processors = cpus()
  const facts = [
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${readCommit()}, ${scaleTitle}`,
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${type()} ${release()}`,
    `load before the run: ${loadavg()[0]!.toFixed(1)}`,
    `Node ${process.versions.node}, ${databaseTitle}`,
  ]
  return facts.map(fact => `- ${fact}\n`).join('')
}

function readCommit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
    const isClean = git('status', '--porcelain', 'src', 'migrations') === ''
    return `${git('rev-parse', '--short', 'HEAD')}${isClean ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
