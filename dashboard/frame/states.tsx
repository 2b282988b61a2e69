import type { ComponentChildren, JSX } from 'preact'
import type { Problem } from '../api/problem.ts'
import type { Answer } from '../api/use-answer.ts'
import { Icon } from './icon.tsx'

/**
 * Draws an answer in whichever state it is; every view uses it.
 * @param skeleton of the size of what will come, so that nothing moves then
 * @param isEmpty whether there is nothing to show of what came; then `empty` is
 */
export function Answered<T>({
  answer,
  skeleton = <Skeleton />,
  isEmpty,
  empty,
  children,
}: {
  answer: Answer<T>
  skeleton?: ComponentChildren
  isEmpty?: (data: T) => boolean
  empty?: ComponentChildren
  children: (data: T) => ComponentChildren
}): JSX.Element {
  const { data, problem, loading, again } = answer
  if (data === undefined) {
    if (problem) return <Failed problem={problem} again={again} busy={loading} />
    return (
      <div class="loading" aria-busy="true">
        <span class="visually-hidden" role="status">
          Loading
        </span>
        {skeleton}
      </div>
    )
  }
  return (
    <div class="answered" aria-busy={answer.outdated}>
      {problem && (
        <p class="notice" role="status">
          <Icon name="warning" />
          <span>This may be out of date. {problem.title}.</span>
          <button type="button" class="button quiet" onClick={again} disabled={loading}>
            Try again
          </button>
        </p>
      )}
      {isEmpty?.(data) ? empty : children(data)}
    </div>
  )
}

/** A place kept for what is on its way. @param height any CSS length */
export const Skeleton = ({ height = '12rem' }: { height?: string }): JSX.Element => (
  <div class="skeleton" style={{ height }} />
)

/** Nothing is there: says so, and what to do about it. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element => (
  <div class="state">
    <p class="state-title">{title}</p>
    {children}
  </div>
)

/** It did not work: says why, and lets one try again. */
export const Failed = ({
  problem,
  again,
  busy = false,
}: {
  problem: Problem
  again?: (() => void) | undefined
  busy?: boolean
}): JSX.Element => (
  <div class="state" role="alert">
    <Icon name="warning" />
    <p class="state-title">{problem.title}</p>
    <p>{problem.detail}</p>
    {problem.requestId !== undefined && <p class="small">Request {problem.requestId}</p>}
    {again && (
      <button type="button" class="button" onClick={again} disabled={busy}>
        Try again
      </button>
    )}
  </div>
)
