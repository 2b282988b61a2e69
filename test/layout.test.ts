import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Who may import whom, by folder of src/ or file in it; each may import itself. What is not here may import nothing. */
const allowed: Record<string, readonly string[]> = {
  'problem.ts': [],
  'config.ts': [],
  'read-disabled-types.ts': ['config.ts', 'ingest'],
  catalogue: [],
  database: ['problem.ts', 'config.ts'],
  keys: ['problem.ts', 'config.ts', 'database'],
  formats: ['problem.ts', 'catalogue'],
  ingest: ['problem.ts', 'catalogue', 'formats', 'database'],
  query: ['problem.ts', 'catalogue', 'database'],
  http: ['problem.ts', 'config.ts', 'catalogue', 'database', 'keys', 'formats', 'ingest', 'query'],
  demo: [],
  commands: [
    'problem.ts',
    'config.ts',
    'catalogue',
    'database',
    'keys',
    'formats',
    'ingest',
    'query',
    'demo',
  ],
}
/** They put the parts together. */
const unbound = [
  'main.ts',
  'serve.ts',
  'open-app.ts',
  'open-server.ts',
  'prepare-database.ts',
  'jobs.ts',
  'workers',
]

/** Names that say nothing of what is inside, so that everything ends up there. */
const emptyName = /^(utils?|helpers?|common|managers?|lib|types|interfaces)$/

test('imports between the folders of src/ go one way', () => {
  const files = Object.fromEntries(
    listFiles(join(root, 'src')).map(path => [path, readFileSync(join(root, 'src', path), 'utf8')]),
  )
  expect(Object.keys(files)).toContain('catalogue/metric.ts')
  expect(findWrongImports(files)).toEqual([])
})

test('a wrong import is found however it is written', () => {
  const planted = {
    'catalogue/heart.ts': `import { ingest } from '../ingest/ingest.ts'`,
    'formats/typed/index.ts': `import type { Pool } from '../../database/pool.ts'`,
    'ingest/ledger/raw.ts': `import {\n  Config,\n  readConfig,\n} from "../../config.ts"`,
    'query/latest.ts': `export { ingest } from '../ingest/ingest.ts'`,
    'keys/scope.ts': `export type * from '../catalogue/metric.ts'`,
    'database/pool.ts': `import '../keys/scope.ts'`,
    'http/server.ts': `const { run } = await import('../commands/serve.ts')`,
    'demo/day.ts': `import { findMetric } from '../catalogue/index.ts'`,
    'commands/serve.ts': `import { buildServer } from '../http/server.ts'`,
    'problem.ts': `type Config = import('./config.ts').Config`,
    'config.ts': `import { openApp } from './open-app.ts'`,
    'dashboard/page.ts': `import { problems } from '../problem.ts'`,
    // What may be.
    'main.ts': `import { serve } from './serve.ts'\nimport { serveCommand } from './commands/serve.ts'`,
    'http/routes/keys.ts': `import { createKey } from '../../keys/create-key.ts'\nimport { z } from 'zod'`,
    'catalogue/index.ts': `export * from './heart.ts'`,
  }
  expect(findWrongImports(planted)).toEqual([
    'src/catalogue/heart.ts imports ingest',
    'src/commands/serve.ts imports http',
    'src/config.ts imports open-app.ts',
    'src/dashboard/page.ts imports problem.ts',
    'src/database/pool.ts imports keys',
    'src/demo/day.ts imports catalogue',
    'src/formats/typed/index.ts imports database',
    'src/http/server.ts imports commands',
    'src/ingest/ledger/raw.ts imports config.ts',
    'src/keys/scope.ts imports catalogue',
    'src/problem.ts imports config.ts',
    'src/query/latest.ts imports ingest',
  ])
})

/** Of the page: its views are apart from each other, so that each can be loaded by itself; the frame knows them all. */
const sharedInDashboard = ['api', 'chart', 'frame', 'words']

test('the dashboard knows nothing of src/, and none of its views another', () => {
  const files = Object.fromEntries(
    listFiles(join(root, 'dashboard')).map(path => [
      path,
      readFileSync(join(root, 'dashboard', path), 'utf8'),
    ]),
  )
  expect(Object.keys(files)).toContain('today/today.tsx')
  expect(findWrongDashboardImports(files)).toEqual([])
  const planted = {
    'sleep/nights.tsx': `import { metrics } from '../../src/catalogue/index.ts'\nimport { Page } from '../frame/page.tsx'`,
    'today/today.tsx': `import { Night } from '../sleep/night.tsx'\nimport './today.css'`,
    'words/dates.ts': `import { Page } from '../frame/page.tsx'`,
    'api/client.ts': `import type { Row } from '../chart/chart.tsx'`,
    'frame/views.ts': `const load = () => import('../today/today.tsx')`,
  }
  expect(findWrongDashboardImports(planted)).toEqual([
    'dashboard/api/client.ts imports chart',
    'dashboard/sleep/nights.tsx imports ..',
    'dashboard/today/today.tsx imports sleep',
    'dashboard/words/dates.ts imports frame',
  ])
})

test('every file and folder is named for what it holds', () => {
  const folders = ['src', 'test', 'bench', 'scripts', 'dashboard'].filter(folder =>
    existsSync(join(root, folder)),
  )
  const paths = folders.flatMap(folder => listFiles(join(root, folder)).map(path => `${folder}/${path}`))
  expect(findEmptyNames([...paths, 'src/lib/time.ts', 'test/support/helpers.ts'])).toEqual([
    'src/lib/time.ts',
    'test/support/helpers.ts',
  ])
})

/** @param files texts by path in src/ */
function findWrongImports(files: Record<string, string>): string[] {
  const wrong = Object.entries(files).flatMap(([path, text]) => {
    const from = partOf(path)
    if (unbound.includes(from)) return []
    return readRelativeImports(text)
      .map(imported => partOf(posix.join(posix.dirname(path), imported)))
      .filter(to => to !== from && !allowed[from]?.includes(to))
      .map(to => `src/${path} imports ${to}`)
  })
  return wrong.sort()
}

/** @param files texts by path in dashboard/ */
function findWrongDashboardImports(files: Record<string, string>): string[] {
  const mayImport = (from: string, to: string): boolean => {
    if (to === '..') return false
    // The page's own beginning, and the frame, whose routes load the views.
    if (from === to || from === 'main.tsx' || from === 'frame') return true
    if (from === 'api') return false
    if (from === 'words') return to === 'api'
    return sharedInDashboard.includes(to)
  }
  return Object.entries(files)
    .flatMap(([path, text]) =>
      readRelativeImports(text)
        .map(imported => partOf(posix.join(posix.dirname(path), imported)))
        .filter(to => !mayImport(partOf(path), to))
        .map(to => `dashboard/${path} imports ${to}`),
    )
    .sort()
}

/** What follows `from`, `import` or `import(` and begins with a dot. */
const readRelativeImports = (text: string): string[] =>
  [...text.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(\.[^'"\n]*)\1/g)].map(([, , path]) => path ?? '')

const partOf = (path: string): string => path.split('/')[0] ?? ''

const findEmptyNames = (paths: string[]): string[] =>
  paths.filter(path => path.split('/').some(name => emptyName.test(name.replace(/\..*$/, ''))))

const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => path.slice(folder.length + 1).replaceAll(sep, '/'))
