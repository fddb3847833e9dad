/** Every ticket with everything that happened to it, some at a time: a month of them would fill the memory. */
import type { Pool } from 'pg'
import type { Ticket } from '../../../src/domain/ticket/ticket.ts'
import type { TicketEvent } from '../../../src/domain/ticket/ticket-event.ts'
import { COLUMN, type EventRow, eventOf } from '../../../src/tickets/store.ts'

export interface Life {
  /** As the row has it. */
  ticket: Ticket
  alarmAt: Date | null
  events: TicketEvent[]
}

const AT_ONCE = 1_000
const COLUMNS = Object.entries(COLUMN)
  .map(([field, column]) => `${column} AS "${field}"`)
  .join(', ')

export async function* lives(pool: Pool): AsyncGenerator<Life[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows: tickets } = await pool.query<Ticket & { alarmAt: Date | null }>(
      `SELECT ${COLUMNS}, alarm_at AS "alarmAt" FROM ticket WHERE id > $1 ORDER BY id LIMIT ${AT_ONCE}`,
      [after],
    )
    if (tickets.length === 0) return
    const { rows } = await pool.query<EventRow & { ticket_id: string }>(
      'SELECT ticket_id, kind, data, actor_kind, actor_id, at FROM ticket_event WHERE ticket_id = ANY($1::uuid[]) ORDER BY ticket_id, version',
      [tickets.map(({ id }) => id)],
    )
    const events = new Map<string, TicketEvent[]>()
    for (const row of rows) {
      const mine = events.get(row.ticket_id)
      if (mine) mine.push(eventOf(row))
      else events.set(row.ticket_id, [eventOf(row)])
    }
    yield tickets.map(({ alarmAt, ...ticket }) => ({ ticket, alarmAt, events: events.get(ticket.id) ?? [] }))
    after = tickets.at(-1)?.id ?? after
  }
}
