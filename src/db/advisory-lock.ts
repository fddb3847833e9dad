/** What only one process of a database does at a time. A process that dies lets go. */
import type pg from 'pg'

/** The longest that a timer can wait: the bound of other statements is not for those that wait for a person's work. */
const FOR_EVER_MS = 2 ** 31 - 1

export interface Lock {
  release(): Promise<void>
}

/** @returns null when somebody else has it. Holds a connection of the pool until it is released. */
export const tryLock = (pool: pg.Pool, name: string): Promise<Lock | null> =>
  take(pool, name, 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS ok')

/** Waits until nobody else has it. */
export async function waitForLock(pool: pg.Pool, name: string): Promise<Lock> {
  const lock = await take(
    pool,
    name,
    'SELECT true AS ok FROM (SELECT pg_advisory_lock(hashtextextended($1, 0))) AS taken',
    FOR_EVER_MS,
  )
  if (!lock) throw new Error(`the lock "${name}" was not waited for`)
  return lock
}

/** Within a transaction: whoever says the same name comes one after the other, each until the end of theirs. */
export async function oneAtATime(db: Pick<pg.ClientBase, 'query'>, name: string): Promise<void> {
  await db.query({
    name: 'one at a time',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [name],
  })
}

async function take(pool: pg.Pool, name: string, text: string, query_timeout?: number): Promise<Lock | null> {
  const client = await pool.connect()
  const lost = () => {}
  client.on('error', lost)
  try {
    const { rows } = await client.query<{ ok: boolean }>({
      text,
      values: [name],
      ...(query_timeout && { query_timeout }),
    } as pg.QueryConfig)
    if (rows[0]?.ok)
      return {
        release: async () => {
          const unlocked = await client
            .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
            .then(
              () => true,
              () => false,
            )
          client.removeListener('error', lost)
          client.release(!unlocked)
        },
      }
  } catch (error) {
    client.release(true)
    throw error
  }
  client.removeListener('error', lost)
  client.release()
  return null
}
