import type { JSX } from 'preact'
import type { IssuedKey } from '../api/keys.ts'
import { Copyable } from './copyable.tsx'
import { Icon } from './icon.tsx'

/** The text of a new key. It is in the memory of this page, and gone with it. */
export const KeyShownOnce = ({ issued }: { issued: IssuedKey }): JSX.Element => (
  <>
    <Copyable label={`the key “${issued.name}”`} value={issued.key} />
    <p class="notice">
      <Icon name="warning" />
      <span>This key is shown once. Nobody can read it again; if it is lost, make another.</span>
    </p>
  </>
)
