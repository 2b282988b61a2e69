import './copyable.css'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'

const SAID_MS = 2_500

/** A text that belongs somewhere else, with a button that copies it. @param label what it is, for the button and its reader */
export function Copyable({ label, value }: { label: string; value: string }): JSX.Element {
  const text = useRef<HTMLElement>(null)
  const [outcome, setOutcome] = useState<'copied' | 'selected'>()
  useEffect(() => {
    if (outcome === undefined) return
    const timer = setTimeout(() => setOutcome(undefined), SAID_MS)
    return () => clearTimeout(timer)
  }, [outcome])
  return (
    <span class="copyable">
      <code ref={text}>{value}</code>
      <button
        type="button"
        class="button quiet"
        aria-label={`Copy ${label}`}
        onClick={async () => setOutcome((await copy(value, text.current)) ? 'copied' : 'selected')}
      >
        <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
        <span aria-hidden="true">{outcome === 'copied' ? 'Copied' : 'Copy'}</span>
      </button>
      <span class="visually-hidden" role="status">
        {outcome === 'copied' && `Copied ${label}`}
        {outcome === 'selected' && `${label} is selected. Copy it with your keyboard.`}
      </span>
    </span>
  )
}

/** Over plain http from another host a page has no clipboard; then the text is at least selected. */
async function copy(value: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value)
    return true
  } catch {
    if (!shown) return false
    window.getSelection()?.selectAllChildren(shown)
    // Of old, and the only way there is without TLS.
    return document.execCommand('copy')
  }
}
