import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { diffMigrationsToSchema } from '../scripts/schema-engine.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/test-database.ts'

const schemaFile = fileURLToPath(new URL('./schema.prisma', import.meta.url))
const migrationsDir = fileURLToPath(new URL('./migrations', import.meta.url))

let database: TestDatabase
let scratch: string
beforeAll(async () => {
  database = await createTestDatabase()
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-schema-'))
})
afterAll(async () => {
  fs.rmSync(scratch, { recursive: true })
  await database.close()
})

const { adminUrl: url } = inject('testDatabase')

test('the migrations lead to the schema', async () => {
  expect(await diffMigrationsToSchema({ url, schemaFile, migrationsDir })).toBe('')
})

test('a schema that has moved on is noticed', async () => {
  const changed = path.join(scratch, 'schema.prisma')
  const schema = fs.readFileSync(schemaFile, 'utf8')
  fs.writeFileSync(changed, schema.replace('model TicketCounter {', 'model TicketCounter {\n  note String?'))
  const sql = await diffMigrationsToSchema({ url, schemaFile: changed, migrationsDir })
  expect(sql).toContain('ALTER TABLE "ticket_counter" ADD COLUMN     "note" TEXT')
})

test('a migration that does not apply is named, in the words of PostgreSQL', async () => {
  const broken = path.join(scratch, 'migrations')
  fs.cpSync(migrationsDir, broken, { recursive: true })
  fs.mkdirSync(path.join(broken, '99999999999999_broken'))
  fs.writeFileSync(path.join(broken, '99999999999999_broken/migration.sql'), 'ALTER TABLE nowhere ADD a int')
  const diff = diffMigrationsToSchema({ url, schemaFile, migrationsDir: broken })
  await expect(diff).rejects.toThrow(/99999999999999_broken.*relation "nowhere" does not exist/)
})

test('what happened to a ticket is never edited', async () => {
  const refusal = /ticket_event is append-only: (UPDATE|DELETE) refused/
  await expect(database.pool.query(`UPDATE ticket_event SET kind = 'x'`)).rejects.toThrow(refusal)
  await expect(database.pool.query('DELETE FROM ticket_event')).rejects.toThrow(refusal)
  await expect(database.prisma.ticketEvent.deleteMany()).rejects.toThrow(refusal)
  await database.pool.query('TRUNCATE ticket_event')
})
