/** Reads tickets. Only record-event.ts writes them. */
import type pg from 'pg'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { type Actor, type TicketEvent, parseHappening } from '../domain/ticket/ticket-event.ts'
import { OPEN_STATES, type TicketState, WORKED_ON } from '../domain/ticket/transitions.ts'

/** Open states in which a worker must act: not waiting for the resident, not following another ticket. */
const UNDER_WAY = OPEN_STATES.filter(state => !['needs_info', 'resolved', 'merged'].includes(state))

/** A pool, or a connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>

/** Column of every field; a missing one does not compile. */
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
  unitId: 'unit_id',
  heldById: 'held_by_id',
  outcome: 'outcome',
  rating: 'rating',
  returns: 'returns',
  reopens: 'reopens',
  acceptBy: 'accept_by',
  answerBy: 'answer_by',
  resolveBy: 'resolve_by',
  promisedAt: 'promised_at',
  workingTime: 'working_time',
  decideBy: 'decide_by',
  answeredAt: 'answered_at',
  waitingSince: 'waiting_since',
  tasks: 'tasks',
  meeting: 'meeting',
  warned: 'warned',
  photos: 'photos',
  hot: 'hot',
  confidential: 'confidential',
  excluded: 'excluded',
  followUpAt: 'follow_up_at',
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
/** Messages about a ticket use the resident's current language. */
const TOLD = `SELECT ${columns('(SELECT r.language FROM resident r WHERE r.id = ticket.resident_id)')} FROM ticket`

/**
 * Selects the row for messages, too. NO KEY: a ticket's key never changes, and a stronger lock would also
 * block foreign keys, which is a deadlock for two transactions that each claim a message for the ticket
 * before they lock it.
 */
const LOCK = `${TOLD} WHERE id = $1 FOR NO KEY UPDATE`

async function select(
  db: Queryable,
  name: string,
  where: string,
  values: unknown[],
  from = SELECT,
): Promise<Ticket[]> {
  const { rows } = await db.query<Ticket>({ name: `ticket ${name}`, text: `${from} ${where}`, values })
  return rows
}

const first = async (...asked: Parameters<typeof select>): Promise<Ticket | undefined> =>
  (await select(...asked))[0]

/** Locks the row until the transaction ends: concurrent changes of one ticket run in sequence. */
export const lockTicket = async (db: Queryable, id: string): Promise<Ticket | undefined> =>
  (await db.query<Ticket>({ name: 'ticket lock', text: LOCK, values: [id] })).rows[0]

export const ticketByNumber = (db: Queryable, number: string): Promise<Ticket | undefined> =>
  first(db, 'by number', 'WHERE number = $1', [number])

export const ticketsByIds = async (db: Queryable, ids: string[]): Promise<Map<string, Ticket>> =>
  new Map(
    (await select(db, 'by ids', 'WHERE id = ANY($1::uuid[])', [ids])).map(ticket => [ticket.id, ticket]),
  )

export const ticketById = async (db: Queryable, id: string): Promise<Ticket | undefined> =>
  (await ticketsByIds(db, [id])).get(id)

/** Tickets that a resident may still refer to: open ones of any age, or closed lately. Newest first. */
export const recentTicketsOf = (db: Queryable, residentId: string, since: Date): Promise<Ticket[]> =>
  select(
    db,
    'recent of resident',
    'WHERE resident_id = $1 AND (state = ANY($3::ticket_state[]) OR updated_at >= $2) ORDER BY updated_at DESC LIMIT 20',
    [residentId, since, OPEN_STATES],
  )

/** `0231` and `1120-0231` match the end of a number by whole parts. */
const endOf = (said: string): string => `-${said}`.replace(/^-(\d{4}-)/, '$1')

/** The newest ticket with a card in the chat whose number ends as given. */
export const ticketOnCard = (
  db: Queryable,
  conversationId: string,
  said: string,
): Promise<Ticket | undefined> =>
  first(
    db,
    'on card',
    "WHERE number LIKE '%' || $2 AND EXISTS (SELECT FROM ticket_card c WHERE c.ticket_id = ticket.id AND c.conversation_id = $1) ORDER BY number DESC LIMIT 1",
    [conversationId, endOf(said)],
  )

