/**
 * One person over several channels: a code from one of them, typed in the other. The resident who gave the code stays who they
 * are, with their language; what the other one asked for becomes theirs, event by event.
 */
import { MOST_TRIES, noteTries, ownerOf, triesOf, useCode } from '../../inbox/link-codes.ts'
import { lockBoth, mergeResidents } from '../../inbox/merge-residents.ts'
import { appendAudit } from '../../prompts/audit.ts'
import type { Resident } from '../../inbox/residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'

export type Linked =
  | { outcome: 'failed' | 'same' | 'worker' | 'slow' }
  /** Private chats of the resident who gave the code: they are told. */
  | { outcome: 'linked'; residentId: string; tickets: number; elsewhere: string[] }

/** The first success uses the code up; a second try finds an unknown code. */
export async function link(
  tx: Transaction,
  resident: Resident,
  identityId: string,
  code: string,
): Promise<Linked> {
  const { worker, tries } = await triesOf(tx, identityId)
  // A worker who got hold of a resident's code would confirm and rate their own work.
  if (worker) return { outcome: 'worker' }
  if (tries >= MOST_TRIES) return { outcome: 'slow' }
  const stays = await ownerOf(tx, code)
  if (stays === resident.id) return { outcome: 'same' }
  await noteTries(tx, identityId, stays ? 0 : tries + 1)
  if (!stays) return { outcome: 'failed' }
  await useCode(tx, code)
  const elsewhere = await tx.db.query<{ id: string }>(
    "SELECT id FROM conversation WHERE resident_id = $1 AND kind = 'private'",
    [stays],
  )
  const tickets = await become(tx, resident.id, stays)
  return { outcome: 'linked', residentId: stays, tickets, elsewhere: elsewhere.rows.map(({ id }) => id) }
}

/** @returns how many tickets changed hands. */
async function become(tx: Transaction, goes: string, stays: string): Promise<number> {
  const { db } = tx
  await lockBoth(db, goes, stays)
  const { rows } = await db.query<{ id: string }>(
    'SELECT id FROM ticket WHERE resident_id = $1 ORDER BY id',
    [goes],
  )
  for (const { id } of rows)
    await tx.record(id, { kind: 'resident', id: goes }, () => [
      { kind: 'linked', data: { residentId: stays } },
    ])
  await mergeResidents(db, goes, stays)
  await appendAudit(db, {
    at: tx.at,
    actor: 'resident',
    action: 'resident.link',
    subject: stays,
    data: { from: goes, tickets: rows.length },
  })
  return rows.length
}
