/** Which messages a change of a ticket earns, and on which cards it shows. */
import type pg from 'pg'
import { hasEffect } from '../domain/notification-rules.ts'
import { type Eraser, erased } from '../domain/ticket/erase.ts'
import type { TicketState } from '../domain/ticket/transitions.ts'
import type { TicketChange } from '../tickets/change.ts'
import { followersOf, ticketById } from '../tickets/store.ts'
import type { OutboxRow } from './delivery/outbox.ts'
import { cardsOf, placeCard } from './delivery/ticket-cards.ts'
import { chatsAround, whereCardHangs } from './recipients.ts'
import { compose } from './render/compose.ts'
import type { RenderContext } from './render/render-context.ts'

/** The messages that a change earns: to the resident and the followers, to the groups, and the card in every chat where it hangs. */
export async function notificationsFor(
  db: pg.PoolClient,
  rendering: RenderContext,
  change: TicketChange,
): Promise<OutboxRow[]> {
  const { ticket, before, events } = change
  if (events.length === 0) return []
  const parent = (ticket.parentId && (await ticketById(db, ticket.parentId))) || null
  const said = compose(rendering, change, parent)
  const chats = chatsAround(rendering, parent ?? ticket)
  const lines = said.group.flatMap(line =>
    [...new Set(line.to.flatMap(chats.of))].map(conversationId => ({
      conversationId,
      ticketId: (parent ?? ticket).id,
      card: false,
      content: line.in(chats.readerIn(conversationId)),
    })),
  )
  // A group that gets a line of its own can look at the card.
  const above = said.group.flatMap(({ to }) => to.filter(({ kind }) => kind === 'duty').flatMap(chats.of))
  const wanted = [...new Set([...whereCardHangs(rendering, ticket), ...(parent ? [] : above)])]
  const cards = await placeCard(db, ticket.id, before === null, wanted)
  // The card that counts its neighbours: of what it follows, or has left just now.
  const counting = ticket.parentId ?? before?.parentId ?? null
  const parentCards = counting ? await cardsOf(db, counting) : []
  return [
    ...said.resident.map(content => ({
      conversationId: ticket.conversationId,
      ticketId: ticket.id,
      card: false,
      content,
    })),
    ...(await toldToFollowers(db, rendering, change)),
    ...cards.map(conversationId => ({ conversationId, ticketId: ticket.id, card: true, content: null })),
    ...parentCards.map(conversationId => ({
      conversationId,
      ticketId: counting,
      card: true,
      content: null,
    })),
    ...lines,
  ]
}

/** Where a ticket stands that was accepted, or handed over, just now. */
const UNDONE_OF: ReadonlySet<TicketState> = new Set(['accepted', 'assigned'])

/** A state and its names: no free text. */
const STATE_ALONE: Eraser = {
  instead: '',
  mask: () => '',
  traces: () => '',
  place: () => null,
}

/** One update to all who follow. */
async function toldToFollowers(
  db: pg.PoolClient,
  rendering: RenderContext,
  change: TicketChange,
): Promise<OutboxRow[]> {
  const { before } = change
  if (before === null || change.ticket.parentId) return []
  const events = change.events
    .filter(
      ({ kind }) =>
        // Of what is taken back they hear when they had heard of it: not of a return, nor of a resolution in its first moment.
        hasEffect(kind, 'told_to_followers') || (kind === 'undone' && UNDONE_OF.has(before.state)),
    )
    .map(event => erased(event, STATE_ALONE))
  if (events.length === 0) return []
  return (await followersOf(db, change.ticket.id)).flatMap(follower => {
    const { number, language, conversationId, text, summary, placeText } = follower
    const theirs = { ...change.ticket, number, language, text, summary, placeText }
    const told = compose(rendering, { ...change, ticket: theirs, events })
    // Their buttons would press on a ticket that only follows.
    return told.resident.map(({ text }) => ({
      conversationId,
      ticketId: follower.id,
      card: false,
      content: { text },
    }))
  })
}
