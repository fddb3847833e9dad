/**
 * Prisma's schema engine without its native program: the WebAssembly build, over a PostgreSQL that the caller
 * brings. It answers one question: which SQL leads from the migrations to the schema? Four traps, four cures,
 * each marked where it is.
 */
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import type * as SchemaEngineModule from '@prisma/schema-engine-wasm'
import pg from 'pg'

const require = createRequire(import.meta.url)

// TypeScript knows it only from the browser's library.
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

/** PostgreSQL's internal one-byte "char", not char(1). */
const OID_CHAR = 18
const OID_TEXT = 25

export interface DiffInput {
  /** A server on which databases may be created and dropped. */
  url: string
  schemaFile: string
  migrationsDir: string
}

/**
 * The SQL that is missing from the migrations; empty when they lead to the schema exactly.
 * @throws Error when the schema does not parse or a migration does not apply.
 */
export async function diffMigrationsToSchema({ url, schemaFile, migrationsDir }: DiffInput): Promise<string> {
  const { SchemaEngine } = await loadEngine()
  const schema = fs.readFileSync(schemaFile, 'utf8')
  let scriptError: Error | undefined
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(url, error => (scriptError = error)))
  const engine = await SchemaEngine.new({ datamodels: [[schemaFile, schema]] }, () => {}, factory)
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...listMigrations(migrationsDir) },
      to: { tag: 'schemaDatamodel', files: [{ path: schemaFile, content: schema }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    const sql = (stdout ?? '').trim()
    return sql === '-- This is an empty migration.' ? '' : sql
  } catch (error) {
    const summary = (error as Error).message.split('\n')[0]
    // PostgreSQL's own words do not pass through the engine.
    throw new Error(scriptError ? `${summary} ${scriptError.message}` : (error as Error).message, {
      cause: error,
    })
  } finally {
    engine.free()
  }
}

let engineModule: Promise<typeof SchemaEngineModule> | undefined

/**
 * Cure 1: the package's own entry imports the .wasm file as a module, which Node 20 cannot; it is loaded by
 * hand, once, because its glue code has room for one instance.
 */
function loadEngine(): Promise<typeof SchemaEngineModule> {
  return (engineModule ??= instantiateEngine())
}

async function instantiateEngine(): Promise<typeof SchemaEngineModule> {
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => console.error('schema engine:', message),
    },
  })
  const entry = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const glue = await import(entry)
  const wasm = fs.readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  return glue as typeof SchemaEngineModule
}

/**
 * Cure 2: the adapter's own shadow database is the main one whenever it was given a connection string,
 * because the string wins over `database`. Here each is a database of its own, from template0, dropped after
 * use.
 */
function adapterFactory(
  url: string,
  onScriptError: (error: Error) => void,
): SqlMigrationAwareDriverAdapterFactory {
  const open = async (connectionString: string, after = async () => {}) => {
    const pool = new pg.Pool({ connectionString, max: 1 })
    pool.on('error', () => {})
    const adapter: SqlDriverAdapter = await new PrismaPg(pool).connect()
    adapter.queryRaw = query => queryCatalogue(adapter, pool, query)
    // Cure 4: the adapter cuts scripts at every semicolon, also in the middle of a function's body.
    adapter.executeScript = async script => {
      await pool.query(script).catch((error: Error) => {
        onScriptError(error)
        throw error
      })
    }
    adapter.dispose = async () => {
      await pool.end()
      await after()
    }
    return adapter
  }
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => open(url),
    connectToShadowDb: async () => {
      const name = `shadow_${randomUUID()}`
      await execute(url, `CREATE DATABASE "${name}" TEMPLATE template0`)
      const shadow = new URL(url)
      shadow.pathname = name
      return open(shadow.href, () => execute(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`))
    },
  }
}

/**
 * Cure 3: the adapter does not know "char", which the catalogue is full of. It passes through as text, and is
 * called a character again in the result. The query runs on a stand-in for the pool, so that two at a time
 * keep their columns apart.
 */
async function queryCatalogue(
  adapter: SqlDriverAdapter,
  pool: pg.Pool,
  query: SqlQuery,
): Promise<SqlResultSet> {
  const chars: number[] = []
  const client = {
    query: async (config: pg.QueryArrayConfig) => {
      const result = await pool.query(config)
      result.fields.forEach((field, column) => {
        if (field.dataTypeID !== OID_CHAR) return
        field.dataTypeID = OID_TEXT
        chars.push(column)
      })
      return result
    },
  }
  const standIn = Object.create(adapter, { client: { value: client } })
  const result = await (Object.getPrototypeOf(adapter) as SqlDriverAdapter).queryRaw.call(standIn, query)
  for (const column of chars) result.columnTypes[column] = ColumnTypeEnum.Character
  return result
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function listMigrations(dir: string): SchemaEngineModule.MigrationList {
  const lock = path.join(dir, 'migration_lock.toml')
  const names = fs
    .readdirSync(dir, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
  return {
    baseDir: dir,
    lockfile: {
      path: 'migration_lock.toml',
      content: fs.existsSync(lock) ? fs.readFileSync(lock, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map(name => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: fs.readFileSync(path.join(dir, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}
