import type { ComponentType } from 'preact'
import type { Scope } from '../api/session.ts'
import type { IconName } from './icon.tsx'

/** What a view is given: what its path and its query say. */
export interface ViewProps {
  /** What stands where the pattern has `:name`, decoded. */
  params: Record<string, string>
  query: URLSearchParams
}

export type ViewComponent = ComponentType<ViewProps>

export interface View {
  /** `/sleep/:night` */
  pattern: string
  /** In the menu and, until the view says more, above it. */
  title: string
  /** What a key must allow for it; who may not is not shown it. */
  scope: Scope
  /** Of a view that is in the menu. */
  icon?: IconName
  load(): Promise<{ default: ViewComponent }>
}

/** Every view, in the order of the menu. */
export const views: readonly View[] = [
  {
    pattern: '/today',
    title: 'Today',
    scope: 'read',
    icon: 'today',
    load: () => import('../today/today.tsx'),
  },
  {
    pattern: '/metric',
    title: 'Metrics',
    scope: 'read',
    icon: 'metrics',
    load: () => import('../metric/metrics.tsx'),
  },
  { pattern: '/metric/:metric', title: 'Metric', scope: 'read', load: () => import('../metric/metric.tsx') },
  {
    pattern: '/sleep',
    title: 'Sleep',
    scope: 'read',
    icon: 'sleep',
    load: () => import('../sleep/nights.tsx'),
  },
  { pattern: '/sleep/:night', title: 'Night', scope: 'read', load: () => import('../sleep/night.tsx') },
  {
    pattern: '/workouts',
    title: 'Workouts',
    scope: 'read',
    icon: 'workouts',
    load: () => import('../workouts/workouts.tsx'),
  },
  {
    pattern: '/workouts/:id',
    title: 'Workout',
    scope: 'read',
    load: () => import('../workouts/workout.tsx'),
  },
  {
    pattern: '/events',
    title: 'Events',
    scope: 'read',
    icon: 'events',
    load: () => import('../events/events.tsx'),
  },
  {
    pattern: '/events/ecg/:at',
    title: 'Electrocardiogram',
    scope: 'read',
    load: () => import('../events/electrocardiogram.tsx'),
  },
  {
    pattern: '/ledger',
    title: 'Ledger',
    scope: 'read',
    icon: 'ledger',
    load: () => import('../ledger/ledger.tsx'),
  },
  {
    pattern: '/ledger/:id',
    title: 'Ingestion',
    scope: 'read',
    load: () => import('../ledger/ingestion.tsx'),
  },
  {
    pattern: '/connect',
    title: 'Connect a phone',
    scope: 'manage',
    icon: 'connect',
    load: () => import('../connect/connect.tsx'),
  },
  {
    pattern: '/account',
    title: 'Account',
    scope: 'manage',
    icon: 'account',
    load: () => import('../account/account.tsx'),
  },
]

/** The view of a path, with what the path says. */
export function findView(path: string): { view: View; params: Record<string, string> } | undefined {
  const parts = splitPath(path === '/' ? '/today' : path)
  for (const view of views) {
    const params = readParams(splitPath(view.pattern), parts)
    if (params) return { view, params }
  }
  return undefined
}

const splitPath = (path: string): string[] => path.split('/').filter(part => part !== '')

function readParams(pattern: string[], parts: string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, wanted] of pattern.entries()) {
    const part = decode(parts[index] ?? '')
    if (part === undefined) return undefined
    if (wanted.startsWith(':')) params[wanted.slice(1)] = part
    else if (wanted !== part) return undefined
  }
  return params
}

/** Undefined for what somebody mistyped. */
function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
