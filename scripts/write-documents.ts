/**
 * Writes every generated document. With --check it writes nothing and exits 1 when one is not what its source says.
 * Run it in the project's folder: npm run docs [-- --check]
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const generators = ['write-metrics-doc.ts', 'write-openapi.ts', 'write-schema.ts']

// Each in a process of its own: none can leave something open, or end, before the next has had its turn.
for (const generator of generators) {
  const script = fileURLToPath(new URL(generator, import.meta.url))
  const args = ['--import', import.meta.resolve('tsx'), script, ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
