import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { isAlive } from './postgres-cluster.ts'
import { readPostmaster } from './postmaster.ts'

// The tests share one data directory and run in order: creating one takes most of a second.
let dataDir: string
let cluster: string
beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-embedded-'))
  fs.chmodSync(dataDir, 0o755)
  cluster = path.join(dataDir, 'postgres')
})
afterAll(() => {
  // Stops only a server that a failed test left running, by the pid in this directory's lock file.
  const postmaster = readPostmaster(cluster)
  if (postmaster && isAlive(postmaster.pid)) process.kill(postmaster.pid, 'SIGQUIT')
  fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

async function start(log: string[] = []): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: message => log.push(message) })
  onTestFinished(() => postgres.stop())
  return postgres
}

/** Starts PostgreSQL in a child process that is killed as soon as the server is up. */
async function startAndDie(): Promise<string> {
  const module = new URL('./embedded-postgres.ts', import.meta.url).href
  const code = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)})
    console.log((await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} })).url)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return String(url).trim()
}

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

test('a cold start: knows Chinese, keeps every write, is on this machine only', async () => {
  const postgres = await start()
  expect(postgres.adopted).toBe(false)
  expect(postgres.url).toMatch(/^postgresql:\/\/linli_app:[\w-]{32}@127\.0\.0\.1:\d+\/linli$/)
  expect(
    await sql(
      postgres.adminUrl,
      `SELECT current_setting(name) FROM unnest(ARRAY['fsync', 'synchronous_commit',
    'listen_addresses', 'unix_socket_directories', 'server_encoding', 'TimeZone']) AS name`,
    ),
  ).toEqual(['on', 'on', '127.0.0.1', '', 'UTF8', 'UTC'])
  expect(await sql(postgres.url, `SELECT '楼道灯' ~ '^\\w+$'`)).toEqual([true])
  expect(await sql(postgres.url, 'CREATE EXTENSION pg_trgm')).toEqual([])
  expect(await sql(postgres.url, `SELECT similarity('状元府3号楼', '状元府') > 0.3`)).toEqual([true])
  await sql(postgres.url, 'CREATE TABLE lamp AS SELECT 1 AS id')
  await expect(sql(postgres.url.replace(/linli_app:[^@]+@/, 'linli_app:wrong@'), 'SELECT 1')).rejects.toThrow(
    'password',
  )
})

test('a warm start finds what was written, and stop() leaves no process', async () => {
  const postgres = await start()
  expect(await sql(postgres.url, 'SELECT id FROM lamp')).toEqual([1])
  const { pid } = readPostmaster(cluster) ?? { pid: 0 }
  await postgres.stop()
  // The kernel may not have removed the process yet.
  await expect.poll(() => isAlive(pid)).toBe(false)
  await postgres.stop()
})

test('after kill -9 of the process that started it, the next start adopts it', async () => {
  const url = await startAndDie()
  const log: string[] = []
  const postgres = await start(log)
  expect(postgres.adopted).toBe(true)
  expect(postgres.url).toBe(url)
  expect(log).toEqual([expect.stringContaining('adopted')])
})

test('kill -9 of the server: it is back on the same address, with all that was acknowledged', async () => {
  const log: string[] = []
  const postgres = await start(log)
  await sql(postgres.url, 'INSERT INTO lamp VALUES (2)')
  const before = readPostmaster(cluster)?.pid ?? 0
  process.kill(before, 'SIGKILL')
  await expect
    .poll(() => sql(postgres.url, 'SELECT id FROM lamp').catch(() => []), { timeout: 10_000 })
    .toEqual([1, 2])
  expect(readPostmaster(cluster)?.pid).not.toBe(before)
  expect(log).toContain('PostgreSQL is gone: starting it again')
})

test('kill -9 of both: the next start recovers', async () => {
  await startAndDie()
  const abandoned = readPostmaster(cluster)?.pid ?? 0
  process.kill(abandoned, 'SIGKILL')
  const postgres = await start()
  expect(readPostmaster(cluster)?.pid).not.toBe(abandoned)
  expect(await sql(postgres.url, 'SELECT id FROM lamp')).toEqual([1, 2])
})

test('two starts at once share one server', async () => {
  const [one, other] = await Promise.all([start(), start()])
  expect(one.url).toBe(other.url)
  expect([one.adopted, other.adopted].sort()).toEqual([false, true])
})

test('a lock file that names an unrelated process, as after a reboot, does not stop a start', async () => {
  const stranger = spawn('sleep', ['60'])
  onTestFinished(() => void stranger.kill())
  const lines = [stranger.pid, cluster, 0, 5432, '', '127.0.0.1', '', 'ready', '']
  fs.writeFileSync(path.join(cluster, 'postmaster.pid'), lines.join('\n'))
  const { uid, gid } = fs.statSync(cluster)
  fs.chownSync(path.join(cluster, 'postmaster.pid'), uid, gid)
  expect((await start()).adopted).toBe(false)
})

test('a setting that PostgreSQL does not take is told at once, in its words', async () => {
  const attempt = startEmbeddedPostgres({ dataDir, settings: { shared_buffers: 'plenty' } })
  await expect(attempt).rejects.toThrow(/shared_buffers.*postgres\.log/)
})

test('a cluster of another major version is named, with the way across', async () => {
  const version = path.join(cluster, 'PG_VERSION')
  fs.writeFileSync(version, '16\n')
  onTestFinished(() => fs.writeFileSync(version, '18\n'))
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    /PostgreSQL 16, and this Linli brings 18.*pg_dump/,
  )
})
