/** When the clock looks at a ticket next: a plan for the sweep and the deadlines, no part of the ticket's state. */
import type { Queryable } from './store.ts'

export async function setAlarm(db: Queryable, ticketId: string, at: Date | null): Promise<void> {
  await db.query({
    name: 'alarm',
    text: 'UPDATE ticket SET alarm_at = $2 WHERE id = $1 AND alarm_at IS DISTINCT FROM $2',
    values: [ticketId, at],
  })
}
