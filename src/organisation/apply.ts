/** Writes the changes: parents are inserted first, children are deleted first. */
import type { PoolClient } from 'pg'
import { toJsonb } from '../db/jsonb.ts'
import { newId } from '../lib/ids.ts'
import { MEMBER_CODE, readGroupIds } from './from-database.ts'
import type { Change } from './merge.ts'
import { type Part, PARTS, shiftEnd } from './organisation.ts'
import { CLEARS, DELETES, DEPUTIES, WRITES } from './statements.ts'
import { LEVELS, type Row } from './tables.ts'

/** Runs in the caller's transaction; the changes have been checked. */
export async function apply(db: PoolClient, changes: readonly Change[]): Promise<void> {
  const of = (part: Part) => changes.filter(change => change.part === part)
  const write = async (sql: string, rows: readonly object[]) => {
    if (rows.length > 0) await db.query(sql, [toJsonb(rows.map(row => ({ id: newId(), ...row })))])
  }
  const groupIds = await readGroupIds(db)
  await db.query(`UPDATE member m SET code = ${MEMBER_CODE} WHERE code IS NULL`)
  for (const part of ['shifts', 'leaves'] as const)
    await write(
      CLEARS[part],
      of(part).flatMap(({ before }) => before),
    )
  for (const part of PARTS) {
    const rows = of(part).flatMap(({ key, after }) =>
      after.map(row => (groupIds.has(key) && part === 'groups' ? { id: groupIds.get(key), ...row } : row)),
    )
    if (part === 'areas')
      for (const level of Object.keys(LEVELS) as Row<'areas'>['level'][])
        await write(
          WRITES[level],
          rows.filter(row => 'level' in row && row.level === level),
        )
    else await write(WRITES[part], part === 'shifts' ? (rows as Row<'shifts'>[]).map(ended) : rows)
    if (part === 'members') await write(DEPUTIES, rows)
  }
  for (const [part, sql] of DELETES) {
    const gone = of(part).filter(({ after }) => after.length === 0)
    const names = gone.map(({ key }) => (part === 'groups' ? (groupIds.get(key) ?? '') : key))
    if (names.length > 0) await db.query(sql, [names])
  }
}

const ended = (shift: Row<'shifts'>) => ({ ...shift, to: shiftEnd(shift) })
