import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where `npm run build` puts the page. */
export const builtPage = join(root, 'dist', 'dashboard')

/** Builds the page where it is missing, or older than its sources: the service under test serves it. */
export function buildPage(): void {
  const sources = readdirSync(join(root, 'dashboard'), { recursive: true, encoding: 'utf8' })
  const changedMs = Math.max(...sources.map(path => statSync(join(root, 'dashboard', path)).mtimeMs))
  const builtMs = statSync(join(builtPage, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (builtMs > changedMs) return
  execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'dashboard'], {
    cwd: root,
    // Vitest says "test" here, with which Vite would build for debugging: a tenth larger, and not what people get.
    env: { ...process.env, NODE_ENV: 'production' },
  })
}
