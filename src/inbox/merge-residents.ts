/** Two residents become one: their accounts, chats, notices and home. Tickets follow by events (privacy/link-accounts.ts). */
import type { Queryable } from '../db/queryable.ts'

/** In the order of ids: two residents who type each other's codes at once would be a deadlock. */
export const lockBoth = (db: Queryable, goes: string, stays: string) =>
  db.query('SELECT id FROM resident WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [[goes, stays]])

/** Both rows are locked, and no ticket belongs to `goes` any more. */
export async function mergeResidents(db: Queryable, goes: string, stays: string): Promise<void> {
  await db.query('UPDATE identity SET resident_id = $2 WHERE resident_id = $1', [goes, stays])
  await db.query('UPDATE conversation SET resident_id = $2 WHERE resident_id = $1', [goes, stays])
  await db.query(
    `INSERT INTO resident_notice (resident_id, version, given_at, agreed_at)
     SELECT $2, version, given_at, agreed_at FROM resident_notice WHERE resident_id = $1 ON CONFLICT DO NOTHING`,
    [goes, stays],
  )
  await db.query(
    `UPDATE resident r SET name = coalesce(r.name, o.name), home_place_id = coalesce(r.home_place_id, o.home_place_id),
       home_building = CASE WHEN r.home_place_id IS NULL THEN o.home_building ELSE r.home_building END
     FROM resident o WHERE r.id = $2 AND o.id = $1`,
    [goes, stays],
  )
  // A turn of theirs that runs now and opens a ticket fails on the missing row, and is retried as the other resident.
  await db.query('DELETE FROM resident WHERE id = $1', [goes])
}
