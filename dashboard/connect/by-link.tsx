import type { JSX } from 'preact'
import { Copyable } from '../frame/copyable.tsx'
import { type Automation, linkAutomation } from './automation-link.ts'
import { QrCode } from './qr-code.tsx'

/** The app makes the automation from a link, which a camera reads from a code. */
export function ByLink({ automation }: { automation: Automation }): JSX.Element {
  const link = linkAutomation(automation)
  const { title } = automation.dataType
  return (
    <div class="by-link">
      <QrCode
        text={link}
        label={`QR code that sets up ${title} in Health Auto Export; the link beside it does the same`}
      />
      <div class="by-link-words">
        <ol class="instructions">
          <li>Point the phone’s camera at the code, and tap what it found.</li>
          <li>Health Auto Export opens and shows the automation “{title}”. See that it is on.</li>
          <li>Let it run once: then it appears on this page. Go on with the next type.</li>
        </ol>
        <p>
          Is this page open on the phone itself?
          <br />
          <a class="button" href={link}>
            Open in Health Auto Export
          </a>
        </p>
        <details>
          <summary>The link as text</summary>
          <Copyable label={`the link for ${title}`} value={link} />
          <p class="hint">It holds the key: send it only to yourself.</p>
        </details>
      </div>
    </div>
  )
}
