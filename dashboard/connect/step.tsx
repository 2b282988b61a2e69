import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from '../frame/icon.tsx'

/** A numbered step. @param isDone says so beside its number */
export function Step({
  number,
  title,
  isDone,
  children,
}: {
  number: number
  title: string
  isDone: boolean
  children: ComponentChildren
}): JSX.Element {
  const heading = useId()
  return (
    <section class="card connect-step" aria-labelledby={heading}>
      <span class="step-sign" data-done={isDone}>
        {isDone ? <Icon name="check" /> : <span aria-hidden="true">{number}</span>}
      </span>
      <div class="step-body">
        <h2 id={heading}>
          <span class="visually-hidden">
            Step {number}
            {isDone && ', done'}:{' '}
          </span>
          {title}
        </h2>
        {children}
      </div>
    </section>
  )
}
