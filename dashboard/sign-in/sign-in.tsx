import './sign-in.css'
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { noAnswer, Problem } from '../api/problem.ts'
import { openSession, type Session } from '../api/session.ts'
import { Icon } from '../frame/icon.tsx'
import { Page } from '../frame/page.tsx'

/**
 * Exchanges a key for a session, which the browser keeps where no script reads it. The key itself is kept nowhere.
 * @param link what a one-time link holds: it signs in by itself
 */
export function SignIn({
  link,
  onSignedIn,
}: {
  link?: string | undefined
  onSignedIn(session: Session): void
}): JSX.Element {
  const [busy, setBusy] = useState(link !== undefined)
  const [problem, setProblem] = useState<Problem>()
  const field = useRef<HTMLInputElement>(null)

  async function signIn(by: { key: string } | { link: string }): Promise<void> {
    setBusy(true)
    setProblem(undefined)
    try {
      onSignedIn(await openSession(by))
    } catch (error) {
      const found = error instanceof Problem ? error : noAnswer()
      setProblem('link' in by && found.status === 401 ? spentLink : found.status === 401 ? wrongKey : found)
      setBusy(false)
      field.current?.focus()
    }
  }

  useEffect(() => {
    if (link !== undefined) void signIn({ link })
  }, [link])

  return (
    <main class="sign-in">
      <p class="brand">
        <Icon name="today" />
        Health
      </p>
      <Page title="Sign in">
        <form
          onSubmit={event => {
            event.preventDefault()
            const key = field.current?.value.trim() ?? ''
            if (key !== '') void signIn({ key })
          }}
        >
          <label for="key">Your API key</label>
          <input
            ref={field}
            id="key"
            name="key"
            type="password"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            required
            aria-describedby="key-hint"
            aria-invalid={problem !== undefined}
          />
          <p class="hint" id="key-hint">
            It begins with hea_. The service printed one when it was first started.
          </p>
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
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? 'Signing in …' : 'Sign in'}
          </button>
        </form>
      </Page>
      <p class="small">
        No key at hand? On the machine of the service, <code>npx health-export sign-in --user E-MAIL</code>{' '}
        prints a link that signs you in. It lasts for 12 hours, in this browser only.
      </p>
    </main>
  )
}

const wrongKey = new Problem({
  status: 401,
  code: 'unauthorized',
  title: 'This key does not work',
  detail: 'See that you copied all of it. It may also have expired, or been revoked.',
})
const spentLink = new Problem({
  status: 401,
  code: 'unauthorized',
  title: 'This link does not work any more',
  detail: 'It signs in once, within an hour. Sign in with your key, or get another link.',
})
