import type { ComponentChildren, JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { useSession } from './session.ts'
import { type View, views } from './views.ts'

/** How many views the bar of a narrow screen has room for, beside "More". */
const IN_BAR = 4

/** The page around each view: the menu at its side, on a narrow screen at its foot. */
export function Shell({
  current,
  children,
}: {
  current: View | undefined
  children: ComponentChildren
}): JSX.Element {
  const { session, may, signOut } = useSession()
  const [moreIsOpen, openMore] = useState(false)
  const main = useRef<HTMLElement>(null)
  const menu = views.filter(view => view.icon && may(view.scope))
  const section = current?.pattern.split('/')[1]
  const isCurrent = (view: View) => view.pattern === `/${section}`
  const links = (shown: readonly View[]) =>
    shown.map(view => (
      <li key={view.pattern}>
        <a
          class="menu-link"
          href={`#${view.pattern}`}
          aria-current={isCurrent(view) ? (view === current ? 'page' : 'true') : undefined}
          onClick={() => openMore(false)}
        >
          {view.icon && <Icon name={view.icon} />}
          <span>{view.title}</span>
        </a>
      </li>
    ))
  const leave = (
    <div class="leave">
      <span class="who">{session.user.email}</span>
      <button type="button" class="button quiet" onClick={() => void signOut()}>
        <Icon name="leave" />
        Sign out
      </button>
    </div>
  )
  return (
    <div class="shell">
      {/* No link: a fragment is where a view is. */}
      <button type="button" class="skip-link" onClick={() => main.current?.querySelector('h1')?.focus()}>
        Skip to content
      </button>
      <nav class="side" aria-label="Main">
        <p class="brand">
          <Icon name="today" />
          Health
        </p>
        <ul>{links(menu)}</ul>
        {leave}
      </nav>
      <main id="main" ref={main}>
        {children}
      </main>
      <nav class="bar" aria-label="Main">
        <ul>
          {links(menu.slice(0, IN_BAR))}
          <li>
            <button
              type="button"
              class="menu-link"
              aria-haspopup="dialog"
              aria-current={menu.slice(IN_BAR).some(isCurrent) ? 'true' : undefined}
              onClick={() => openMore(true)}
            >
              <Icon name="more" />
              <span>More</span>
            </button>
          </li>
        </ul>
      </nav>
      {moreIsOpen && (
        <Dialog title="More" onClose={() => openMore(false)}>
          <ul class="more">{links(menu.slice(IN_BAR))}</ul>
          {leave}
        </Dialog>
      )}
    </div>
  )
}
