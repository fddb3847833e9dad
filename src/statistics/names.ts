/** Names of the keys that figures are grouped by. */
import type { Pool } from 'pg'
import type { Bilingual } from '../domain/category.ts'

export interface Names {
  grids: ReadonlyMap<string, Bilingual & { communityId: string }>
  communities: ReadonlyMap<string, Bilingual & { subdistrictId: string }>
  subdistricts: ReadonlyMap<string, Bilingual>
  units: ReadonlyMap<string, Bilingual>
}

export async function readNames(pool: Pool): Promise<Names> {
  const read = async <T>(columns: string, table: string) => {
    const { rows } = await pool.query<{ id: string } & Bilingual & T>(
      `SELECT id, name_zh AS zh, name_en AS en${columns} FROM ${table} ORDER BY code`,
    )
    return new Map(rows.map(({ id, ...row }) => [id, row as unknown as Bilingual & T]))
  }
  return {
    grids: await read<{ communityId: string }>(', community_id AS "communityId"', 'grid'),
    communities: await read<{ subdistrictId: string }>(', subdistrict_id AS "subdistrictId"', 'community'),
    subdistricts: await read<object>('', 'subdistrict'),
    units: await read<object>('', 'unit'),
  }
}

/** Names of members by their ids: who excluded a ticket. */
export async function memberNames(pool: Pool, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    'SELECT id, name FROM member WHERE id = ANY($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
