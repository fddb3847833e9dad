import { z } from 'zod'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { YAML11_SCHEMA, load as parse } from 'js-yaml'
import { createQueues } from '../queue/bullmq.ts'
import { ROOT } from '../lib/root.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { migrateDeploy } from './migrate.ts'

const MIGRATIONS = path.join(ROOT, 'prisma', 'migrations')

/**
 * Lists objects that the application's role does not own; none after the handover. Extensions stay the
 * superuser's.
 */
const NOT_ITS_OWN = `
  SELECT what FROM (
    SELECT 'database ' || datname AS what, datdba AS owner FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'schema ' || nspname, nspowner FROM pg_namespace WHERE oid >= 16384
    UNION ALL SELECT 'relation ' || oid::regclass, relowner FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT 'type ' || oid::regtype, typowner FROM pg_type WHERE oid >= 16384
    UNION ALL SELECT 'routine ' || p.oid::regprocedure, proowner FROM pg_proc p WHERE oid >= 16384
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  ) AS piece WHERE owner <> 'linli_app'::regrole AND what !~ 'toast|gtrgm'`

const TABLES = `SELECT count(*) FROM pg_class WHERE relkind = 'r' AND oid >= 16384`

let dataDir: string
let postgres: EmbeddedPostgres
beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-role-'))
  fs.chmodSync(dataDir, 0o755)
  postgres = await startEmbeddedPostgres({ dataDir })
})
afterAll(async () => {
  await postgres.stop()
  fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // A query of several statements returns several results.
    const results = [await client.query<unknown[]>({ text, rowMode: 'array' })].flat()
    return results.flatMap(({ rows }) => rows.flat())
  } finally {
    await client.end()
  }
}

async function queueOf<T>(
  url: string,
  use: (queues: ReturnType<typeof createQueues>) => Promise<T>,
): Promise<T> {
  const queues = createQueues({ databaseUrl: url, onError: () => {} })
  try {
    return await use(queues)
  } finally {
    await queues.close()
  }
}

describe('PostgreSQL as its own least role: the application', () => {
  test.each([
    ['runs no program', `CREATE TEMP TABLE said (line text); COPY said FROM PROGRAM 'id'`],
    ['writes to no program', `COPY (SELECT 1) TO PROGRAM 'cat'`],
    ['reads no file by COPY', `CREATE TEMP TABLE said (line text); COPY said FROM '/etc/passwd'`],
    ['writes no file', `COPY (SELECT 1) TO '/tmp/linli-role'`],
    ['reads no file by function', `SELECT pg_read_file('linli.password')`],
    ['lists no directory', `SELECT pg_ls_dir('.')`],
    ['imports no file', `SELECT lo_import('/etc/passwd')`],
    ['makes no role', 'CREATE ROLE other'],
    ['makes no database', 'CREATE DATABASE other'],
    ['changes no setting of the server', `ALTER SYSTEM SET archive_command = 'id'`],
    ['makes itself no superuser', 'ALTER ROLE linli_app SUPERUSER'],
    ['becomes no superuser', 'SET ROLE linli'],
    ['joins no other role', 'GRANT pg_execute_server_program TO linli_app'],
    ['sees no password', 'SELECT rolpassword FROM pg_authid'],
    ['loads no language', 'CREATE LANGUAGE plpython3u'],
    ['loads no library', `CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc.so.6', 'system'`],
  ])('%s', async (_, statement) => {
    await expect(sql(postgres.url, statement)).rejects.toThrow(
      /permission denied|must be superuser|Only roles with|is not available/,
    )
  })

  test('sees no other database', async () => {
    for (const other of ['postgres', 'template1'])
      await expect(sql(postgres.url.replace(/linli$/, other), 'SELECT 1')).rejects.toThrow(
        'permission denied',
      )
  })

  test('has a secret of its own; both are in files that only the user of PostgreSQL reads', () => {
    const secrets = ['linli.password', 'linli_app.password'].map(name => {
      const file = path.join(dataDir, 'postgres', name)
      expect(fs.statSync(file).mode & 0o777).toBe(0o600)
      expect(fs.statSync(file).uid).toBe(fs.statSync(path.dirname(file)).uid)
      return fs.readFileSync(file, 'utf8')
    })
    expect(new URL(postgres.adminUrl).password).toBe(secrets[0])
    expect(new URL(postgres.url).password).toBe(secrets[1])
    expect(secrets[0]).not.toBe(secrets[1])
  })
})

