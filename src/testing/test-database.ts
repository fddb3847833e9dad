/** A database of its own for a test file: real PostgreSQL, all migrations, made by copying a template. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../db/client.ts'

/** How long something that is just finishing may take before it counts as a leak. */
const GRACE_MS = 1_000

export interface TestDatabase extends Database {
  url: string
  /**
   * Closes the pool and drops the database.
   * @throws Error when something still uses it: a transaction that was never finished, a pool that was never
   * closed. The database is dropped all the same.
   */
  close(): Promise<void>
}

let made = 0

export interface TestDatabaseOptions {
  /** Most connections of its pool; 10 by default. */
  max?: number
  /** Without the migrations: for tests about migrations. */
  empty?: boolean
}

/** Call it in beforeAll, and close() in afterAll; a database that is not closed fails the whole run. */
export async function createTestDatabase({
  max = 10,
  empty,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { adminUrl, template } = inject('testDatabase')
  // Files run in processes of their own, and the run's own id is in the template's name.
  const name = `${template.replace('template', String(process.pid))}_${++made}`
  await onServer(adminUrl, admin =>
    admin.query(`CREATE DATABASE "${name}" TEMPLATE ${empty ? 'template0' : template}`),
  )
  const address = new URL(adminUrl)
  address.pathname = name
  const { pool, prisma, close } = openDatabase(address.href, { max })
  return {
    url: address.href,
    pool,
    prisma,
    close: async () => {
      const unreleased = await until(() => pool.totalCount - pool.idleCount, 0)
      // The pool waits for what was taken from it, for ever; the server will cut it off instead.
      if (unreleased === 0) await close()
      await onServer(adminUrl, async admin => {
        const others = unreleased ? [] : await until(() => connectionsTo(admin, name), [])
        await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
        if (unreleased) throw new Error(`the test left ${unreleased} connection(s) of its pool in use`)
        if (others.length > 0) throw new Error(`the test left connections open: ${others.join('; ')}`)
      })
    },
  }
}

async function connectionsTo(admin: pg.Client, database: string): Promise<string[]> {
  const { rows } = await admin.query<{ what: string }>(
    `SELECT application_name || ', last query ' || left(query, 80) AS what
     FROM pg_stat_activity WHERE datname = $1`,
    [database],
  )
  return rows.map(row => row.what)
}

async function until<T>(read: () => T | Promise<T>, wanted: T): Promise<T> {
  const deadline = Date.now() + GRACE_MS
  for (;;) {
    const value = await read()
    if (JSON.stringify(value) === JSON.stringify(wanted) || Date.now() > deadline) return value
    await sleep(10)
  }
}

async function onServer<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url })
  admin.on('error', () => {})
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
