import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../api/problem.ts'
import { CatchFailure } from './catch-failure.tsx'
import { Page } from './page.tsx'
import { useSession } from './session.ts'
import { Empty, Failed, Skeleton } from './states.tsx'
import type { View, ViewComponent } from './views.ts'

const loaded = new Map<View, ViewComponent>()

/** The view of the place, once its code is there. */
export function CurrentView({
  found,
  query,
}: {
  found: { view: View; params: Record<string, string> } | undefined
  query: URLSearchParams
}): JSX.Element {
  const { may } = useSession()
  const view = found?.view
  const mayView = view !== undefined && may(view.scope)
  const [, setCount] = useState(0)
  const [failed, setFailed] = useState<View>()
  useEffect(() => {
    if (!mayView || loaded.has(view)) return
    view.load().then(
      module => {
        loaded.set(view, module.default)
        setCount(count => count + 1)
      },
      () => setFailed(view),
    )
  }, [view, mayView])

  if (!found || !view) {
    return (
      <Page title="Nothing is here">
        <Empty title="This address leads nowhere">
          <p>It may be mistyped, or cut off.</p>
          <a class="button" href="#/today">
            Go to Today
          </a>
        </Empty>
      </Page>
    )
  }
  if (!mayView) {
    return (
      <Page title={view.title}>
        <Empty title="Your key does not allow this">
          <p>Sign out, and sign in with a key that has the scope “{view.scope}”.</p>
        </Empty>
      </Page>
    )
  }
  const Component = loaded.get(view)
  const fail = (problem: Problem) => (
    <Page title={view.title}>
      <Failed problem={problem} again={() => window.location.reload()} />
    </Page>
  )
  if (Component) {
    return (
      <CatchFailure key={`${view.pattern} ${JSON.stringify(found.params)}`} failed={fail(notDrawn)}>
        <Component params={found.params} query={query} />
      </CatchFailure>
    )
  }
  return failed === view ? fail(notLoaded) : <Skeleton height="70vh" />
}

const notDrawn = new Problem({
  status: 0,
  code: 'view_not_drawn',
  title: 'This cannot be shown',
  detail: 'Something in it is not what this page expects. Your data is safe. Please report it.',
})

/** The service may have been updated since the page was opened: then it has other files. */
const notLoaded = new Problem({
  status: 0,
  code: 'view_not_loaded',
  title: 'This part of the page could not be loaded',
  detail: 'The service may have been updated, or does not answer. Try again to load the page anew.',
})
