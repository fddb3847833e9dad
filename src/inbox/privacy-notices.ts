/** Which version of the privacy notice a resident was given, when, and when they agreed. */
import type { Language } from '../domain/message.ts'
import type { Queryable } from '../db/queryable.ts'

interface Tx {
  db: Queryable
  at: Date
}

/** @returns the language in which to say it; null when they were told meanwhile, on another channel. */
export async function giveNotice(tx: Tx, residentId: string, version: number): Promise<Language | null> {
  const { rows } = await tx.db.query<{ language: Language }>(
    `WITH told AS (
       INSERT INTO resident_notice (resident_id, version, given_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING resident_id)
     SELECT language FROM resident WHERE id = (SELECT resident_id FROM told)`,
    [residentId, version, tx.at],
  )
  return rows[0]?.language ?? null
}

/** "OK": when it was said first is what counts. */
export async function agree(tx: Tx, residentId: string, version: number): Promise<void> {
  await tx.db.query(
    `INSERT INTO resident_notice (resident_id, version, given_at, agreed_at) VALUES ($1, $2, $3, $3)
     ON CONFLICT (resident_id, version) DO UPDATE SET agreed_at = coalesce(resident_notice.agreed_at, excluded.agreed_at)`,
    [residentId, version, tx.at],
  )
}
