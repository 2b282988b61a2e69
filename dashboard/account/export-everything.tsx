import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { loadExport } from '../api/export.ts'
import { useSending } from '../api/use-sending.ts'
import { Icon } from '../frame/icon.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { saveFile } from '../frame/save-file.ts'
import { sayBytes } from '../words/numbers.ts'

/** All that is kept, as one file. */
export function ExportEverything(): JSX.Element {
  const { busy, problem, run } = useSending()
  const [bytes, setBytes] = useState(0)
  const [saved, setSaved] = useState('')
  const stop = useRef<AbortController>(undefined)
  const [isStopped, setStopped] = useState(false)
  useEffect(() => () => stop.current?.abort(), [])

  const load = () =>
    run(async () => {
      setBytes(0)
      setSaved('')
      setStopped(false)
      stop.current = new AbortController()
      const { file, name } = await loadExport(setBytes, stop.current.signal)
      saveFile(file, name)
      setSaved(`${name}, ${sayBytes(file.size)}, is among your downloads.`)
    })
  return (
    <section class="card account-part" aria-labelledby="account-export">
      <h2 id="account-export">Take your data with you</h2>
      <p class="soft">
        One zip with all that is kept of you: records as JSON lines and CSV, routes as GPX, and what your apps
        sent, byte for byte. Keys are not in it.
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" disabled={busy} onClick={() => void load()}>
          <Icon name="download" />
          Export everything
        </button>
        {busy && (
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              setStopped(true)
              stop.current?.abort()
            }}
          >
            Cancel
          </button>
        )}
      </div>
      <p class="export-progress" role="status">
        {busy && (bytes === 0 ? 'It is being put together …' : 'It is being loaded …')}
        {!busy && saved}
        {!busy && isStopped && 'Cancelled.'}
      </p>
      {busy && bytes > 0 && <p class="small number">{sayBytes(bytes)} so far. Leave this page open.</p>}
      <Refusal problem={isStopped ? undefined : problem} />
      <p class="small">
        Many years of data, or a small device?{' '}
        <a href="/v1/me/export" download>
          Let the browser load it by itself
        </a>
        , straight to its disk.
      </p>
    </section>
  )
}
