/**
 * One Linli per embedded database. Two starts in one directory would share it without noticing: two pollers
 * for one bot token, two of every timer. The lock belongs to a database session, so PostgreSQL releases it
 * when the process dies. (Processes that share an external PostgreSQL are meant to be many: the caller takes
 * this lock only for the embedded one.)
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** "linli" in ASCII, as a number. */
const LOCK_KEY = '465625312361'
/** The server needs a moment to notice that the session of a killed process is gone. */
const PATIENCE_MS = 1_000
const RETRY_MS = 100

export interface InstanceLock {
  release(): Promise<void>
}

export interface InstanceLockOptions {
  /** Called once when another instance took the lock during a restart of the database: this one must stop. */
  onLost?: () => void
}

/** @returns null when another instance holds the lock. Errors of connecting come as pg throws them. */
export async function acquireInstanceLock(
  url: string,
  { onLost = () => {} }: InstanceLockOptions = {},
): Promise<InstanceLock | null> {
  let released = false
  let session = await lockedSession(url)
  if (!session) return null
  keep(session)

  return {
    release: async () => {
      released = true
      await session?.end()
    },
  }

  /** A session that ends by itself ended with its server: the lock is taken again once the server is back. */
  function keep(current: pg.Client) {
    current.once('end', async () => {
      while (!released) {
        const attempt = await lockedSession(url).catch(() => undefined)
        if (attempt === null) return onLost()
        if (attempt) {
          session = attempt
          if (released) await attempt.end()
          else keep(attempt)
          return
        }
        await sleep(RETRY_MS, undefined, { ref: false })
      }
    })
  }
}

async function lockedSession(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'linli instance lock',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => {})
  await client.connect()
  const deadline = Date.now() + PATIENCE_MS
  try {
    do {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
        LOCK_KEY,
      ])
      if (rows[0]?.taken) return client
      await sleep(RETRY_MS)
    } while (Date.now() < deadline)
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  await client.end()
  return null
}