/** The newest ticket whose number ends as given, in these grids or in all. */
export const newestTicketIn = (
  db: Queryable,
  { gridIds }: { gridIds?: readonly string[] },
  said: string,
): Promise<Ticket | undefined> =>
  first(
    db,
    'newest in',
    "WHERE number LIKE '%' || $2 AND ($1::uuid[] IS NULL OR grid_id = ANY($1)) ORDER BY number DESC LIMIT 1",
    [gridIds ?? null, endOf(said)],
  )

/** Whether the ticket's card is in this chat: a button works only there. */
export async function hangsIn(db: Queryable, conversationId: string, ticketId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'card hangs',
    text: 'SELECT 1 FROM ticket_card WHERE ticket_id = $1 AND conversation_id = $2',
    values: [ticketId, conversationId],
  })
  return rowCount === 1
}

/** The ticket on a card of this chat on which the member acted last: the target of "undo" without a number. */
export const lastTouched = (
  db: Queryable,
  conversationId: string,
  memberId: string | null,
  now: Date,
): Promise<Ticket | undefined> =>
  first(
    db,
    'last touched',
    `WHERE id = (SELECT e.ticket_id FROM ticket_event e JOIN ticket_card c ON c.ticket_id = e.ticket_id
       WHERE c.conversation_id = $1 AND e.actor_id = $2 AND e.at > $3::timestamptz - interval '1 day' ORDER BY e.at DESC, e.version DESC LIMIT 1)`,
    [conversationId, memberId, now],
  )

/** Tickets on which a worker must act: in these grids, of this unit or whistled to it; without either, all. */
export const openTicketsOf = (
  db: Queryable,
  { gridIds, unitId }: { gridIds?: readonly string[]; unitId?: string },
): Promise<Ticket[]> =>
  select(
    db,
    'open of',
    `WHERE state = ANY($1::ticket_state[]) AND ($2::uuid[] IS NULL OR grid_id = ANY($2)) AND ($3::text IS NULL
       OR unit_id = $3::uuid OR (state = 'whistled' AND tasks @> jsonb_build_array(jsonb_build_object('unitId', $3))))`,
    [UNDER_WAY, gridIds ?? null, unitId ?? null],
  )

/** A group's open tickets, most urgent first: without resolved ones and those of another grid by now. */
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

/** Members who have retired. */
export async function retiredMembers(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'retired members',
    text: 'SELECT id FROM member WHERE NOT active',
  })
  return rows.map(({ id }) => id)
}

/** Tickets that these members own, hold until taken, or arbitrate. */
export async function ticketsInHandsOf(
  db: Queryable,
  memberIds: readonly string[],
  states: readonly TicketState[],
  most: number | null = null,
): Promise<string[]> {
  if (memberIds.length === 0) return []
  const { rows } = await db.query<{ id: string }>({
    name: 'in hands of',
    text: `
      SELECT t.id FROM ticket t WHERE t.state = ANY($2::ticket_state[]) AND (
        t.owner_id = ANY($1::uuid[]) OR t.held_by_id = ANY($1::uuid[])
        OR t.state = 'arbitration' AND (SELECT e.data->>'arbiterId' FROM ticket_event e
          WHERE e.ticket_id = t.id AND e.kind IN ('disputed', 'handed_on') ORDER BY e.version DESC LIMIT 1)
          = ANY($1::text[]))
      ORDER BY t.id LIMIT $3`,
    values: [memberIds, states, most],
  })
  return rows.map(({ id }) => id)
}

/** Tickets whistled to these units: leaving that state calls their tasks off. */
export const ticketsOfUnits = (db: Queryable, unitIds: readonly string[]): Promise<Ticket[]> =>
  select(
    db,
    'whistled to',
    `WHERE state = 'whistled' AND EXISTS (SELECT FROM jsonb_array_elements(tasks) AS task WHERE task->>'unitId' = ANY($1::text[]))`,
    [unitIds],
  )

