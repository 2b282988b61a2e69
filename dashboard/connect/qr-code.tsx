import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { encode } from 'uqr'

/** What a reader of codes wants to be white around them, in modules (ISO/IEC 18004). */
const QUIET = 4

/**
 * A QR code, dark on light in both schemes: many readers find no other.
 * @param label what it holds, for whoever cannot see it; the text itself stands beside it
 */
export function QrCode({ text, label }: { text: string; label: string }): JSX.Element {
  const { size, path } = useMemo(() => draw(text), [text])
  const side = size + 2 * QUIET
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

/** The dark modules of each row, run by run. */
function draw(text: string): { size: number; path: string } {
  // Of a screen nothing is torn off: little redundancy makes larger modules.
  const { data, size } = encode(text, { ecc: 'L', border: 0 })
  let path = ''
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      const start = x
      while (row[x]) x++
      if (x > start) path += `M${start + QUIET} ${y + QUIET}h${x - start}v1h-${x - start}z`
    }
  }
  return { size, path }
}
