/**
 * The way to the database: one pool that plain SQL and Prisma share, so that the number of connections is one
 * number, and a transaction that is safe to leave by an exception.
 */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client.ts'

export type { PoolClient } from 'pg'
export { describeDatabaseError } from './describe-database-error.ts'
export { Prisma, PrismaClient } from './generated/client.ts'

/**
 * A network that swallows packets breaks no connection: whoever waits for an answer over it would wait for ever. No statement
 * of Linli's takes this long; the connection is thrown away with the one that did.
 */
const MOST_WAITED_MS = 60_000
/** Of an idle connection, then a probe each second: after ten without an answer it is lost. */
export const PROBE_AFTER_MS = 10_000

export interface Database {
  pool: pg.Pool
  prisma: PrismaClient
  /** Waits for running queries and closes every connection. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Most connections at a time. */
  max: number
  /** How long a statement may go without an answer. */
  answerWithinMs?: number
  /** Hears of idle connections that broke: the server restarted. The pool replaces them by itself. */
  onConnectionLost?: (error: Error) => void
}

/** Opens nothing yet: the first query connects, and throws what describeDatabaseError explains. */
export function openDatabase(
  url: string,
  { max, answerWithinMs = MOST_WAITED_MS, onConnectionLost = () => {} }: DatabaseOptions,
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'linli',
    max,
    keepAlive: true,
    keepAliveInitialDelayMillis: PROBE_AFTER_MS,
    query_timeout: answerWithinMs,
    connectionTimeoutMillis: 10_000,
  })
  pool.on('error', onConnectionLost)
  // Between being taken and being listened to, a connection may break too: whoever waits for its answer hears of it.
  pool.on('connect', client => client.on('error', () => {}))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  let closing: Promise<void> | undefined
  return {
    pool,
    prisma,
    close: () => (closing ??= prisma.$disconnect().then(() => pool.end())),
  }
}

/**
 * Runs `work` between BEGIN and COMMIT on one connection. An exception rolls back and comes out unchanged.
 * @throws Error when `work` swallowed the error of a statement: PostgreSQL has then thrown the whole
 * transaction away, and would answer COMMIT without an error.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // While a connection is out of the pool nobody else listens: unheard, its loss would end the process.
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    if (command !== 'COMMIT')
      throw new Error('a statement failed inside the transaction: nothing was committed')
    return result
  } catch (error) {
    // After a lost connection there is nothing to roll back: the server has done it.
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken ??= rollbackError
    })
    throw error
  } finally {
    client.removeListener('error', onError)
    client.release(broken)
  }
}

/** Deadlock and serialization failure: the server ended one of two, and says to try again (PostgreSQL appendix A, class 40). */
const TRY_AGAIN = new Set(['40P01', '40001'])

/**
 * The same again when the server chose this transaction as the victim of a deadlock.
 * @param work must do nothing outside the transaction.
 */
export async function inTransactionAgain<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  tries = 3,
): Promise<T> {
  try {
    return await inTransaction(pool, work)
  } catch (error) {
    const { code } = error as { code?: string }
    if (tries <= 1 || !TRY_AGAIN.has(code ?? '')) throw error
    return await inTransactionAgain(pool, work, tries - 1)
  }
}
