/**
 * One transaction: what happened to tickets, and every message that it earns, are committed together or not at all.
 * Only then are deliveries queued; when that fails the sweep does it.
 */
import type pg from 'pg'
import { inTransaction } from '../db/client.ts'
import { toJsonb } from '../db/jsonb.ts'
import type { ChannelName, OutboundContent } from '../domain/message.ts'
import type { Ticket } from '../domain/ticket.ts'
import { isOpen } from '../domain/transitions.ts'
import type { Actor, HappeningOf } from '../domain/ticket-event.ts'
import { newId } from '../ids.ts'
import { compose } from '../notify/compose.ts'
import type { Voice } from '../notify/voice.ts'
import type { Queues } from '../queue/bullmq.ts'
import type { Change, Step } from '../tickets/change.ts'
import { openTicket, recordEvents } from '../tickets/record-event.ts'

export interface Transaction {
  readonly db: pg.PoolClient
  readonly at: Date
  open(opened: HappeningOf<'opened'>, then: Step[], actor: Actor): Promise<Ticket>
  /** @throws TicketRefused, and nothing of the transaction stays. */
  record(ticketId: string, actor: Actor, decide: (ticket: Ticket) => Step[]): Promise<Ticket>
  /** A message that no event earns: help, a list, a polite refusal. */
  say(conversationId: string, content: OutboundContent, ticketId?: string): void
  /** The card looks different though nothing happened: a menu was opened. */
  redraw(ticketId: string, conversationId: string): void
}

export interface TransactDeps {
  pool: pg.Pool
  queues: Pick<Queues, 'enqueue'>
  voice: () => Voice
  now: () => Date
  onQueueError: (error: unknown) => void
}

export type Transact = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>

interface Row {
  conversationId: string
  ticketId: string | null
  card: boolean
  content: OutboundContent | null
}

export function createTransact({ pool, queues, voice, now, onQueueError }: TransactDeps): Transact {
  return async work => {
    const channels = new Set<ChannelName>()
    const result = await inTransaction(pool, async db => {
      const outbox: Row[] = []
      const at = now()
      const earn = async (change: Change) => {
        outbox.push(...(await earned(db, voice(), change)))
        return change.ticket
      }
      const value = await work({
        db,
        at,
        open: async (opened, then, actor) => earn(await openTicket(db, opened, then, actor, at)),
        record: async (ticketId, actor, decide) => earn(await recordEvents(db, ticketId, actor, at, decide)),
        say: (conversationId, content, ticketId) =>
          outbox.push({ conversationId, ticketId: ticketId ?? null, card: false, content }),
        redraw: (ticketId, conversationId) =>
          outbox.push({ conversationId, ticketId, card: true, content: null }),
      })
      for (const channel of await put(db, outbox)) channels.add(channel)
      return value
    })
    for (const channel of channels) await queues.enqueue('deliver', { channel }).catch(onQueueError)
    return result
  }
}

/** The messages that a change earns: to the resident, to the group, and the card wherever it hangs. */
async function earned(db: pg.PoolClient, voice: Voice, change: Change): Promise<Row[]> {
  const { ticket, before } = change
  if (change.events.length === 0) return []
  const said = compose(voice, change)
  const late = change.events.some(event => event.kind === 'supervised')
  // Late: one level up they must see it, or "supervised" is but a word.
  const above = late ? chatsOf(voice, voice.org.dutyGroupOf(ticket.gridId)) : []
  const home = [...chatsOf(voice, ticket.gridId ? voice.org.workGroupOf(ticket.gridId) : null), ...above]
  const cards = await hang(db, ticket.id, before === null, [...whereCardHangs(voice, ticket), ...above])
  return [
    ...said.resident.map(content => ({
      conversationId: ticket.conversationId,
      ticketId: ticket.id,
      card: false,
      content,
    })),
    ...cards.map(conversationId => ({ conversationId, ticketId: ticket.id, card: true, content: null })),
    ...said.group.flatMap(content =>
      home.map(conversationId => ({ conversationId, ticketId: ticket.id, card: false, content })),
    ),
  ]
}

/** The grid that has it; the duty officers when a person must decide, and at once in an emergency. */
function whereCardHangs(voice: Voice, ticket: Ticket): string[] {
  if (ticket.state === 'needs_info' && ticket.urgency !== 'emergency') return []
  const undecided = ticket.state === 'unrouted' || ticket.state === 'arbitration'
  const duty = undecided || ticket.urgency === 'emergency' ? voice.org.dutyGroupOf(ticket.gridId) : null
  const grid = ticket.gridId && !undecided ? voice.org.workGroupOf(ticket.gridId) : null
  const chats = [...chatsOf(voice, grid), ...chatsOf(voice, duty)]
  // The grid's group is bound to no chat, or nothing arrives there: somebody must see the ticket.
  return chats.length > 0 || !isOpen(ticket.state)
    ? chats
    : chatsOf(voice, voice.org.dutyGroupOf(ticket.gridId))
}

const chatsOf = ({ org }: Voice, group: { id: string } | null): string[] =>
  group ? org.conversationsOf(group.id).map(({ id }) => id) : []

/** Hangs the card where it must be. @returns every chat in which it hangs, old ones too: they see where it went. */
async function hang(
  db: pg.PoolClient,
  ticketId: string,
  fresh: boolean,
  wanted: string[],
): Promise<string[]> {
  if (fresh && wanted.length === 0) return []
  const { rows } = await db.query<{ conversation_id: string }>({
    name: fresh ? 'card hang' : 'card everywhere',
    text: fresh ? HANG : EVERYWHERE,
    values: [ticketId, wanted],
  })
  return rows.map(row => row.conversation_id)
}

const HANG = `INSERT INTO ticket_card (ticket_id, conversation_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING RETURNING conversation_id`

/** Whatever menu was open belongs to the state before. The update sees only what hung before the statement began. */
const EVERYWHERE = `
  WITH new AS (${HANG}), old AS (
    UPDATE ticket_card SET menu = NULL, updated_at = now() WHERE ticket_id = $1 RETURNING conversation_id)
  SELECT conversation_id FROM old UNION SELECT conversation_id FROM new`

const PUT = `
  INSERT INTO outbound_message (id, channel, conversation_id, ticket_id, card, content, state, error)
  SELECT m.id, c.channel, c.id, m.ticket_id, m.card, m.content,
    (CASE WHEN c.reachable THEN 'pending' ELSE 'undeliverable' END)::outbound_state,
    CASE WHEN c.reachable THEN NULL ELSE 'the chat is not reachable' END
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::jsonb[]) AS m (id, conversation_id, ticket_id, card, content)
  JOIN conversation c ON c.id = m.conversation_id
  RETURNING channel`

async function put(db: pg.PoolClient, outbox: Row[]): Promise<Set<ChannelName>> {
  if (outbox.length === 0) return new Set()
  const { rows } = await db.query<{ channel: ChannelName }>({
    name: 'outbound put',
    text: PUT,
    values: [
      outbox.map(() => newId()),
      outbox.map(row => row.conversationId),
      outbox.map(row => row.ticketId),
      outbox.map(row => row.card),
      outbox.map(row => toJsonb(row.content ?? {})),
    ],
  })
  return new Set(rows.map(row => row.channel))
}
