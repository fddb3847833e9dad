/**
 * One transaction: what happened to tickets, and every message that it earns, are committed together or not at all.
 * Only then are deliveries queued; when that fails the sweep does it.
 */
import type pg from 'pg'
import { inTransaction } from '../db/client.ts'
import { toJsonb } from '../db/jsonb.ts'
import type { ChannelName, Language, OutboundContent } from '../domain/message.ts'
import { type Eraser, erased } from '../domain/erase.ts'
import { tasksAtWork, type Ticket } from '../domain/ticket.ts'
import { deskLevel, isAtDesk } from '../domain/confidential.ts'
import { isOpen, type TicketState } from '../domain/transitions.ts'
import type { Actor, HappeningOf, TicketEventKind } from '../domain/ticket-event.ts'
import { newId } from '../ids.ts'
import { compose, type Hearers, type Reader } from '../notify/compose.ts'
import { contentInTraditional } from '../notify/traditional.ts'
import type { Voice } from '../notify/voice.ts'
import { areaOf } from '../routing/area.ts'
import type { Queues } from '../queue/bullmq.ts'
import type { JobName, Payload } from '../queue/jobs.ts'
import { showMedia } from './show-media.ts'
import type { Change, Step } from '../tickets/change.ts'
import { openTicket, recordEvents } from '../tickets/record-event.ts'
import { followersOf, noteServed, ticketById } from '../tickets/store.ts'

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
  /** Pictures of the ticket go to those around it who have not seen them; last of all, behind cards and words. */
  show(ticketId: string): void
  /** A job for once this is committed; when it cannot be queued the sweep does it. */
  queue<N extends JobName>(name: N, payload: Payload<N>): void
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
    const jobs: Job[] = []
    const { result, channels } = await inTransaction(pool, db =>
      workWithin(db, { voice, at: now() }, work, jobs),
    )
    for (const channel of channels) jobs.push(queues => queues.enqueue('deliver', { channel }))
    for (const job of jobs) await job(queues).catch(onQueueError)
    return result
  }
}

type Job = (queues: TransactDeps['queues']) => Promise<void>

/**
 * The same inside a transaction that is the caller's, for work that belongs to what else it writes. Nothing is queued: the
 * sweep of a service that runs delivers what was earned.
 */
export async function workWithin<T>(
  db: pg.PoolClient,
  { voice, at }: { voice: () => Voice; at: Date },
  work: (tx: Transaction) => Promise<T>,
  jobs: Job[] = [],
): Promise<{ result: T; channels: ReadonlySet<ChannelName> }> {
  const outbox: Row[] = []
  const served = new Set<string>()
  const shown = new Set<string>()
  const { calendarOf } = voice().org
  const earn = async (change: Change) => {
    outbox.push(...(await earned(db, voice(), change)))
    if (change.before !== null && change.events.some(({ kind }) => MOVES_CARD.has(kind)))
      shown.add(change.ticket.id)
    for (const event of change.events)
      if ((event.kind === 'assigned' || event.kind === 'transferred') && event.data.ownerId)
        served.add(event.data.ownerId)
    return change.ticket
  }
  const result = await work({
    db,
    at,
    open: async (opened, then, actor) => earn(await openTicket(db, opened, then, actor, at, calendarOf)),
    record: async (ticketId, actor, decide) =>
      earn(await recordEvents(db, ticketId, actor, at, decide, calendarOf)),
    say: (conversationId, content, ticketId) =>
      outbox.push({ conversationId, ticketId: ticketId ?? null, card: false, content }),
    redraw: (ticketId, conversationId) =>
      outbox.push({ conversationId, ticketId, card: true, content: null }),
    show: ticketId => shown.add(ticketId),
    queue: (name, payload) => jobs.push(queues => queues.enqueue(name, payload)),
  })
  for (const ticketId of shown)
    for (const media of await showMedia(db, voice(), ticketId, at, languageIn(voice())))
      outbox.push({ ...media, card: false })
  // Last of all: whoever locks a member waits for nothing else any more.
  await noteServed(db, [...served], at)
  return { result, channels: await put(db, voice(), outbox, at) }
}

