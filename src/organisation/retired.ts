/** Members whom the changes retire. */
import type { PoolClient } from 'pg'
import { type Change, kindOf } from './merge.ts'

export const retiredCodes = (changes: readonly Change[]): string[] =>
  changes.filter(change => change.part === 'members' && kindOf(change) === 'retired').map(({ key }) => key)

/** Call it after the changes are written: by then every member has a code. */
export async function readRetired(db: PoolClient, changes: readonly Change[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM member WHERE code = ANY($1) ORDER BY id', [
    retiredCodes(changes),
  ])
  return rows.map(({ id }) => id)
}
