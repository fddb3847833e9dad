/** One-time codes by which a resident links a second channel, and how often an identity may try one. */
import { newId } from '../lib/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import { codeHash, newCode } from './access-codes.ts'

interface Tx {
  db: Queryable
  at: Date
}

export const LINK_MINUTES = 10
const LETTERS = 8
/** 30^8 codes of which a handful are good for ten minutes: so many wrong ones in an hour are no typing errors. */
export const MOST_TRIES = 5
const TRIES_MS = 60 * 60_000

/** A new code; the one before is worth nothing any more. Only its hash is kept. */
export async function linkCode(tx: Tx, residentId: string): Promise<string> {
  const code = newCode(LETTERS)
  await tx.db.query('DELETE FROM invitation WHERE resident_id = $1', [residentId])
  await tx.db.query(
    'INSERT INTO invitation (id, code_hash, resident_id, expires_at) VALUES ($1, $2, $3, $4)',
    [newId(), linkHash(code), residentId, new Date(tx.at.getTime() + LINK_MINUTES * 60_000)],
  )
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

const linkHash = (code: string) => codeHash(code.replace('-', ''))

/** A code that others have read is worth nothing any more. */
export async function voidCode(tx: Tx, code: string): Promise<void> {
  await tx.db.query('DELETE FROM invitation WHERE code_hash = $1 AND resident_id IS NOT NULL', [
    linkHash(code),
  ])
}

/** @returns id of the resident who was given the code, its row locked; null for a code that is not good. */
export async function ownerOf(tx: Tx, code: string): Promise<string | null> {
  const { rows } = await tx.db.query<{ id: string }>(
    'SELECT resident_id AS id FROM invitation WHERE code_hash = $1 AND resident_id IS NOT NULL AND used_at IS NULL AND expires_at > $2 FOR UPDATE',
    [linkHash(code), tx.at],
  )
  return rows[0]?.id ?? null
}

export const useCode = ({ db, at }: Tx, code: string) =>
  db.query('UPDATE invitation SET used_at = $2 WHERE code_hash = $1', [linkHash(code), at])

/** Locks the identity. `tries`: wrong codes within the last hour. */
export async function triesOf(
  { db, at }: Tx,
  identityId: string,
): Promise<{ worker: boolean; tries: number }> {
  const { rows } = await db.query<{ worker: boolean; tries: number }>(
    `SELECT member_id IS NOT NULL AS worker, CASE WHEN link_tried_at > $2 THEN link_tries ELSE 0 END AS tries
     FROM identity WHERE id = $1 FOR NO KEY UPDATE`,
    [identityId, new Date(at.getTime() - TRIES_MS)],
  )
  return rows[0] ?? { worker: false, tries: 0 }
}

export const noteTries = ({ db, at }: Tx, identityId: string, tries: number) =>
  db.query('UPDATE identity SET link_tries = $2, link_tried_at = $3 WHERE id = $1', [identityId, tries, at])
