/** The database for command-line tools, whether Linli is running or not. */
import path from 'node:path'
import type { Config } from '../config.ts'
import { ROOT } from '../lib/root.ts'
import { type Database, describeDatabaseError, openDatabase } from './client.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from './embedded-postgres.ts'
import { migrateDeploy, MigrationError } from './migrate.ts'

/** The database cannot be used; the message says why and what to do. */
export class NoDatabase extends Error {
  override name = 'NoDatabase'
}

/** @throws NoDatabase */
export async function borrowDatabase<T>(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  use: (db: Database) => Promise<T>,
): Promise<T> {
  const own = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataDir: config.dataDir }).catch((error: Error) => {
        throw error instanceof EmbeddedPostgresError ? new NoDatabase(error.message) : error
      })
  const url = config.databaseUrl ?? own?.url ?? ''
  try {
    // Before the first start the tables do not exist.
    await migrateDeploy(url, path.join(ROOT, 'prisma', 'migrations')).catch(error => {
      throw new NoDatabase(
        error instanceof MigrationError ? error.message : describeDatabaseError(url, error),
      )
    })
    const db = openDatabase(url, { max: 2 })
    try {
      return await use(db)
    } finally {
      await db.close()
    }
  } finally {
    // A server that another process started is not stopped.
    if (own && !own.adopted) await own.stop()
  }
}
