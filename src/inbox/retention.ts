/** Rows that have served their purpose are deleted by age, without a request (PIPL Art. 19, the shortest time necessary). */
import type pg from 'pg'
import { inTransaction } from '../db/client.ts'

/** In days; docs/privacy.md names them. */
export const KEPT_DAYS = {
  /** Of a session or a code that is over: its owner may still ask why it does not work. */
  session: 7,
  invitation: 30,
  /** A device that opened the page and never wrote. Its session, which is prolonged by use, ends first. */
  visitor: 7,
} as const

/** At most so many rows of a kind at once: what is left goes with the next look, an hour later. */
const AT_ONCE = 10_000

export async function forgetOutgrown(pool: pg.Pool, now: Date): Promise<void> {
  const before = (kind: keyof typeof KEPT_DAYS) => new Date(now.getTime() - KEPT_DAYS[kind] * 86_400_000)
  await pool.query(
    `DELETE FROM web_session WHERE id IN (SELECT id FROM web_session WHERE expires_at < $1 LIMIT ${AT_ONCE})`,
    [before('session')],
  )
  await pool.query(
    `DELETE FROM invitation WHERE id IN (
       SELECT id FROM invitation WHERE expires_at < $1 OR used_at < $1 LIMIT ${AT_ONCE})`,
    [before('invitation')],
  )
  await forgetVisitors(pool, before('visitor'))
}

const SILENT = `r.created_at < $1 AND r.forgotten_at IS NULL
  AND NOT EXISTS (SELECT FROM ticket t WHERE t.resident_id = r.id)
  AND NOT EXISTS (SELECT FROM resident_notice n WHERE n.resident_id = r.id)
  AND NOT EXISTS (SELECT FROM identity i WHERE i.resident_id = r.id AND (
        i.channel <> 'web' OR i.member_id IS NOT NULL
        OR EXISTS (SELECT FROM inbound_message m WHERE m.identity_id = i.id)
        OR EXISTS (SELECT FROM attachment a WHERE a.identity_id = i.id)))
  AND NOT EXISTS (SELECT FROM conversation c WHERE c.resident_id = r.id AND (
        c.channel <> 'web'
        OR EXISTS (SELECT FROM inbound_message m WHERE m.conversation_id = c.id)
        OR EXISTS (SELECT FROM outbound_message m WHERE m.conversation_id = c.id)))`

/**
 * Residents of the web page alone, who never sent or received a message. A message that arrives at this very moment
 * wins: its insert holds a lock on account and chat, and who is silent is looked at again once these are ours.
 */
async function forgetVisitors(pool: pg.Pool, before: Date): Promise<void> {
  await inTransaction(pool, async client => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT r.id FROM resident r WHERE ${SILENT} LIMIT ${AT_ONCE}`,
      [before],
    )
    if (rows.length === 0) return
    const ids = rows.map(({ id }) => id)
    await client.query('SELECT FROM identity WHERE resident_id = ANY($1) ORDER BY id FOR UPDATE', [ids])
    await client.query('SELECT FROM conversation WHERE resident_id = ANY($1) ORDER BY id FOR UPDATE', [ids])
    await client.query(
      `WITH silent AS (SELECT r.id FROM resident r WHERE r.id = ANY($2) AND ${SILENT}),
       chats AS (DELETE FROM conversation WHERE resident_id IN (SELECT id FROM silent)),
       accounts AS (DELETE FROM identity WHERE resident_id IN (SELECT id FROM silent))
       DELETE FROM resident WHERE id IN (SELECT id FROM silent)`,
      [before, ids],
    )
  })
}
