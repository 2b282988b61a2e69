import type { JSX } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { forgetAnswers, refreshAnswers } from '../api/answers.ts'
import { ask, whenSignedOut } from '../api/client.ts'
import { noAnswer, Problem } from '../api/problem.ts'
import { endSession, type Session } from '../api/session.ts'
import { SignIn } from '../sign-in/sign-in.tsx'
import { SignInInstead } from '../sign-in/sign-in-instead.tsx'
import { CurrentView } from './current-view.tsx'
import { goTo, replacePlace, usePlace } from './location.ts'
import { wantFocus } from './page.tsx'
import { SessionContext, type SignedIn } from './session.ts'
import { Shell } from './shell.tsx'
import { Failed } from './states.tsx'
import { findView } from './views.ts'

type State =
  | { is: 'asking' }
  | { is: 'out' }
  | { is: 'in'; session: Session }
  | { is: 'failed'; problem: Problem }

/** Who is signed in sees the place; whoever is not signs in, and comes to the place then. */
export function App(): JSX.Element {
  const [state, setState] = useState<State>({ is: 'asking' })
  const { path, query } = usePlace()
  const found = findView(path)
  const arrived = path === '/sign-in' ? (query.get('link') ?? undefined) : undefined
  /** What a one-time link holds, and whether whoever is signed in already wants to be whom it stands for. */
  const [offer, setOffer] = useState<{ link: string; wanted: boolean }>()

  const reload = useCallback(async () => {
    try {
      const session = await ask<Session | undefined>('/v1/session')
      setState(session ? { is: 'in', session } : { is: 'out' })
    } catch (error) {
      const problem = error instanceof Problem ? error : noAnswer()
      setState(problem.status === 401 ? { is: 'out' } : { is: 'failed', problem })
    }
  }, [])

  useEffect(() => {
    whenSignedOut(() => {
      forgetAnswers()
      wantFocus()
      setState({ is: 'out' })
    })
    if (arrived !== undefined) return
    if (path === '/sign-in') setState({ is: 'out' })
    else void reload()
  }, [])

  useLayoutEffect(() => {
    if (arrived === undefined) return
    // It is a secret until it is spent: nobody shall read it from the screen or the history.
    replacePlace('#/sign-in')
    setOffer({ link: arrived, wanted: false })
    // Another tab may have signed in meanwhile.
    setState({ is: 'asking' })
    void reload()
  }, [arrived])

  // Whoever goes elsewhere has answered: signing out later must not spend it.
  useEffect(() => {
    if (path !== '/sign-in') setOffer(undefined)
  }, [path])

  // A page that stays open overnight says in the morning what is so then.
  useEffect(() => {
    const look = () => {
      if (!document.hidden) refreshAnswers()
    }
    document.addEventListener('visibilitychange', look)
    window.addEventListener('online', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('online', look)
    }
  }, [])

  const place = `${found?.view.pattern} ${JSON.stringify(found?.params)}`
  const placeBefore = useRef(place)
  if (placeBefore.current !== place) {
    placeBefore.current = place
    wantFocus()
  }

  const session = state.is === 'in' ? state.session : undefined
  const signedIn = useMemo<SignedIn | undefined>(
    () =>
      session && {
        session,
        may: scope => session.scopes.includes(scope),
        reload,
        signOut: async () => {
          // Where it has ended already, or the service is away, the page at least shows nothing more.
          await endSession().catch(() => {})
          forgetAnswers()
          wantFocus()
          goTo('#/sign-in')
          setState({ is: 'out' })
        },
      },
    [session, reload],
  )

  if (state.is === 'asking') return <div class="before" aria-busy="true" />
  if (state.is === 'failed') {
    return (
      <main class="before">
        <h1 class="visually-hidden">Health</h1>
        <Failed problem={state.problem} again={() => void reload()} />
      </main>
    )
  }
  if (signedIn && path === '/sign-in' && offer && !offer.wanted) {
    return (
      <SignInInstead
        email={signedIn.session.user.email}
        onLink={() => {
          wantFocus()
          setOffer({ ...offer, wanted: true })
        }}
        onStay={() => {
          setOffer(undefined)
          wantFocus()
          replacePlace('#/today')
        }}
      />
    )
  }
  if (!signedIn || path === '/sign-in') {
    return (
      <SignIn
        link={path === '/sign-in' ? offer?.link : undefined}
        onSignedIn={session => {
          forgetAnswers()
          setOffer(undefined)
          wantFocus()
          if (path === '/sign-in' || path === '/') replacePlace('#/today')
          setState({ is: 'in', session })
        }}
      />
    )
  }
  return (
    <SessionContext.Provider value={signedIn}>
      <Shell current={found?.view}>
        <CurrentView found={found} query={query} />
      </Shell>
    </SessionContext.Provider>
  )
}
