import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { MigrationError, migrateDeploy } from './migrate.ts'

let database: TestDatabase
let dir: string
beforeEach(async () => {
  database = await createTestDatabase({ empty: true })
  dir = await mkdtemp(path.join(os.tmpdir(), 'linli-migrations-'))
  await migration('1_init', 'CREATE TABLE lamp (id int);\nINSERT INTO lamp VALUES (1);')
})
afterEach(async () => {
  await rm(dir, { recursive: true })
  await database.close()
})

async function migration(name: string, sql: string) {
  await mkdir(path.join(dir, name), { recursive: true })
  await writeFile(path.join(dir, name, 'migration.sql'), sql)
}
const lamps = async () =>
  (await database.pool.query('SELECT id FROM lamp ORDER BY id')).rows.map(row => row.id)

test('applies in order of name; a second time there is nothing to do', async () => {
  await migration('2_more', 'INSERT INTO lamp VALUES (2)')
  expect(await migrateDeploy(database.url, dir)).toEqual({ applied: ['1_init', '2_more'], warnings: [] })
  expect(await migrateDeploy(database.url, dir)).toEqual({ applied: [], warnings: [] })
  expect(await lamps()).toEqual([1, 2])
})

test('two starts at once migrate once', async () => {
  const reports = await Promise.all([migrateDeploy(database.url, dir), migrateDeploy(database.url, dir)])
  expect(reports.flatMap(report => report.applied)).toEqual(['1_init'])
  expect(await lamps()).toEqual([1])
})

test('a failing migration leaves nothing behind, says its name and line, and can be corrected', async () => {
  await migration('2_bad', 'INSERT INTO lamp VALUES (2);\nINSERT INTO lump VALUES (3);')
  const attempt = migrateDeploy(database.url, dir)
  await expect(attempt).rejects.toThrow(MigrationError)
  await expect(attempt).rejects.toThrow(/2_bad, line 2: relation "lump" does not exist/)
  expect(await lamps()).toEqual([1])
  await migration('2_bad', 'INSERT INTO lamp VALUES (3)')
  expect((await migrateDeploy(database.url, dir)).applied).toEqual(['2_bad'])
  expect(await lamps()).toEqual([1, 3])
})

test('an edited migration is warned about and not run again', async () => {
  await migrateDeploy(database.url, dir)
  await migration('1_init', 'CREATE TABLE lamp (id bigint);')
  const { applied, warnings } = await migrateDeploy(database.url, dir)
  expect(applied).toEqual([])
  expect(warnings).toEqual([expect.stringContaining('1_init was edited')])
})

test('turned line ends are not an edit', async () => {
  await migrateDeploy(database.url, dir)
  await migration('1_init', 'CREATE TABLE lamp (id int);\r\nINSERT INTO lamp VALUES (1);')
  expect(await migrateDeploy(database.url, dir)).toEqual({ applied: [], warnings: [] })
})

test('a migration of a newer build is warned about', async () => {
  await migration('2_newer', 'INSERT INTO lamp VALUES (2)')
  await migrateDeploy(database.url, dir)
  await rm(path.join(dir, '2_newer'), { recursive: true })
  expect((await migrateDeploy(database.url, dir)).warnings).toEqual([expect.stringContaining('2_newer')])
})

test('what another tool left half done stops the start, with the way out', async () => {
  await migrateDeploy(database.url, dir)
  await database.pool.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', '', '2_half')`,
  )
  const attempt = migrateDeploy(database.url, dir)
  await expect(attempt).rejects.toThrow(/2_half .* rolled_back_at = now\(\)/)
  await database.pool.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'`)
  expect((await migrateDeploy(database.url, dir)).applied).toEqual([])
})

test('does not wait for ever for another process that migrates', async () => {
  const other = await database.pool.connect()
  await other.query('SELECT pg_advisory_lock(72707369)')
  await expect(migrateDeploy(database.url, dir, { lockTimeoutMs: 50 })).rejects.toThrow(/another process/)
  await other.query('SELECT pg_advisory_unlock_all()')
  other.release()
})

test('a directory without its migration.sql is named', async () => {
  await mkdir(path.join(dir, '2_empty'))
  await expect(migrateDeploy(database.url, dir)).rejects.toThrow(/2_empty: cannot read .*ENOENT/)
})
