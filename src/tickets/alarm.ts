/**
 * When the timer looks at a ticket next. It is not part of the ticket's state, so a round without effect may
 * postpone it.
 */
import type { Queryable } from './store.ts'

/** @param at null: never. */
export async function setAlarm(db: Queryable, ticketId: string, at: Date | null): Promise<void> {
  await db.query({
    name: 'alarm',
    text: 'UPDATE ticket SET alarm_at = $2 WHERE id = $1 AND alarm_at IS DISTINCT FROM $2',
    values: [ticketId, at],
  })
}

/**
 * Postpones an alarm. The row is not locked, so a ticket that was closed or is due later meanwhile stays
 * unchanged.
 */
export async function putOff(db: Queryable, ticketId: string, until: Date): Promise<void> {
  await db.query('UPDATE ticket SET alarm_at = $2 WHERE id = $1 AND alarm_at < $2', [ticketId, until])
}
