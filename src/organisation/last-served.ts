/** When each member was last assigned a ticket: among equals the one who waited longest is next. */
import type { Queryable } from '../db/queryable.ts'

/**
 * Locks the rows in order of id: two transactions that assign to the same members in opposite orders would
 * deadlock.
 */
export async function noteServed(db: Queryable, memberIds: readonly string[], at: Date): Promise<void> {
  if (memberIds.length === 0) return
  await db.query({
    name: 'served',
    text: `UPDATE member SET last_served_at = $2 FROM (
        SELECT id FROM member WHERE id = ANY($1::uuid[]) AND (last_served_at IS NULL OR last_served_at < $2)
        ORDER BY id FOR NO KEY UPDATE) AS served WHERE member.id = served.id`,
    values: [memberIds, at],
  })
}
