import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { askFile } from '../api/client.ts'
import { noAnswer, Problem } from '../api/problem.ts'
import type { Workout } from '../api/workouts.ts'
import { Icon } from '../frame/icon.tsx'
import { saveFile } from '../frame/save-file.ts'
import { dateOf } from '../words/dates.ts'

/** Saves the route as GPX, which maps and other apps read. */
export function GpxButton({ workout, timezone }: { workout: Workout; timezone: string }): JSX.Element {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const save = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const gpx = await askFile(`/v1/workouts/${encodeURIComponent(workout.id)}/route`, 'application/gpx+xml')
      saveFile(gpx, `${dateOf(workout.started_at, timezone)}-${workout.activity.replaceAll('_', '-')}.gpx`)
    } catch (error) {
      setProblem(error instanceof Problem ? error : noAnswer())
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <button type="button" class="button" onClick={() => void save()} disabled={busy}>
        <Icon name="download" />
        GPX
      </button>
      <div class="problem" role="alert">
        {problem && `${problem.title}. ${problem.detail}`}
      </div>
    </>
  )
}
