/**
 * `npm run db:diff -- <name>` writes the migration that leads from prisma/migrations to prisma/schema.prisma.
 * `npm run db:diff -- --check` exits 1, and prints that SQL, when there is any: for CI.
 * Both bring their own PostgreSQL, in a temporary directory.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTemporaryPostgres } from '../src/db/temporary-postgres.ts'
import { diffMigrationsToSchema } from './schema-engine.ts'

const schemaFile = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url))
const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url))

const [argument] = process.argv.slice(2)
if (!argument || !/^(--check|[a-z0-9_]+)$/.test(argument)) {
  console.error('usage: npm run db:diff -- <name_of_the_migration>   or   npm run db:diff -- --check')
  process.exit(2)
}

const sql = await missingSql()
if (argument === '--check') {
  if (sql) console.error(`prisma/migrations do not lead to prisma/schema.prisma; this is missing:\n\n${sql}`)
  else console.log('prisma/migrations lead to prisma/schema.prisma exactly')
  process.exitCode = sql ? 1 : 0
} else if (sql) {
  console.log(`wrote ${path.relative(process.cwd(), write(argument, sql))}: read it before you commit it`)
} else {
  console.log('nothing to write: the migrations lead to the schema already')
}

async function missingSql(): Promise<string> {
  const postgres = await startTemporaryPostgres()
  try {
    return await diffMigrationsToSchema({ url: postgres.adminUrl, schemaFile, migrationsDir })
  } finally {
    await postgres.remove()
  }
}

function write(name: string, text: string): string {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const file = path.join(migrationsDir, `${timestamp}_${name}`, 'migration.sql')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, `${text}\n`)
  return file
}
