/** Named values that the processes of one service share through the database. */
import type { Queryable } from './queryable.ts'

export const saveSetting = (db: Queryable, key: string, value: string) =>
  db.query(
    'INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, value],
  )

export async function readSetting(db: Queryable, key: string): Promise<string | null> {
  const { rows } = await db.query<{ value: string }>('SELECT value FROM setting WHERE key = $1', [key])
  return rows[0]?.value ?? null
}
