/** Reads tickets. Writing is record-event.ts alone. */
import type pg from 'pg'
import type { Ticket } from '../domain/ticket.ts'
import { type Actor, type TicketEvent, parseHappening } from '../domain/ticket-event.ts'
import { OPEN_STATES } from '../domain/transitions.ts'

/** A pool, or a connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>

/** Column of every field; the compiler asks for a new one. */
export const COLUMN = {
  id: 'id',
  number: 'number',
  state: 'state',
  version: 'version',
  residentId: 'resident_id',
  conversationId: 'conversation_id',
  language: 'language',
  category: 'category',
  urgency: 'urgency',
  text: 'text',
  summary: 'summary',
  gridId: 'grid_id',
  placeId: 'place_id',
  placeText: 'place_text',
  ownerId: 'owner_id',
  outcome: 'outcome',
  rating: 'rating',
  returns: 'returns',
  reopens: 'reopens',
  acceptBy: 'accept_by',
  answerBy: 'answer_by',
  resolveBy: 'resolve_by',
  confirmBy: 'confirm_by',
  parentId: 'parent_id',
  createdAt: 'created_at',
  assignedAt: 'assigned_at',
  acceptedAt: 'accepted_at',
  resolvedAt: 'resolved_at',
  closedAt: 'closed_at',
  updatedAt: 'updated_at',
} as const satisfies Record<keyof Ticket, string>
export const FIELDS = Object.keys(COLUMN) as (keyof Ticket)[]

const columns = (language: string) =>
  FIELDS.map(field => `${field === 'language' ? language : COLUMN[field]} AS "${field}"`).join(', ')
const SELECT = `SELECT ${columns('language')} FROM ticket`

/** What is said of a ticket is said in the language that its resident speaks by now; a locked ticket is about to be told of. */
const LOCK = `SELECT ${columns('(SELECT r.language FROM resident r WHERE r.id = ticket.resident_id)')} FROM ticket WHERE id = $1 FOR UPDATE`

async function select(db: Queryable, name: string, where: string, values: unknown[]): Promise<Ticket[]> {
  const { rows } = await db.query<Ticket>({ name: `ticket ${name}`, text: `${SELECT} ${where}`, values })
  return rows
}

/** Locks the row until the transaction ends: two who press at once come one after the other. */
export const lockTicket = async (db: Queryable, id: string): Promise<Ticket | undefined> =>
  (await db.query<Ticket>({ name: 'ticket lock', text: LOCK, values: [id] })).rows[0]

export const ticketByNumber = async (db: Queryable, number: string): Promise<Ticket | undefined> =>
  (await select(db, 'by number', 'WHERE number = $1', [number]))[0]

export const ticketsByIds = async (db: Queryable, ids: string[]): Promise<Map<string, Ticket>> =>
  new Map(
    (await select(db, 'by ids', 'WHERE id = ANY($1::uuid[])', [ids])).map(ticket => [ticket.id, ticket]),
  )

/** What a resident may still speak of: open however old, or closed lately. Newest first. */
export const recentTicketsOf = (db: Queryable, residentId: string, since: Date): Promise<Ticket[]> =>
  select(
    db,
    'recent of resident',
    'WHERE resident_id = $1 AND (state = ANY($3::ticket_state[]) OR updated_at >= $2) ORDER BY updated_at DESC LIMIT 20',
    [residentId, since, OPEN_STATES],
  )

/** Tickets whose card hangs in a chat, by the end of their number (`0231`, `1120-0231`). Newest first. */
export const ticketsOnCards = (db: Queryable, conversationId: string, numberEnd: string): Promise<Ticket[]> =>
  select(
    db,
    'on cards',
    "WHERE number LIKE '%' || $2 AND EXISTS (SELECT FROM ticket_card c WHERE c.ticket_id = ticket.id AND c.conversation_id = $1) ORDER BY number DESC LIMIT 5",
    [conversationId, numberEnd],
  )

/** Does a ticket's card hang in this chat? A button works only there. */
export async function hangsIn(db: Queryable, conversationId: string, ticketId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'card hangs',
    text: 'SELECT 1 FROM ticket_card WHERE ticket_id = $1 AND conversation_id = $2',
    values: [ticketId, conversationId],
  })
  return rowCount === 1
}

/** What a group has to do, most urgent first: not what waits for the resident, nor what another grid has by now. */
export const openTicketsIn = (db: Queryable, conversationId: string): Promise<Ticket[]> =>
  select(
    db,
    'open in group',
    `WHERE state = ANY($2::ticket_state[]) AND EXISTS (
       SELECT FROM ticket_card t JOIN conversation c ON c.id = t.conversation_id LEFT JOIN work_group g ON g.id = c.work_group_id
       WHERE t.ticket_id = ticket.id AND t.conversation_id = $1 AND (g.grid_id IS NULL OR g.grid_id = ticket.grid_id))
     ORDER BY urgency DESC, resolve_by NULLS FIRST LIMIT 30`,
    [conversationId, OPEN_STATES.filter(state => state !== 'resolved')],
  )

