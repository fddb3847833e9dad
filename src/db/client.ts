/**
 * The access to the database: one pool that plain SQL and Prisma share, so that one number bounds the
 * connections, and a transaction that an exception rolls back.
 */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client.ts'

export { describeDatabaseError } from './describe-database-error.ts'
export { Prisma, PrismaClient } from './generated/client.ts'

/**
 * A network that drops packets breaks no connection, so a query would wait for ever. No statement of Linli's
 * takes this long; a query that does is rejected and its connection discarded.
 */
const MOST_WAITED_MS = 60_000
/** TCP keep-alive probes an idle connection after this time, then each second; ten without an answer break it. */
export const PROBE_AFTER_MS = 10_000

export interface Database {
  pool: pg.Pool
  prisma: PrismaClient
  /** Waits for running queries and closes every connection. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Maximum number of connections. */
  max: number
  /** Timeout of a statement, milliseconds. */
  answerWithinMs?: number
  /** Called for idle connections that broke, as when the server restarts. The pool replaces them. */
  onConnectionLost?: (error: Error) => void
}

/** Does not connect: the first query does, and throws what describeDatabaseError explains. */
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
  // A connection may break between its checkout and the caller's listener: without a listener the process
  // would end. The pending query rejects anyway.
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
 * Runs `work` between BEGIN and COMMIT on one connection. An exception rolls back and is rethrown unchanged.
 * @throws Error when `work` swallowed the error of a statement: PostgreSQL has then aborted the transaction,
 * and would answer COMMIT without an error.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // The pool has no listener on a connection that is checked out: without this one its loss would end the
  // process.
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
    // After a lost connection the server has rolled back already.
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken ??= rollbackError
    })
    throw error
  } finally {
    client.removeListener('error', onError)
    client.release(broken)
  }
}

/**
 * Deadlock and serialization failure: the server aborted one of two transactions and asks for a retry
 * (PostgreSQL appendix A, class 40).
 */
const TRY_AGAIN = new Set(['40P01', '40001'])

/**
 * Runs a transaction and retries it when the server aborts it as the victim of a deadlock.
 * @param work must have no effects outside the transaction.
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