test('a data directory of a superuser comes over with its rows, its queue and all that is in it, and stays over', {
  timeout: 60_000,
}, async () => {
  // The layout of older versions: one superuser owns everything.
  const old = postgres.adminUrl
  await sql(
    old,
    `ALTER DATABASE linli OWNER TO linli; DROP ROLE linli_app;
     GRANT CONNECT ON DATABASE postgres, template1 TO PUBLIC`,
  )
  fs.rmSync(path.join(dataDir, 'postgres', 'linli_app.password'))
  await migrateDeploy(old, MIGRATIONS)
  await queueOf(old, queues => queues.enqueue('triage', { conversationId: randomUUID() }))
  await sql(
    old,
    `CREATE EXTENSION pg_trgm; CREATE TABLE lamp (id int GENERATED ALWAYS AS IDENTITY, no serial, place text);
     INSERT INTO lamp (place) SELECT '3号楼' FROM generate_series(1, 1000);
     CREATE SCHEMA "Own Schema"; CREATE TABLE "Own Schema"."Table" (id int) PARTITION BY RANGE (id);
     CREATE TABLE "Own Schema".part PARTITION OF "Own Schema"."Table" DEFAULT;
     CREATE VIEW lamps AS SELECT * FROM lamp; CREATE MATERIALIZED VIEW many AS SELECT * FROM lamp;
     CREATE SEQUENCE steps; CREATE TYPE mood AS ENUM ('calm'); CREATE DOMAIN short AS varchar(9);
     CREATE TYPE pair AS (a int, b int); CREATE TYPE span AS RANGE (subtype = int);
     CREATE PROCEDURE tidy(pair) LANGUAGE sql AS 'SELECT 1';
     CREATE AGGREGATE product(int) (sfunc = int4mul, stype = int)`,
  )
  const tables = await sql(old, TABLES)
  await postgres.stop()

  for (const start of [1, 2]) {
    postgres = await startEmbeddedPostgres({ dataDir })
    expect(new URL(postgres.url).username, `start ${start}`).toBe('linli_app')
    expect(await sql(postgres.url, NOT_ITS_OWN)).toEqual([])
    expect(await sql(postgres.url, TABLES)).toEqual(tables)
    expect(await sql(postgres.url, 'SELECT count(*)::int FROM lamp')).toEqual([999 + start])
    await sql(
      postgres.url,
      `INSERT INTO lamp (place) VALUES ('4号楼'); ALTER TABLE lamp ADD COLUMN IF NOT EXISTS lit bool`,
    )
    expect(await migrateDeploy(postgres.url, MIGRATIONS)).toEqual({ applied: [], warnings: [] })
    expect(await queueOf(postgres.url, queues => queues.waiting('triage'))).toBe(1)
    await expect(sql(postgres.url, 'CREATE ROLE other')).rejects.toThrow('permission denied')
    if (start === 1) await postgres.stop()
  }
})

const Service = z.object({
  environment: z.record(z.string(), z.unknown()).default({}),
  depends_on: z.record(z.string(), z.unknown()).default({}),
  volumes: z.array(z.string()).default([]),
  command: z.union([z.string(), z.array(z.string())]).default([]),
})

describe('compose.yaml', () => {
  // Merge keys (<<) are YAML 1.1.
  const { services } = z
    .object({ services: z.record(z.string(), Service) })
    .parse(parse(fs.readFileSync(path.join(ROOT, 'compose.yaml'), 'utf8'), { schema: YAML11_SCHEMA }))
  const role = Service.parse(services['role'])

  test('gives Linli the least role and its password only', () => {
    for (const name of ['gateway', 'processors']) {
      const { environment, depends_on } = Service.parse(services[name])
      expect(new URL(String(environment['DATABASE_URL']).replace(/\$\{.*\}/, 'x')).username).toBe('linli_app')
      expect(environment['POSTGRES_PASSWORD']).toBe('')
      expect(depends_on['role']).toEqual({ condition: 'service_completed_successfully' })
    }
    expect(role.volumes).toEqual(['./prisma/least-role.sql:/least-role.sql:ro'])
  })

  const PSQL = spawnSync('psql', ['--version']).status === 0
  test.skipIf(!PSQL)('its step for the role works on a server that has only a superuser', async () => {
    await sql(postgres.adminUrl, 'CREATE DATABASE composed')
    const url = new URL(postgres.adminUrl)
    url.pathname = 'composed'
    onTestFinished(() => sql(postgres.adminUrl, 'DROP DATABASE composed').then(() => {}))
    await sql(url.href, 'CREATE TABLE lamp (id int)')
    const { password } = new URL(postgres.url)
    const [command = '', ...parts] = [role.command].flat()
    const done = spawnSync(
      command,
      parts.map(part => part.replace('/least-role.sql', path.join(ROOT, 'prisma/least-role.sql'))),
      {
        env: {
          PATH: process.env.PATH,
          PGHOST: url.hostname,
          PGPORT: url.port,
          PGUSER: url.username,
          PGPASSWORD: url.password,
          PGDATABASE: 'composed',
          PGOPTIONS: String(role.environment['PGOPTIONS']).replace(/\$\{.*\}/, password),
        },
        encoding: 'utf8',
      },
    )
    expect(done.stderr).toBe('')
    const app = new URL(postgres.url)
    app.pathname = 'composed'
    expect(await sql(app.href, NOT_ITS_OWN)).toEqual([])
  })
})
