import './sign-in.css'
import type { JSX } from 'preact'
import { Page } from '../frame/page.tsx'

/** Somebody is signed in and opened a link: it may be another's, so nobody is put into an account without being asked. */
export function SignInInstead({
  email,
  onLink,
  onStay,
}: {
  email: string
  onLink(): void
  onStay(): void
}): JSX.Element {
  return (
    <main class="sign-in">
      <Page title="Sign in">
        <p>You are signed in as {email}. Sign in by this link instead?</p>
        <button type="button" class="button primary" onClick={onLink}>
          Sign in by the link
        </button>
        <button type="button" class="button" onClick={onStay}>
          Stay
        </button>
      </Page>
    </main>
  )
}
