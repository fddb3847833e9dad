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
