/** Actors and places of random histories: those of the demo community, and some residents. */
import type { Database } from '../../db/client.ts'
import { newId } from '../../lib/ids.ts'
import { type Cast, randomHistory } from './random-histories.ts'
import type { History } from './recompute.ts'
import { writeHistories } from './write-histories.ts'

/** Needs a database with the demo community. */
export async function createCast({ pool }: Pick<Database, 'pool'>, residents = 20): Promise<Cast> {
  const ids = async (sql: string) => (await pool.query<{ id: string }>(sql)).rows.map(({ id }) => id)
  const conversationId = newId()
  await pool.query(
    "INSERT INTO conversation (id, channel, external_id, kind) VALUES ($1, 'local', 'random', 'private')",
    [conversationId],
  )
  const residentIds = Array.from({ length: residents }, newId)
  await pool.query('INSERT INTO resident (id) SELECT unnest($1::uuid[])', [residentIds])
  const cast: Cast = {
    residentIds,
    conversationId,
    memberIds: await ids('SELECT id FROM member ORDER BY id LIMIT 5'),
    gridIds: await ids('SELECT id FROM grid ORDER BY code'),
    placeIds: await ids('SELECT id FROM place ORDER BY code LIMIT 6'),
    unitIds: await ids('SELECT id FROM unit ORDER BY code LIMIT 6'),
    categories: ['facilities.lighting', 'facilities.manhole', 'property.service'],
    parentId: newId(),
  }
  const life = { id: cast.parentId, number: '20250101-0001', seed: 1, start: Date.UTC(2025, 0, 1), spread: 1 }
  await writeHistories(pool, [{ id: cast.parentId, events: randomHistory(cast, life).events.slice(0, 1) }])
  return cast
}

/** @returns the written histories, oldest first. */
export async function writeRandom(
  { pool }: Pick<Database, 'pool'>,
  cast: Cast,
  { count, seed, from, to, most }: { count: number; seed: number; from: Date; to: Date; most?: number },
): Promise<History[]> {
  const spread = to.getTime() - from.getTime()
  const histories = Array.from({ length: count }, (_, i) =>
    randomHistory(cast, {
      id: newId(),
      number: `R${seed}-${String(i).padStart(6, '0')}`,
      seed: seed * 0xf4243 + i,
      start: from.getTime(),
      spread,
      ...(most && { most }),
    }),
  )
  await writeHistories(pool, histories)
  return histories
}