/** The messages that a change earns: to the resident and whoever follows, to the groups, and the card wherever it hangs. */
async function earned(db: pg.PoolClient, voice: Voice, change: Change): Promise<Row[]> {
  const { ticket, before, events } = change
  if (events.length === 0) return []
  const parent = (ticket.parentId && (await ticketById(db, ticket.parentId))) || null
  const said = compose(voice, change, parent)
  const chats = chatsAround(voice, parent ?? ticket)
  const lines = said.group.flatMap(line =>
    [...new Set(line.to.flatMap(chats.of))].map(conversationId => ({
      conversationId,
      ticketId: (parent ?? ticket).id,
      card: false,
      content: line.in(chats.readerIn(conversationId)),
    })),
  )
  // Whoever hears a line of its own can look at the card.
  const above = said.group.flatMap(({ to }) => to.filter(({ kind }) => kind === 'duty').flatMap(chats.of))
  const wanted = [...new Set([...whereCardHangs(voice, ticket), ...(parent ? [] : above)])]
  const cards = await hang(db, ticket.id, before === null, wanted)
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
    ...(await toldToFollowers(db, voice, change)),
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

/** Where it stands is theirs too; what is asked of one resident, or said to one, is not: an answer may be about a household. */
const TOLD_TO_FOLLOWERS: ReadonlySet<TicketEventKind> = new Set([
  'accepted',
  'transferred',
  'whistled',
  'reported_in',
  'unit_done',
  'meeting_called',
  'meeting_held',
  'supervised',
])

/** Where a ticket stands that was accepted, or handed over, just now. */
const UNDONE_OF: ReadonlySet<TicketState> = new Set(['accepted', 'assigned'])

/** A state and its names: no free text of anybody. */
const STATE_ALONE: Eraser = {
  instead: '',
  mask: () => '',
  traces: () => '',
  place: () => null,
}

/** One update to all who follow. */
async function toldToFollowers(db: pg.PoolClient, voice: Voice, change: Change): Promise<Row[]> {
  const { before } = change
  if (before === null || change.ticket.parentId) return []
  const events = change.events
    .filter(
      ({ kind }) =>
        // Of what is taken back they hear when they had heard of it: not of a return, nor of a resolution in its first moment.
        TOLD_TO_FOLLOWERS.has(kind) || (kind === 'undone' && UNDONE_OF.has(before.state)),
    )
    .map(event => erased(event, STATE_ALONE))
  if (events.length === 0) return []
  return (await followersOf(db, change.ticket.id)).flatMap(follower => {
    const { number, language, conversationId, text, summary, placeText } = follower
    const theirs = { ...change.ticket, number, language, text, summary, placeText }
    const told = compose(voice, { ...change, ticket: theirs, events })
    // Their buttons would press on a ticket that only follows.
    return told.resident.map(({ text }) => ({
      conversationId,
      ticketId: follower.id,
      card: false,
      content: { text },
    }))
  })
}

/** The groups around a ticket, as chats. */
interface ChatsAround {
  of: (hearers: Hearers) => string[]
  readerIn: (conversationId: string) => Reader
}

function chatsAround(voice: Voice, ticket: Ticket): ChatsAround {
  const { org } = voice
  // What is about the community is not for its own desk.
  const duty = (level: number) => deskChats(voice, ticket, level)
  const unit = (unitId: string) => chatsOf(voice, org.unitGroupOf(unitId))
  const holder = () => {
    const own = ticket.unitId ? unit(ticket.unitId) : []
    const grid = chatsOf(voice, ticket.gridId ? org.workGroupOf(ticket.gridId) : null)
    if (isAtDesk(ticket)) return duty(1)
    return own.length > 0 ? own : grid.length > 0 ? grid : duty(1)
  }
  const of = (hearers: Hearers): string[] => {
    switch (hearers.kind) {
      case 'duty':
        return duty(hearers.level)
      case 'unit':
        return unit(hearers.unitId)
      case 'former':
        return chatsAround(voice, hearers.of).of(hearers.as)
      case 'holder':
        return holder()
    }
  }
  return {
    of,
    readerIn: readerIn(voice),
  }
}

/** Of a group, by its chat. */
const languageIn =
  ({ org }: Voice) =>
  (conversationId: string): Language =>
    org.workGroups.find(({ conversations }) => conversations.some(({ id }) => id === conversationId))
      ?.language ?? 'zh-CN'

/** The group of a chat, as far as it decides what may be read there. A chat that was unbound just now reads as little as can be. */
const readerIn =
  ({ org }: Voice) =>
  (conversationId: string): Reader => {
    const group = org.workGroups.find(({ conversations }) =>
      conversations.some(({ id }) => id === conversationId),
    )
    return group
      ? { ...group, gridIds: areaOf(org, group).gridIds }
      : { kind: 'unit', gridId: null, unitId: null, language: 'zh-CN' }
  }

/** After these the card hangs where it did not, before people who have seen no picture yet. */
const MOVES_CARD: ReadonlySet<TicketEventKind> = new Set([
  'assigned',
  'transferred',
  'whistled',
  'unrouted',
  'returned',
  'disputed',
  'supervised',
  'meeting_called',
  'merged',
  'parted',
  'made_confidential',
])

/**
 * The grid in which it is, the unit that has it, departments that were whistled; the duty officers when a person must
 * decide, and at once in an emergency. What follows another ticket has no card of its own.
 */
export function whereCardHangs(voice: Voice, ticket: Ticket): string[] {
  const { org } = voice
  if (ticket.parentId !== null || (ticket.state === 'needs_info' && ticket.urgency !== 'emergency')) return []
  const undecided = ticket.state === 'unrouted' || ticket.state === 'arbitration'
  // Its owner may be one of the duty officers, who sees it where they are.
  const above = UPSTAIRS.has(org.memberById.get(ticket.ownerId ?? '')?.role ?? '')
  const watched = undecided || above || ticket.state === 'meeting' || ticket.urgency === 'emergency'
  const duty = watched || ticket.confidential ? deskChats(voice, ticket) : []
  const grid = ticket.gridId && !undecided && !isAtDesk(ticket) ? org.workGroupOf(ticket.gridId) : null
  // An arbiter is of the district, and decides where they are.
  const desk = ticket.state === 'arbitration' ? org.dutyGroupOf(ticket.gridId, 3) : null
  const units = undecided ? [] : [ticket.unitId, ...tasksAtWork(ticket).map(({ unitId }) => unitId)]
  const groups = [grid, desk, ...units.map(id => (id ? org.unitGroupOf(id) : null))]
  const chats = [...duty, ...groups.flatMap(group => chatsOf(voice, group))]
  // The grid's group is bound to no chat, or nothing arrives there: somebody must see the ticket.
  return chats.length > 0 || !isOpen(ticket.state) ? chats : deskChats(voice, ticket)
}

/** Of the desk at that level, or as far up as the ticket must go; a desk without a chat is no desk. */
function deskChats(voice: Voice, ticket: Ticket, level = 1): string[] {
  const lowest = Math.max(level, deskLevel(ticket))
  const upwards = [lowest, lowest + 1, lowest + 2].map(each =>
    chatsOf(voice, voice.org.dutyGroupOf(ticket.gridId, each)),
  )
  return upwards.find(chats => chats.length > 0) ?? []
}

/** Who sits at a desk. */
export const UPSTAIRS: ReadonlySet<string> = new Set([
  'duty_officer',
  'community_officer',
  'supervisor',
  'arbiter',
])

const chatsOf = ({ org }: Voice, group: { id: string } | null): string[] =>
  group ? org.conversationsOf(group.id).map(({ id }) => id) : []

async function cardsOf(db: pg.PoolClient, ticketId: string): Promise<string[]> {
  const { rows } = await db.query<{ conversation_id: string }>({
    name: 'cards of',
    text: 'SELECT conversation_id FROM ticket_card WHERE ticket_id = $1',
    values: [ticketId],
  })
  return rows.map(row => row.conversation_id)
}

/** Hangs the card where it must be. @returns every chat in which it hangs, old ones too: they see where it went. */
export async function hang(
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
    UPDATE ticket_card SET menu = NULL WHERE ticket_id = $1 RETURNING conversation_id)
  SELECT conversation_id FROM old UNION SELECT conversation_id FROM new`

const PUT = `
  INSERT INTO outbound_message (id, channel, conversation_id, ticket_id, card, content, not_before, created_at, state, error)
  SELECT m.id, c.channel, c.id, m.ticket_id, m.card, m.content, $6, $6,
    (CASE WHEN c.reachable THEN 'pending' ELSE 'undeliverable' END)::outbound_state,
    CASE WHEN c.reachable THEN NULL ELSE 'the chat is not reachable' END
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::jsonb[]) AS m (id, conversation_id, ticket_id, card, content)
  JOIN conversation c ON c.id = m.conversation_id
  RETURNING channel, id, (SELECT r.traditional FROM conversation c JOIN resident r ON r.id = c.resident_id
    WHERE c.id = outbound_message.conversation_id AND c.kind = 'private') AS traditional`

async function put(db: pg.PoolClient, voice: Voice, outbox: Row[], at: Date): Promise<Set<ChannelName>> {
  if (outbox.length === 0) return new Set()
  const ids = outbox.map(() => newId())
  const { rows } = await db.query<{ channel: ChannelName; id: string; traditional: boolean | null }>({
    name: 'outbound put',
    text: PUT,
    values: [
      ids,
      outbox.map(row => row.conversationId),
      outbox.map(row => row.ticketId),
      outbox.map(row => row.card),
      outbox.map(row => toJsonb(row.content ?? {})),
      at,
    ],
  })
  const inScript = rows.filter(({ traditional }) => traditional)
  const names = inScript.length === 0 ? [] : [...voice.org.memberById.values()].map(({ name }) => name)
  for (const { id } of inScript) {
    const { content } = outbox[ids.indexOf(id)] as Row
    if (content)
      await db.query('UPDATE outbound_message SET content = $2 WHERE id = $1', [
        id,
        toJsonb(contentInTraditional(content, names)),
      ])
  }
  return new Set(rows.map(row => row.channel))
}
