import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeMetrics } from '../../scripts/describe-metrics.ts'
import { areas, buildCatalogue, metricNames, metrics } from '../../src/catalogue/index.ts'

const script = resolve('scripts/write-metrics-doc.ts')
const tsx = import.meta.resolve('tsx')
const runScript = (folder: string, ...options: string[]) =>
  spawnSync(process.execPath, ['--import', tsx, script, ...options], { cwd: folder, encoding: 'utf8' })

function copyDocs(): string {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-doc-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync('docs/metrics.md', join(folder, 'docs/metrics.md'))
  return folder
}

test('docs/metrics.md is what the catalogue says, with a row for every metric', () => {
  expect(runScript('.', '--check')).toMatchObject({ status: 0, stderr: '' })
  const names = [...readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(.*?)` \|/gm)].map(
    match => match[1],
  )
  expect(names).toEqual(metricNames)
})

test('one more entry is one more row, with all that the entry says', () => {
  const { metrics: more } = buildCatalogue([
    ...areas,
    {
      grip_strength: {
        title: 'Grip Strength',
        kind: 'quantity',
        unit: 'kg',
        aggregation: 'latest',
        range: [0, 300],
        sameNumberIn: ['count'],
        qualifier: 'hand',
        healthkit: 'HKQuantityTypeIdentifierGripStrength',
        aliases: ['hand_force', 'grip'],
        displayNames: ['Hand, Grip', 'Strength of the Hand'],
      },
    },
  ])
  const row =
    '| `grip_strength` | Grip Strength | quantity | kg (or count) | latest | 0 to 300 | hand ' +
    '| HKQuantityTypeIdentifierGripStrength | hand_force, grip | Hand, Grip; Strength of the Hand |\n'
  expect(describeMetrics(more.values())).toBe(describeMetrics(metrics.values()) + row)
})

test('a document that was changed by hand fails the check, is left alone by it, and is written anew', () => {
  const folder = copyDocs()
  const file = join(folder, 'docs/metrics.md')
  const generated = readFileSync(file, 'utf8')
  const changed = generated.replace('Heart Rate', 'Pulse')
  writeFileSync(file, changed)
  expect(runScript(folder, '--check')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('docs/metrics.md'),
  })
  expect(readFileSync(file, 'utf8')).toBe(changed)
  expect(runScript(folder)).toMatchObject({ status: 0, stderr: '' })
  expect(readFileSync(file, 'utf8')).toBe(generated)
})
