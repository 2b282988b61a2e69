import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

let focusIsWanted = false

/** The next page to appear takes the focus: somebody went there, and must hear where they are. */
export function wantFocus(): void {
  focusIsWanted = true
}

/**
 * What every view is: one heading, perhaps a word on it and what can be done, then its content.
 * @param title also that of the document
 */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  title: string
  lead?: ComponentChildren
  actions?: ComponentChildren
  children?: ComponentChildren
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Health`
  }, [title])
  useEffect(() => {
    if (!focusIsWanted) return
    focusIsWanted = false
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div class="page">
      <header class="page-head">
        <div class="page-words">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
