import { type ReactNode, useId, useRef } from 'react'
import type { ApiMessage } from '../../gateway/web/api-types.ts'
import type { ChatClient, ChatState } from '../client/chat-client.ts'
import { useSettings } from '../client/settings.ts'
import { CheckIcon } from '../shared/icons.tsx'
import { useKeptFocus } from '../shared/use-kept-focus.ts'
import { TicketCard } from './ticket-card.tsx'

/** Cards that wait for an action, urgent ones first; finished ones are folded away. */
export function Board({
  client,
  state,
  footer,
}: {
  client: ChatClient
  state: ChatState
  footer: ReactNode
}) {
  const { text } = useSettings()
  const titleId = useId()
  // A finished card moves, together with the focused button.
  const box = useRef<HTMLElement>(null)
  useKeptFocus(box)
  const cards = [...state.cards.values()]
  const open = cards.filter(card => card.card?.open).sort(byNeed)
  const closed = cards.filter(card => !card.card?.open).sort(newestFirst)
  const repliesTo = (card: ApiMessage) =>
    state.messages.filter(message => message.replyTo === card.id).slice(-3)
  const mediaOf = ({ card }: ApiMessage) =>
    state.messages.flatMap(({ about, media }) => (about && about === card?.key ? (media ?? []) : []))
  const unsentTo = (card: ApiMessage) => state.outbox.filter(item => item.said.replyTo === card.id)

  return (
    <section className="board" aria-labelledby={titleId} ref={box} tabIndex={-1}>
      <div className="board-inner">
        <h2 className="board-title" id={titleId}>
          {text.openCards} {open.length > 0 && <span className="count">{open.length}</span>}
        </h2>
        {state.loaded && open.length === 0 && (
          <div className="all-done">
            <CheckIcon />
            <p>{text.noOpenCards}</p>
            <p className="quiet">{text.noOpenCardsHint}</p>
          </div>
        )}
        {!state.loaded && <p className="quiet">{text.loading}</p>}
        <ul className="cards">
          {open.map(card => (
            <TicketCard
              key={card.id}
              card={card}
              client={client}
              replies={repliesTo(card)}
              unsent={unsentTo(card)}
              media={mediaOf(card)}
            />
          ))}
        </ul>
        <details
          className="closed"
          onToggle={event => {
            if (event.currentTarget.open) client.loadClosedCards().catch(() => {})
          }}
        >
          <summary>{text.closedCards}</summary>
          {closed.length === 0 && <p className="quiet">{text.noClosedCards}</p>}
          <ul className="cards">
            {closed.map(card => (
              <TicketCard
                key={card.id}
                card={card}
                client={client}
                replies={repliesTo(card)}
                unsent={unsentTo(card)}
                media={mediaOf(card)}
              />
            ))}
          </ul>
        </details>
        {footer}
      </div>
    </section>
  )
}

/** A card without buttons waits for another party: it ranks last, however urgent it was. */
const rank = ({ card, buttons }: ApiMessage) => (buttons?.length ? (card?.urgent ? 0 : 1) : 2)
const byNeed = (a: ApiMessage, b: ApiMessage) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)
const newestFirst = (a: ApiMessage, b: ApiMessage) => ((a.edited ?? a.at) < (b.edited ?? b.at) ? 1 : -1)
