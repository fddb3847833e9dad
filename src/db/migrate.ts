/**
 * Brings a database up to the schema of this build: does what `prisma migrate deploy` does, without the
 * engine that its CLI downloads. Table, checksum and advisory lock are Prisma's, so Prisma's CLI and Linli
 * can both migrate one database.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'

/** The advisory lock of Prisma's own CLI: one process migrates at a time. */
const PRISMA_LOCK = 72707369

const BOOKKEEPING = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`

/** A database cannot be migrated; the message names the migration and the fix. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

export interface MigrationReport {
  /** Names of the migrations applied by this call, in order. */
  applied: string[]
  /** Warnings for the operator: edited migrations, migrations of a newer build. */
  warnings: string[]
}

interface Migration {
  name: string
  sql: string
  checksum: string
}

/**
 * Applies every migration in `dir` that the database does not have, in order of name, each in its own
 * transaction: a failed one is rolled back, the ones before it stay. Waits while another process migrates.
 * @param lockTimeoutMs timeout of that wait; a minute by default.
 * @throws MigrationError when a migration fails, when an earlier one was left half done, or when the other
 * process takes too long. Errors of connecting come as pg throws them: see describeDatabaseError.
 */
export async function migrateDeploy(
  url: string,
  dir: string,
  { lockTimeoutMs = 60_000 }: { lockTimeoutMs?: number } = {},
): Promise<MigrationReport> {
  const migrations = await readMigrations(dir)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'linli migrate',
    connectionTimeoutMillis: 10_000,
  })
  // A lost connection rejects the pending query; without a listener it would also end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    await takeLock(client, lockTimeoutMs)
    await client.query('SET client_min_messages TO warning')
    await client.query(BOOKKEEPING)
    const known = await appliedMigrations(client)
    const applied: string[] = []
    for (const migration of migrations) {
      if (known.has(migration.name)) continue
      await apply(client, migration)
      applied.push(migration.name)
    }
    return { applied, warnings: differences(migrations, known) }
  } finally {
    // Ends the session, which releases the lock.
    await client.end().catch(() => {})
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
  return Promise.all(names.map(name => readMigration(dir, name)))
}

async function readMigration(dir: string, name: string): Promise<Migration> {
  const file = path.join(dir, name, 'migration.sql')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new MigrationError(
      `${name}: cannot read ${file} (${error.code}); restore it or remove the directory`,
    )
  })
  // A checkout on Windows may have changed the line ends: the migration must keep its checksum.
  const sql = text.replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function takeLock(client: pg.Client, timeoutMs: number): Promise<void> {
  await client.query(`SET lock_timeout TO ${Math.max(1, Math.round(timeoutMs))}`)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK])
  } catch (error) {
    if ((error as pg.DatabaseError).code !== '55P03') throw error
    throw new MigrationError(
      `another process has been migrating this database for more than ${Math.round(timeoutMs / 1000)} s; ` +
        'wait for it, or end it, and start again',
    )
  }
  await client.query('RESET lock_timeout')
}

/** Applied migrations: name -> checksum. */
async function appliedMigrations(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  const halfDone = rows.find(row => !row.finished)
  if (halfDone) {
    throw new MigrationError(
      `${halfDone.name} was begun by another tool and did not finish. Undo by hand what it did, then run ` +
        `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${halfDone.name}' ` +
        'and start again',
    )
  }
  return new Map(rows.map(row => [row.name, row.checksum]))
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query('BEGIN')
  try {
    await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
      id,
      checksum,
      name,
    ])
    await client.query(sql)
    await client.query(
      'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
      [id],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    const { message, position } = error as pg.DatabaseError
    const line = position ? `, line ${sql.slice(0, Number(position)).split('\n').length}` : ''
    throw new MigrationError(`migration ${name}${line}: ${message} (rolled back, nothing of it remains)`, {
      cause: error,
    })
  }
}

function differences(migrations: Migration[], known: Map<string, string>): string[] {
  const ours = new Map(migrations.map(migration => [migration.name, migration.checksum]))
  return [...known].flatMap(([name, checksum]) => {
    if (!ours.has(name))
      return [`the database has migration ${name}, which this build does not know: a newer build ran here`]
    if (ours.get(name) !== checksum)
      return [`migration ${name} was edited after it had been applied; the edit has no effect here`]
    return []
  })
}
