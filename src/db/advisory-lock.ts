/**
 * Advisory locks: work that one process of a database does at a time. PostgreSQL releases the locks of a
 * process that dies.
 */
import type pg from 'pg'

/** The longest timeout that a timer takes: a process that waits for a lock must not hit the statement timeout. */
const FOR_EVER_MS = 2 ** 31 - 1

export interface Lock {
  release(): Promise<void>
}

/** @returns null when another session holds the lock. Keeps a connection of the pool until it is released. */
export const tryLock = (pool: pg.Pool, name: string): Promise<Lock | null> =>
  take(pool, name, 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS ok')

/** Waits until no other session holds the lock. */
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

/** Inside a transaction: transactions that take the same name run one after the other, each until it ends. */
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
