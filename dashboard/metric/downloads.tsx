import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { askFile } from '../api/client.ts'
import { noAnswer, Problem } from '../api/problem.ts'
import { Icon } from '../frame/icon.tsx'
import { saveFile } from '../frame/save-file.ts'
import type { ShownUnit } from '../words/units.ts'
import type { Picture } from './picture.ts'
import { fileOf } from './questions.ts'
import type { Shown } from './use-shown.ts'
import { writeCsv } from './write-csv.ts'

/** What the chart shows, and the samples behind it, each as CSV. */
export function Downloads({
  metric,
  shown,
  picture,
  unit,
}: {
  metric: string
  shown: Shown
  picture: Picture
  unit: ShownUnit
}): JSX.Element {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const { span, sources } = shown
  const name = `${metric.replaceAll(/[^\w-]+/g, '_')} ${span.first} ${span.last}`
  const saveSamples = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      saveFile(await askFile(fileOf(metric, span, sources), 'text/csv'), `${name} samples.csv`)
    } catch (error) {
      setProblem(error instanceof Problem ? error : noAnswer())
    }
    setBusy(false)
  }
  return (
    <div class="downloads">
      <button
        type="button"
        class="button"
        onClick={() => saveFile(new Blob([writeCsv(picture, unit)], { type: 'text/csv' }), `${name}.csv`)}
      >
        <Icon name="download" />
        Save this chart as CSV
      </button>
      <button type="button" class="button" disabled={isBusy} onClick={() => void saveSamples()}>
        <Icon name="download" />
        {isBusy ? 'Saving…' : 'Save every sample as CSV'}
      </button>
      {problem && (
        <div class="problem" role="alert">
          {problem.title}. {problem.detail}
        </div>
      )}
    </div>
  )
}
