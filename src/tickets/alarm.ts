/** When the clock looks at a ticket next: no part of what the ticket is, so also whoever looks in vain may put it off. */
import type { Queryable } from './store.ts'

/** @param at null: never. */
export async function setAlarm(db: Queryable, ticketId: string, at: Date | null): Promise<void> {
  await db.query({
    name: 'alarm',
    text: 'UPDATE ticket SET alarm_at = $2 WHERE id = $1 AND alarm_at IS DISTINCT FROM $2',
    values: [ticketId, at],
  })
}

/** Later than it is due. What has ended meanwhile, or is due later anyway, is let be: its row was not locked. */
export async function putOff(db: Queryable, ticketId: string, until: Date): Promise<void> {
  await db.query('UPDATE ticket SET alarm_at = $2 WHERE id = $1 AND alarm_at < $2', [ticketId, until])
}
