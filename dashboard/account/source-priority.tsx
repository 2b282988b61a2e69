import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { changeAccount } from '../api/me.ts'
import { useSending } from '../api/use-sending.ts'
import { Icon } from '../frame/icon.tsx'
import { Refusal } from '../frame/refusal.tsx'
import { useSession } from '../frame/session.ts'

/**
 * Puts sources in an order, by buttons.
 * @param saved the order as the account has it; it may name some that sent nothing
 * @param known those that sent something
 */
export function SourcePriority({
  saved,
  known,
}: {
  saved: readonly string[]
  known: readonly string[]
}): JSX.Element {
  const { reload } = useSession()
  const [order, setOrder] = useState(saved)
  const [said, say] = useState('')
  const { busy, problem, run } = useSending()
  const list = useRef<HTMLDivElement>(null)
  const focusOn = useRef<string | undefined>(undefined)
  // The button that was pressed may have moved with its row, or be gone.
  useLayoutEffect(() => {
    const wanted = focusOn.current
    focusOn.current = undefined
    if (wanted === undefined) return
    const button = list.current?.querySelector<HTMLButtonElement>(`[data-focus="${CSS.escape(wanted)}"]`)
    button?.focus()
  }, [order])

  const others = known.filter(source => !order.includes(source))
  const isChanged = order.join('\n') !== saved.join('\n')

  function move(source: string, by: 1 | -1): void {
    const from = order.indexOf(source)
    const rest = order.filter(one => one !== source)
    setOrder(rest.toSpliced(from + by, 0, source))
    say(`${source} is now number ${from + by + 1} of ${order.length}`)
    const isAtEnd = by === -1 ? from + by === 0 : from + by === order.length - 1
    focusOn.current = `${isAtEnd === (by === -1) ? 'down' : 'up'} ${source}`
  }

  return (
    <div class="sources" ref={list}>
      {order.length > 0 && (
        <ol class="source-order">
          {order.map((source, index) => (
            <li key={source}>
              <span class="source-name">{source}</span>
              <span class="source-buttons">
                <IconButton
                  label={`Move ${source} up`}
                  icon="up"
                  focus={`up ${source}`}
                  disabled={index === 0}
                  onClick={() => move(source, -1)}
                />
                <IconButton
                  label={`Move ${source} down`}
                  icon="down"
                  focus={`down ${source}`}
                  disabled={index === order.length - 1}
                  onClick={() => move(source, 1)}
                />
                <IconButton
                  label={`Take ${source} out of the order`}
                  icon="close"
                  focus={`out ${source}`}
                  onClick={() => {
                    setOrder(order.filter(one => one !== source))
                    say(`${source} is out of the order`)
                    focusOn.current = `in ${source}`
                  }}
                />
              </span>
            </li>
          ))}
        </ol>
      )}
      {others.length > 0 && (
        <div class="field">
          <h3>{order.length === 0 ? 'Your sources' : 'Not in the order'}</h3>
          <ul class="source-others">
            {others.map(source => (
              <li key={source}>
                <button
                  type="button"
                  class="button"
                  data-focus={`in ${source}`}
                  aria-label={`Put ${source} into the order`}
                  onClick={() => {
                    setOrder([...order, source])
                    say(`${source} is now number ${order.length + 1} of ${order.length + 1}`)
                    focusOn.current = order.length === 0 ? `out ${source}` : `up ${source}`
                  }}
                >
                  <Icon name="plus" />
                  {source}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {order.length === 0 && others.length === 0 && <p class="soft">No source has sent anything yet.</p>}
      <Refusal problem={problem} />
      {(order.length > 0 || isChanged) && (
        <div class="dialog-actions">
          <button type="button" class="button" disabled={!isChanged || busy} onClick={() => setOrder(saved)}>
            Undo
          </button>
          <button
            type="button"
            class="button primary"
            disabled={!isChanged || busy}
            onClick={() =>
              void run(async () => {
                await changeAccount({ source_priority: [...order] })
                await reload()
              })
            }
          >
            {busy ? 'Saving …' : 'Save the order'}
          </button>
        </div>
      )}
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </div>
  )
}

const IconButton = ({
  label,
  icon,
  focus,
  disabled = false,
  onClick,
}: {
  label: string
  icon: 'up' | 'down' | 'close'
  focus: string
  disabled?: boolean
  onClick(): void
}): JSX.Element => (
  <button
    type="button"
    class="button quiet icon-only"
    aria-label={label}
    data-focus={focus}
    disabled={disabled}
    onClick={onClick}
  >
    <Icon name={icon} />
  </button>
)

/** Each source once; of those that a client joined (`Watch|iPhone`) each part, as its rank is that of its best part. */
export const namesOf = (sources: readonly string[]): string[] =>
  [...new Set(sources.flatMap(source => source.split('|')))].filter(source => source !== '').sort()
