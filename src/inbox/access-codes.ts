/** One-time codes: they make an identity a member, or a chat a work group. */
import { createHash, randomInt } from 'node:crypto'
import { newId } from '../lib/ids.ts'
import type { Language } from '../domain/message.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Conversation } from './conversations.ts'

/** No 0/O, 1/I/L: codes are read aloud and typed on phones. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const LENGTH = 10
const VALID_MS = 72 * 3_600_000

/** However it was typed: a telephone begins a word with a capital and goes on without. */
export const codeHash = (code: string): string =>
  createHash('sha256').update(code.trim().toUpperCase()).digest('hex')

/** With letters and figures: without either it could be a word, or a number. */
export function newCode(length: number): string {
  let code: string
  do code = Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  while (!/\d/.test(code) || !/[A-Z]/.test(code))
  return code
}

/** Makes a code for a member or a work group. It is shown once: only its hash is kept. */
export async function invite(
  db: Queryable,
  to: { memberId: string } | { workGroupId: string },
  now: Date,
): Promise<string> {
  const code = newCode(LENGTH)
  await db.query(
    'INSERT INTO invitation (id, code_hash, member_id, work_group_id, expires_at) VALUES ($1, $2, $3, $4, $5)',
    [
      newId(),
      codeHash(code),
      'memberId' in to ? to.memberId : null,
      'workGroupId' in to ? to.workGroupId : null,
      new Date(now.getTime() + VALID_MS),
    ],
  )
  return code
}

/** Used up in the same statement that reads it: two who try at once cannot both succeed. */
async function redeem(
  tx: { db: Queryable; at: Date },
  code: string,
  what: 'member_id' | 'work_group_id',
): Promise<string | null> {
  const { rows } = await tx.db.query<{ id: string }>(
    `UPDATE invitation SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2 AND ${what} IS NOT NULL RETURNING ${what} AS id`,
    [codeHash(code), tx.at],
  )
  return rows[0]?.id ?? null
}

/** `/join CODE`, "加入 CODE" in a private chat. @returns whom they are now known as; null when the code is not good. */
export async function joinByCode(
  tx: { db: Queryable; at: Date },
  code: string,
  identityId: string,
): Promise<{ name: string; group: string } | null> {
  const memberId = await redeem(tx, code, 'member_id')
  if (!memberId) return null
  await tx.db.query('UPDATE identity SET member_id = $2 WHERE id = $1', [identityId, memberId])
  const { rows } = await tx.db.query<{ name: string; group: string }>(
    `SELECT m.name, coalesce(g.name_zh, u.name_zh, c.name_zh, '') AS group FROM member m
     LEFT JOIN grid g ON g.id = m.grid_id LEFT JOIN unit u ON u.id = m.unit_id LEFT JOIN community c ON c.id = m.community_id WHERE m.id = $1`,
    [memberId],
  )
  return rows[0] ?? null
}

/** A member's code that a whole group has read is worth nothing any more. @returns whether it was one. */
export async function voidInvitation(tx: { db: Queryable; at: Date }, code: string): Promise<boolean> {
  const { rowCount } = await tx.db.query(
    'DELETE FROM invitation WHERE code_hash = $1 AND member_id IS NOT NULL AND used_at IS NULL',
    [codeHash(code)],
  )
  return rowCount !== 0
}

/** `/bind CODE`, "绑定 CODE" in a group. @returns the work group, named in its language; null when the code is not good. */
export async function bindByCode(
  tx: { db: Queryable; at: Date },
  code: string,
  { id }: Pick<Conversation, 'id'>,
): Promise<{ id: string; name: string; language: Language } | null> {
  const workGroupId = await redeem(tx, code, 'work_group_id')
  if (!workGroupId) return null
  await tx.db.query('UPDATE conversation SET work_group_id = $2, reachable = true WHERE id = $1', [
    id,
    workGroupId,
  ])
  const { rows } = await tx.db.query<{ id: string; name: string; language: Language }>(
    "SELECT id, CASE language WHEN 'en' THEN name_en ELSE name_zh END AS name, language FROM work_group WHERE id = $1",
    [workGroupId],
  )
  return rows[0] ?? null
}