/** The ticket whose card is the message that was replied to. */
export const ticketOfCard = (
  db: Queryable,
  conversationId: string,
  externalId: string,
): Promise<Ticket | undefined> =>
  first(
    db,
    'of card',
    `WHERE id = (SELECT ticket_id FROM outbound_message WHERE conversation_id = $1 AND external_id = $2 AND ticket_id IS NOT NULL ORDER BY id LIMIT 1)`,
    [conversationId, externalId],
  )

export interface Load {
  /** Open tickets. */
  open: number
  /** When the last one was assigned. */
  lastServedAt: Date | null
}

/** Workload of each member. Read from the database: the directory in memory is up to half a minute old. */
export async function loadOf(db: Queryable, members: readonly { id: string }[]): Promise<Map<string, Load>> {
  const { rows } = await db.query<Load & { id: string }>({
    name: 'open load',
    text: `SELECT m.id, m.last_served_at AS "lastServedAt", (
        SELECT count(*)::int FROM ticket t WHERE t.owner_id = m.id AND t.state IN ('assigned', 'accepted', 'whistled')) AS open
      FROM member m WHERE m.id = ANY($1::uuid[])`,
    values: [members.map(({ id }) => id)],
  })
  return new Map(rows.map(({ id, ...load }) => [id, load]))
}

/** Maximum number of tickets per round of the timer; the next round takes the rest. */
const DUE_AT_ONCE = 500

/** Tickets whose alarm is due, the longest overdue first. */
export async function ticketsDue(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'due',
    text: `SELECT id FROM ticket WHERE alarm_at <= $1 ORDER BY alarm_at LIMIT ${DUE_AT_ONCE}`,
    values: [now],
  })
  return rows.map(row => row.id)
}

/**
 * Reports of a grid and category in work, oldest first, without confidential ones: a neighbour must not be
 * told of those.
 */
export const reportsIn = (db: Queryable, gridId: string, category: string, since: Date): Promise<Ticket[]> =>
  select(
    db,
    'reports in',
    'WHERE grid_id = $1 AND category = $2 AND (created_at >= $3 OR hot) AND state = ANY($4::ticket_state[]) AND confidential IS NULL ORDER BY created_at LIMIT 200',
    [gridId, category, since, WORKED_ON],
  )

/** Open tickets whose deadlines or alarms depend on the calendar, and those without an alarm yet. */
export async function countedInOfficeHours(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    "SELECT id FROM ticket WHERE state NOT IN ('closed', 'withdrawn', 'merged') AND (working_time OR alarm_at IS NULL) ORDER BY id",
  )
  return rows.map(row => row.id)
}

/** Number of open tickets whose deadline in working time lies at or after an instant. */
export async function promisedBeyond(db: Queryable, end: Date): Promise<number> {
  const { rows } = await db.query<{ tickets: number }>(
    `SELECT count(*)::int AS tickets FROM ticket
     WHERE state NOT IN ('closed', 'withdrawn', 'merged') AND working_time AND resolve_by >= $1`,
    [end],
  )
  return rows[0]?.tickets ?? 0
}

/** Tickets that follow another one and are not yet resolved with it. */
export const followersOf = (db: Queryable, parentId: string): Promise<Ticket[]> =>
  select(db, 'followers', "WHERE parent_id = $1 AND state = 'merged' ORDER BY number", [parentId], TOLD)

/**
 * Finished tickets whose followers are not yet updated. @param sureBefore a ticket resolved later can still
 * be reopened by undo.
 */
export async function resolvedWithFollowers(db: Queryable, sureBefore: Date): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'resolved with followers',
    text: `SELECT DISTINCT p.id FROM ticket c JOIN ticket p ON p.id = c.parent_id
      WHERE c.state = 'merged' AND (p.state IN ('closed', 'withdrawn', 'merged') OR p.state = 'resolved' AND p.resolved_at <= $1) LIMIT 50`,
    values: [sureBefore],
  })
  return rows.map(row => row.id)
}

/** A row of ticket_event. */
export interface EventRow {
  kind: string
  data: unknown
  actor_kind: Actor['kind']
  actor_id: string | null
  at: Date
}

/** @throws ZodError, Error when the row was not written by this code or an earlier version. */
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
