import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Partitions } from '../../src/database/partitions.ts'
import { importExport } from '../../src/ingest/apple-export/import-export.ts'
import { testServer } from '../support/server.ts'
import { buildZip } from '../support/zips.ts'

const door = await testServer()
const folder = mkdtempSync(join(tmpdir(), 'health-export-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const minute = (start: string, minutes: number) =>
  new Date(Date.parse(`${start}Z`) + minutes * 60_000)
    .toISOString()
    .replace('T', ' ')
    .replace('.000Z', ' +0000')

/** Five minutes of steps each from eight to nine, forty of them. */
const steps = Array.from({ length: 12 }, (_, index) => ({
  startDate: minute('2026-03-02T08:00:00', index * 5),
  endDate: minute('2026-03-02T08:00:00', index * 5 + 5),
  value: 40,
}))
const stages = ['Core', 'Deep', 'REM', 'Core'].map((stage, index) => ({
  stage,
  startDate: minute('2026-03-01T23:00:00', index * 90),
  endDate: minute('2026-03-01T23:00:00', (index + 1) * 90),
}))

const xml = `<HealthData>
${steps.map(({ startDate, endDate, value }) => `<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Anna’s iPhone" unit="count" creationDate="${endDate}" startDate="${startDate}" endDate="${endDate}" value="${value}"/>`).join('\n')}
${stages.map(({ stage, startDate, endDate }) => `<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Anna’s Watch" startDate="${startDate}" endDate="${endDate}" value="HKCategoryValueSleepAnalysisAsleep${stage}"/>`).join('\n')}
<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min" sourceName="Anna’s Watch" startDate="2026-03-02 17:00:00 +0000" endDate="2026-03-02 17:30:00 +0000"/>
</HealthData>`

const pushed = {
  'each sample, without its end': [
    {
      name: 'step_count',
      units: 'count',
      data: steps.map(({ startDate, value }) => ({ date: startDate, qty: value, source: 'Anna’s iPhone' })),
    },
    {
      name: 'sleep_analysis',
      units: 'hr',
      data: stages.map(({ stage, startDate, endDate }) => ({
        startDate,
        endDate,
        value: stage,
        source: 'Anna’s Watch',
      })),
    },
  ],
  'each sample, with its end': [
    {
      name: 'step_count',
      units: 'count',
      data: steps.map(({ startDate, endDate, value }) => ({
        date: startDate,
        start: startDate,
        end: endDate,
        qty: value,
        source: 'Anna’s iPhone',
      })),
    },
    {
      name: 'sleep_analysis',
      units: 'hr',
      data: stages.map(({ stage, startDate, endDate }) => ({
        startDate,
        endDate,
        value: stage,
        source: 'Anna’s Watch',
      })),
    },
  ],
  'days and nights': [
    {
      name: 'step_count',
      units: 'count',
      data: [{ date: '2026-03-02 00:00:00 +0000', qty: 480, source: 'Anna’s iPhone|Anna’s Watch' }],
    },
    {
      name: 'sleep_analysis',
      units: 'hr',
      data: [
        {
          date: '2026-03-02 00:00:00 +0000',
          totalSleep: 6,
          core: 3,
          deep: 1.5,
          rem: 1.5,
          asleep: 0,
          inBed: 0,
          awake: 0,
          sleepStart: '2026-03-01 23:00:00 +0000',
          sleepEnd: '2026-03-02 05:00:00 +0000',
          source: 'Anna’s Watch',
        },
      ],
    },
  ],
} as const

for (const [how, metrics] of Object.entries(pushed)) {
  for (const order of ['the phone first', 'the export first']) {
    test(`a day, a night and a workout count once that the phone pushed as ${how} and the export tells: ${order}`, async () => {
      const userId = await door.createUser()
      const key = await door.createKey(userId)
      const push = async () => {
        const workouts = [
          {
            id: 'A',
            name: 'Outdoor Run',
            start: '2026-03-02 17:00:00 +0000',
            end: '2026-03-02 17:30:00 +0000',
            duration: 1800,
          },
        ]
        const headers: Record<string, string> =
          how === 'days and nights' ? { 'automation-aggregation': 'Days' } : {}
        const answer = await door.call('POST', '/v1/ingest', {
          key,
          headers,
          body: { data: { metrics, workouts } },
        })
        expect(answer.json()).toMatchObject({ status: 'processed' })
      }
      const path = join(folder, 'export.zip')
      writeFileSync(path, buildZip([{ path: 'apple_health_export/export.xml', content: xml }]))
      const bringIn = async () => {
        const deps = {
          pool: door.pool,
          partitions: new Partitions(door.pool),
          disabledTypes: new Set<string>(),
        }
        const imported = await importExport(deps, { userId, keyId: null, path, fileName: 'export.zip' }, {})
        expect(imported?.report).toMatchObject({ received: 17, rejected: 0 })
      }
      if (order === 'the phone first') await push()
      await bringIn()
      if (order === 'the export first') await push()

      const ask = async (url: string) => (await door.call('GET', url, { key })).json()
      const range = 'from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z&timezone=UTC'
      const { buckets } = await ask(`/v1/metrics/step_count/statistics?bucket=day&${range}`)
      expect(buckets).toMatchObject([{ sum: 480 }])
      const { nights } = await ask('/v1/sleep?timezone=UTC')
      expect(nights).toMatchObject([
        { night: '2026-03-02', asleep_hours: 6, core_hours: 3, deep_hours: 1.5, rem_hours: 1.5 },
      ])
      const { workouts } = await ask('/v1/workouts')
      expect(workouts).toMatchObject([{ activity: 'running', name: 'Outdoor Run' }])
    })
  }
}
