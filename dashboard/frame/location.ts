import { useEffect, useReducer } from 'preact/hooks'

/** Where the page is. All of it is in the fragment, which no server is ever sent. */
export interface Place {
  /** `/metric/heart_rate`; `/` at first. */
  path: string
  query: URLSearchParams
}

/** Reads `#/metric/heart_rate?range=month`. */
export function readPlace(hash: string = window.location.hash): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s)
  return { path: path === '' ? '/' : path, query: new URLSearchParams(query) }
}

/** The address of a place, for `href`: a part of a path that comes from data is encoded. */
export function hrefTo(parts: readonly string[], query: Record<string, string | undefined> = {}): string {
  const asked = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const path = `#/${parts.map(encodeURIComponent).join('/')}`
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`
}

/** The place now; draws anew when it changes. */
export function usePlace(): Place {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const look = () => redraw(undefined)
    window.addEventListener('hashchange', look)
    return () => window.removeEventListener('hashchange', look)
  }, [])
  return readPlace()
}

/** Goes somewhere, as a link does. */
export function goTo(href: string): void {
  window.location.hash = href
}

/** Writes the state of the view that is shown into its address, without a step in the history. */
export function changeQuery(change: Record<string, string | undefined>): void {
  const { path, query } = readPlace()
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) query.delete(name)
    else query.set(name, value)
  }
  replacePlace(`#${path}${query.size === 0 ? '' : `?${query}`}`)
}

/** The address becomes this one; what it was before is not in the history. */
export function replacePlace(href: string): void {
  window.history.replaceState(null, '', href)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}