/** The ticket whose card is the message that somebody replied to. */
export async function ticketOfCard(
  db: Queryable,
  conversationId: string,
  externalId: string,
): Promise<Ticket | undefined> {
  const rows = await select(
    db,
    'of card',
    `WHERE id = (SELECT ticket_id FROM outbound_message WHERE conversation_id = $1 AND external_id = $2 AND ticket_id IS NOT NULL ORDER BY id LIMIT 1)`,
    [conversationId, externalId],
  )
  return rows[0]
}

/** How many tickets each worker of a grid has in hand. */
export async function openLoad(db: Queryable, gridId: string): Promise<Map<string, number>> {
  const { rows } = await db.query<{ owner_id: string; count: number }>({
    name: 'open load',
    text: "SELECT owner_id, count(*)::int AS count FROM ticket WHERE grid_id = $1 AND state IN ('assigned', 'accepted', 'whistled') AND owner_id IS NOT NULL GROUP BY owner_id",
    values: [gridId],
  })
  return new Map(rows.map(row => [row.owner_id, row.count]))
}

type LateClock = 'accept' | 'resolve'

/** Missed, and not yet gone up for it. Once for each promise: given to another or opened again, a ticket has a new one. */
const missedBy = (
  clock: LateClock,
  states: string,
) => `state IN (${states}) AND ${clock}_by <= $1 AND NOT EXISTS (
  SELECT FROM ticket_event e WHERE e.ticket_id = ticket.id AND e.kind = 'supervised' AND e.data->>'clock' = '${clock}' AND e.at >= ticket.${clock}_by)`
const LATE: Record<LateClock, string> = {
  accept: missedBy('accept', "'assigned'"),
  resolve: missedBy('resolve', "'assigned', 'accepted', 'whistled'"),
}

/** Locks the ticket and looks again: two who look at the clock at once must not both send it up. */
export async function isStillLate(db: Queryable, id: string, clock: LateClock, now: Date): Promise<boolean> {
  await lockTicket(db, id)
  const { rowCount } = await db.query(`SELECT 1 FROM ticket WHERE ${LATE[clock]} AND id = $2`, [now, id])
  return rowCount === 1
}

/** At most so many tickets of each kind are due in one look; the next look finds the rest. */
const DUE_AT_ONCE = 500

export interface Due {
  /** Resolved, and the resident said nothing until the promised time. */
  lapsed: string[]
  /** Asked, and nobody answered since `askedBefore`. */
  unanswered: string[]
  /** A promise was missed, and that has not gone up yet. */
  late: { id: string; clock: LateClock }[]
}

export async function ticketsDue(db: Queryable, now: Date, askedBefore: Date): Promise<Due> {
  const ids = async (name: string, where: string, value: Date) => {
    const { rows } = await db.query<{ id: string }>({
      name,
      text: `SELECT id FROM ticket WHERE ${where} LIMIT ${DUE_AT_ONCE}`,
      values: [value],
    })
    return rows.map(row => row.id)
  }
  const missed = (clock: LateClock) => ids(`due ${clock}`, LATE[clock], now)
  const accept = await missed('accept')
  const resolve = await missed('resolve')
  return {
    lapsed: await ids('due lapsed', "state = 'resolved' AND confirm_by <= $1", now),
    unanswered: await ids('due unanswered', "state = 'needs_info' AND updated_at <= $1", askedBefore),
    late: [
      ...accept.map(id => ({ id, clock: 'accept' as const })),
      ...resolve.map(id => ({ id, clock: 'resolve' as const })),
    ],
  }
}

/** A row of ticket_event, as it is kept. */
export interface EventRow {
  kind: string
  data: unknown
  actor_kind: Actor['kind']
  actor_id: string | null
  at: Date
}

/** @throws ZodError, Error when the row was not written by this code or a former one. */
export const eventOf = (row: EventRow): TicketEvent => ({
  ...parseHappening(row.kind, row.data),
  actor: { kind: row.actor_kind, id: row.actor_id },
  at: row.at,
})

/** A ticket's history, oldest first. */
export async function historyOf(db: Queryable, ticketId: string): Promise<TicketEvent[]> {
  const { rows } = await db.query<EventRow>({
    name: 'history',
    text: 'SELECT kind, data, actor_kind, actor_id, at FROM ticket_event WHERE ticket_id = $1 ORDER BY version',
    values: [ticketId],
  })
  return rows.map(eventOf)
}
