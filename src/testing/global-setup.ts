/**
 * Runs once before all tests: one PostgreSQL for the run, and in it a template database with every migration,
 * from which each test file copies its own in a few milliseconds.
 */
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateDeploy } from '../db/migrate.ts'
import { startTemporaryPostgres } from '../db/temporary-postgres.ts'

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server on which databases may be made, and the name of the template. */
    testDatabase: { adminUrl: string; template: string }
  }
}

/** Uses the server at TEST_DATABASE_URL when it is set. */
export default async function setup(project: TestProject) {
  const own = process.env.TEST_DATABASE_URL
  const server = own ? { adminUrl: own, remove: async () => {} } : await startTemporaryPostgres()
  const template = `linli_test_${process.pid}_template`
  const admin = new pg.Client({ connectionString: server.adminUrl })
  admin.on('error', () => {})
  await admin.connect()
  await dropDatabases(admin, await leftovers(admin))
  await admin.query(`CREATE DATABASE ${template}`)
  await migrateDeploy(withDatabase(server.adminUrl, template), MIGRATIONS)
  project.provide('testDatabase', { adminUrl: server.adminUrl, template })

  return async () => {
    const forgotten = await databasesLike(admin, `linli_test_${process.pid}_%`)
    await dropDatabases(admin, forgotten)
    await admin.end()
    await server.remove()
    const leaks = forgotten.filter(name => name !== template)
    if (leaks.length > 0) throw new Error(`tests did not close their database: ${leaks.join(', ')}`)
  }
}

/** On a server of your own: what runs left that were killed. The name holds the process id of the run. */
async function leftovers(admin: pg.Client): Promise<string[]> {
  const names = await databasesLike(admin, 'linli_test_%')
  return names.filter(name => !isAlive(Number(name.split('_')[2])))
}

async function databasesLike(admin: pg.Client, pattern: string): Promise<string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE datname LIKE $1',
    [pattern],
  )
  return rows.map(row => row.datname)
}

async function dropDatabases(admin: pg.Client, names: string[]): Promise<void> {
  for (const name of names) await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function withDatabase(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = database
  return address.href
}
