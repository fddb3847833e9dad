/**
 * One person over several channels: a code from one of them, typed in the other. Whoever gave the code stays who they
 * are, with their language; what the other one asked for becomes theirs, event by event.
 */
import { newCode, codeHash } from '../chat/access-codes.ts'
import { newId } from '../../lib/ids.ts'
import { appendAudit } from '../../prompts/audit.ts'
import type { Resident } from '../../inbox/residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'

export const LINK_MINUTES = 10
const LETTERS = 8
/** 30^8 codes of which a handful are good for ten minutes: so many wrong ones in an hour are no typing errors. */
const MOST_TRIES = 5
const TRIES_MS = 60 * 60_000

/** A new code; the one before is worth nothing any more. Only its hash is kept. */
export async function linkCode(tx: Transaction, residentId: string): Promise<string> {
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
export async function voidCode(tx: Transaction, code: string): Promise<void> {
  await tx.db.query('DELETE FROM invitation WHERE code_hash = $1 AND resident_id IS NOT NULL', [
    linkHash(code),
  ])
}

export type Linked =
  | { outcome: 'failed' | 'same' | 'worker' | 'slow' }
  /** Private chats of whoever gave the code: they should know. */
  | { outcome: 'linked'; residentId: string; tickets: number; elsewhere: string[] }

/** Used up by whoever succeeds first; a second time it is an unknown code. */
export async function link(
  tx: Transaction,
  resident: Resident,
  identityId: string,
  code: string,
): Promise<Linked> {
  const { rows } = await tx.db.query<{ worker: boolean; tries: number }>(
    `SELECT member_id IS NOT NULL AS worker, CASE WHEN link_tried_at > $2 THEN link_tries ELSE 0 END AS tries
     FROM identity WHERE id = $1 FOR NO KEY UPDATE`,
    [identityId, new Date(tx.at.getTime() - TRIES_MS)],
  )
  // A worker who has talked somebody out of a code would confirm and rate their own work.
  if (rows[0]?.worker) return { outcome: 'worker' }
  const tries = rows[0]?.tries ?? 0
  if (tries >= MOST_TRIES) return { outcome: 'slow' }
  const stays = await ownerOf(tx, code)
  if (stays === resident.id) return { outcome: 'same' }
  await tx.db.query('UPDATE identity SET link_tries = $2, link_tried_at = $3 WHERE id = $1', [
    identityId,
    stays ? 0 : tries + 1,
    tx.at,
  ])
  if (!stays) return { outcome: 'failed' }
  await tx.db.query('UPDATE invitation SET used_at = $2 WHERE code_hash = $1', [linkHash(code), tx.at])
  const elsewhere = await tx.db.query<{ id: string }>(
    "SELECT id FROM conversation WHERE resident_id = $1 AND kind = 'private'",
    [stays],
  )
  const tickets = await become(tx, resident.id, stays)
  return { outcome: 'linked', residentId: stays, tickets, elsewhere: elsewhere.rows.map(({ id }) => id) }
}

async function ownerOf(tx: Transaction, code: string): Promise<string | null> {
  const { rows } = await tx.db.query<{ id: string }>(
    'SELECT resident_id AS id FROM invitation WHERE code_hash = $1 AND resident_id IS NOT NULL AND used_at IS NULL AND expires_at > $2 FOR UPDATE',
    [linkHash(code), tx.at],
  )
  return rows[0]?.id ?? null
}

/** @returns how many tickets changed hands. */
async function become(tx: Transaction, goes: string, stays: string): Promise<number> {
  const { db } = tx
  // In one order for everybody: two who type each other's codes would wait for each other.
  await db.query('SELECT id FROM resident WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [[goes, stays]])
  const { rows } = await db.query<{ id: string }>(
    'SELECT id FROM ticket WHERE resident_id = $1 ORDER BY id',
    [goes],
  )
  for (const { id } of rows)
    await tx.record(id, { kind: 'resident', id: goes }, () => [
      { kind: 'linked', data: { residentId: stays } },
    ])
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
  // A turn of theirs that runs right now and opens a ticket fails on the missing row, and is tried again as who they are.
  await db.query('DELETE FROM resident WHERE id = $1', [goes])
  await appendAudit(db, {
    at: tx.at,
    actor: 'resident',
    action: 'resident.link',
    subject: stays,
    data: { from: goes, tickets: rows.length },
  })
  return rows.length
}
