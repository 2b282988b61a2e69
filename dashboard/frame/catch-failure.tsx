import { Component, type ComponentChildren } from 'preact'

interface Props {
  /** Shown in its place. */
  failed: ComponentChildren
  children: ComponentChildren
}

/** What cannot be drawn, because something in it is other than we think, takes nothing else of the page with it. */
export class CatchFailure extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static override getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override componentDidCatch(error: unknown): void {
    // The console still tells of it, and so do tests.
    reportError(error)
  }

  override render({ failed, children }: Props): ComponentChildren {
    return this.state.hasFailed ? failed : children
  }
}
