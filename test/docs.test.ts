import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { settings } from '../src/config.ts'
import { formats } from '../src/formats/index.ts'
import { statuses } from '../src/http/problem-response.ts'
import { rejectionCodes } from '../src/ingest/judge/judgement.ts'

const parsedDefaults: Record<string, unknown> = settings.parse({})
/** As each would stand in `.env`; the empty text where a setting has no default. */
const defaults = Object.fromEntries(
  Object.keys(settings.shape).map(name => [name, String(parsedDefaults[name] ?? '')]),
)

/** The cells of every row of a Markdown file's tables that begins with a code, without the backticks. */
function tableRows(file: string): string[][] {
  return [...readFileSync(file, 'utf8').matchAll(/^\| `.*\|$/gm)].map(([row]) =>
    row
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim().replace(/^`(.*)`$/, '$1')),
  )
}

const markdownFiles = execFileSync('git', [
  'ls-files',
  '-z',
  '--cached',
  '--others',
  '--exclude-standard',
  '*.md',
])
  .toString()
  .split('\0')
  .filter(file => file !== '' && existsSync(file))

const ownFolders = ['.ci', 'bench', 'docs', 'migrations', 'scripts', 'src', 'test']

/** Whether a word is a path of this project: it begins with a folder of ours, or is a file name at the root. */
const isOwnPath = (word: string): boolean =>
  ownFolders.some(folder => word.startsWith(`${folder}/`)) || /^\.?[\w-]+\.(md|ts|json|example)$/.test(word)

/** The paths that a Markdown file names, as code or as the target of a link, from the project's folder. */
function namedPaths(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const code = [...text.matchAll(/```.*?\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, block, span]) =>
    (block ?? span ?? '').split(/[\s"'()]+/),
  )
  const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, target]) => target!)
    .filter(target => !/^[a-z]+:/.test(target))
  return [...code.filter(isOwnPath), ...links.map(link => join(dirname(file), link))]
}

const exists = (path: string): boolean =>
  path.includes('*') ? readdirSync(dirname(path)).length > 0 : existsSync(path)

test('.env.example lists exactly the settings with their defaults', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8'))
  expect(example).toEqual(defaults)
  expect(settings.parse(example)).toEqual(settings.parse({}))
})

test('the table of settings in README.md has every setting with its default and meaning', () => {
  const rows = tableRows('README.md').filter(([name]) => /^[A-Z][A-Z_]+$/.test(name!))
  expect(rows.map(([name, value]) => [name, value === 'not set' ? '' : value])).toEqual(
    Object.entries(defaults),
  )
  expect(rows.filter(([, , meaning]) => !meaning)).toEqual([])
})

test('every path that a Markdown file names exists', () => {
  const named = markdownFiles.flatMap(file => namedPaths(file).map(path => ({ file, path })))
  // A pattern that finds nothing would pass for documents without a mistake.
  expect(named).toContainEqual({ file: 'README.md', path: 'docs/rejections.md' })
  expect(named).toContainEqual({ file: 'CONTRIBUTING.md', path: 'src/ingest/judge/judgement.ts' })
  expect(named.filter(({ path }) => !exists(path))).toEqual([])
})

test('docs/rejections.md describes every rejection and every problem with its status, and no other', () => {
  const rows = tableRows('docs/rejections.md')
  const rejections = rows.filter(row => row.length === 3)
  const problems = rows.filter(row => row.length === 4)
  expect(rejections.map(([code]) => code)).toEqual(rejectionCodes)
  expect(Object.fromEntries(problems.map(([code, status]) => [code, Number(status)]))).toEqual(statuses)
  expect(rows).toHaveLength(rejections.length + problems.length)
  expect(rows.flat().filter(cell => cell === '')).toEqual([])
})

test('docs/formats.md has a section for each format', () => {
  const headings = [...readFileSync('docs/formats.md', 'utf8').matchAll(/^## .*: `(.*)`$/gm)].map(
    ([, name]) => name,
  )
  expect(headings.sort()).toEqual(formats.map(({ name }) => name).sort())
})

test('every column that docs/formats.md names as a place to land in exists', () => {
  const schema = readFileSync('migrations/schema.sql', 'utf8')
  const columns = [...schema.matchAll(/^create table (\w+) \(\n([\s\S]*?)^\)/gm)].flatMap(([, table, body]) =>
    [...body!.matchAll(/^ {2}(\w+) (?!CHECK|PRIMARY)/gm)].map(([, column]) => `${table}.${column}`),
  )
  const views = [...schema.matchAll(/^-- (\w+) \((.*)\)$/gm)].flatMap(([, view, list]) =>
    list!.split(', ').map(column => `${view}.${column.split(' ')[0]}`),
  )
  const known = new Set([...columns, ...views])
  const tableName = '(?:\\w+_(?:metrics|stages|events|routes|series|ingestions)|workouts)'
  const named = [
    ...readFileSync('docs/formats.md', 'utf8').matchAll(new RegExp(`\`(${tableName}\\.\\w+)\``, 'g')),
  ]
  expect(named.length).toBeGreaterThan(50)
  expect(named.map(([, name]) => name).filter(name => !known.has(name!))).toEqual([])
})
