/**
 * The only writer of a ticket's state. Locks the row, lets `advance` decide, writes the ticket and appends
 * the events: all in the caller's transaction, which also writes the resulting messages.
 */
import { toJsonb } from '../db/jsonb.ts'
import { advance, open } from '../domain/ticket/advance.ts'
import { type Ticket } from '../domain/ticket/ticket.ts'
import { SYSTEM, type Actor, type EventBodyOf, type TicketEvent } from '../domain/ticket/ticket-event.ts'
import { nextAlarm } from '../domain/sla/next-check.ts'
import type { WorkCalendar } from '../domain/sla/deadline.ts'
import { newId } from '../lib/ids.ts'
import { setAlarm } from './alarm.ts'
import { type TicketChange, type EventInput, TicketRefused } from './change.ts'
import { COLUMN, FIELDS, type Queryable, lockTicket } from './store.ts'

/** The calendar of a unit with hours of its own, or of the district. */
export type CalendarOf = (unitId: string | null) => WorkCalendar

/**
 * Creates a ticket; the steps that follow at once are the system's. @throws TicketRefused when a new ticket
 * does not allow them.
 */
export async function openTicket(
  db: Queryable,
  opened: EventBodyOf<'opened'>,
  then: EventInput[],
  actor: Actor,
  at: Date,
  calendarOf: CalendarOf,
): Promise<TicketChange> {
  const first = { ...opened, actor, at }
  const { ticket, events } = follow(open(newId(), first), then, SYSTEM, at)
  const values = [...FIELDS.map(field => stored(field, ticket)), alarmOf(ticket, calendarOf)]
  await write(db, 'ticket insert', INSERT, values, ticket.id, 1, [first, ...events])
  return { before: null, ticket, events: [first, ...events] }
}

/**
 * Applies steps to a ticket in order, all or none.
 * @param decide chooses the steps from the locked ticket; several kinds of change depend on its state.
 * @throws TicketRefused, Error when there is no such ticket.
 */
export async function recordEvents(
  db: Queryable,
  ticketId: string,
  actor: Actor,
  at: Date,
  decide: (ticket: Ticket) => EventInput[],
  calendarOf: CalendarOf,
): Promise<TicketChange> {
  const before = await lockTicket(db, ticketId)
  if (!before) throw new Error(`no ticket ${ticketId}`)
  // Clocks of several machines differ a little; the events must stay in order of time.
  const now = at < before.updatedAt ? before.updatedAt : at
  const { ticket, events } = follow(before, decide(before), actor, now)
  if (events.length === 0) {
    // Without an event the alarm still moves on, or the timer would look again at once.
    await setAlarm(db, ticket.id, alarmOf(ticket, calendarOf))
    return { before, ticket, events }
  }
  const changed = FIELDS.filter(field => !same(ticket[field], before[field]))
  const set = ['alarm_at = $2', ...changed.map((field, index) => `${COLUMN[field]} = $${index + 3}`)].join(
    ', ',
  )
  const values = [ticket.id, alarmOf(ticket, calendarOf), ...changed.map(field => stored(field, ticket))]
  // Few sets of columns ever change together: each becomes a prepared statement.
  const name = `ticket set ${nameOfSet(changed)}`
  await write(
    db,
    name,
    `UPDATE ticket SET ${set} WHERE id = $1`,
    values,
    ticket.id,
    before.version + 1,
    events,
  )
  return { before, ticket, events }
}

/**
 * PostgreSQL cuts statement names at 63 characters, which would make two long names one: a bit per field is
 * short.
 */
export const nameOfSet = (fields: readonly (keyof Ticket)[]): string =>
  fields.reduce((bits, field) => bits | (1n << BigInt(FIELDS.indexOf(field))), 0n).toString(36)

function follow(
  start: Ticket,
  steps: EventInput[],
  actor: Actor,
  at: Date,
): { ticket: Ticket; events: TicketEvent[] } {
  let ticket = start
  const events = steps.map(step => ({ actor, ...step, at }))
  for (const event of events) {
    const next = advance(ticket, event)
    if (!next.ok) throw new TicketRefused(next.refusal, ticket)
    ticket = next.ticket
  }
  return { ticket, events }
}

/** Compares dates, lists and records by value: only changed columns are written. */
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const JSONB: readonly (keyof Ticket)[] = ['tasks', 'meeting', 'warned', 'confidential']
const stored = (field: keyof Ticket, ticket: Ticket): unknown =>
  JSONB.includes(field) && ticket[field] !== null ? toJsonb(ticket[field]) : ticket[field]

/** The next alarm follows from the ticket's new state and the calendar of its unit. */
const alarmOf = (ticket: Ticket, calendarOf: CalendarOf): Date | null =>
  nextAlarm(ticket, calendarOf(ticket.unitId))

const INSERT = `INSERT INTO ticket (${FIELDS.map(field => COLUMN[field]).join(', ')}, alarm_at) VALUES (${[...FIELDS, 'alarm_at'].map((_, index) => `$${index + 1}`).join(', ')})`

/** Writes the ticket and its events in one statement. The events' `$n` follow those of the ticket. */
const appending = (change: string, n: number): string => `
  WITH ticket_change AS (${change})
  INSERT INTO ticket_event (ticket_id, version, kind, actor_kind, actor_id, data, at)
  SELECT $${n + 1}, $${n + 2} + n - 1, kind, actor_kind, actor_id, data, at
  FROM unnest($${n + 3}::text[], $${n + 4}::text[], $${n + 5}::uuid[], $${n + 6}::jsonb[], $${n + 7}::timestamptz[]) WITH ORDINALITY AS e (kind, actor_kind, actor_id, data, at, n)`

async function write(
  db: Queryable,
  name: string,
  change: string,
  values: unknown[],
  ticketId: string,
  version: number,
  events: TicketEvent[],
): Promise<void> {
  await db.query({
    name,
    text: appending(change, values.length),
    values: [
      ...values,
      ticketId,
      version,
      events.map(event => event.kind),
      events.map(event => event.actor.kind),
      events.map(event => event.actor.id),
      events.map(event => toJsonb(event.data)),
      events.map(event => event.at),
    ],
  })
}
