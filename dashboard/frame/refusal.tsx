import type { JSX } from 'preact'
import type { Problem } from '../api/problem.ts'
import { Icon } from './icon.tsx'

/** Why something that was sent was not done, beside its button. It stands there empty, so that it is read out when it is not. */
export const Refusal = ({ problem }: { problem: Problem | undefined }): JSX.Element => (
  <div class="problem" role="alert">
    {problem && (
      <>
        <Icon name="warning" />
        <p>
          <strong>{problem.title}.</strong> {problem.detail}
        </p>
      </>
    )}
  </div>
)
