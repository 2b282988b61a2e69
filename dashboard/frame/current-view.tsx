import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../api/problem.ts'
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
  if (Component) return <Component key={JSON.stringify(found.params)} params={found.params} query={query} />
  if (failed !== view) return <Skeleton height="70vh" />
  return (
    <Page title={view.title}>
      <Failed problem={notLoaded} again={() => window.location.reload()} />
    </Page>
  )
}

/** The service may have been updated since the page was opened: then it has other files. */
const notLoaded = new Problem({
  status: 0,
  code: 'view_not_loaded',
  title: 'This part of the page could not be loaded',
  detail: 'The service may have been updated, or does not answer. Try again to load the page anew.',
})
