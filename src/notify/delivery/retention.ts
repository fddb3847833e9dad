/** Cards that a newer one replaced before they were sent serve no purpose after a while (PIPL Art. 19). */
import type { Queryable } from '../../db/queryable.ts'

/** docs/privacy.md names it. */
export const SUPERSEDED_KEPT_DAYS = 30

/** At most so many rows at once: the next run, an hour later, takes the rest. */
const AT_ONCE = 10_000

export const forgetSuperseded = (db: Queryable, now: Date) =>
  db.query(
    `DELETE FROM outbound_message WHERE id IN (
       SELECT m.id FROM outbound_message m
       WHERE m.state = 'superseded' AND m.created_at < $1
         AND NOT EXISTS (SELECT FROM ticket_card c WHERE c.message_id = m.id)
       LIMIT ${AT_ONCE})`,
    [new Date(now.getTime() - SUPERSEDED_KEPT_DAYS * 86_400_000)],
  )
