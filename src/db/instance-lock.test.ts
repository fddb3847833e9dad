import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { acquireInstanceLock } from './instance-lock.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
})
afterAll(() => database.close())

const holders = async () =>
  (
    await database.pool.query(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database =
    (SELECT oid FROM pg_database WHERE datname = current_database())`)
  ).rows.map(row => row.pid as number)

test('a second instance is refused until the first has let go', async () => {
  const first = await acquireInstanceLock(database.url)
  expect(first).not.toBeNull()
  expect(await acquireInstanceLock(database.url)).toBeNull()
  await first?.release()
  const second = await acquireInstanceLock(database.url)
  expect(second).not.toBeNull()
  await second?.release()
})

test('kill -9 of the holder frees it', async () => {
  const module = new URL('./instance-lock.ts', import.meta.url).href
  const code = `const { acquireInstanceLock } = await import(${JSON.stringify(module)})
    await acquireInstanceLock(${JSON.stringify(database.url)})
    console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(await acquireInstanceLock(database.url)).toBeNull()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const next = await acquireInstanceLock(database.url)
  expect(next).not.toBeNull()
  await next?.release()
})

test('a holder whose database restarts takes the lock anew', async () => {
  const lock = await acquireInstanceLock(database.url)
  const [pid] = await holders()
  await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [pid])
  await expect.poll(async () => (await holders())[0], { timeout: 5_000 }).not.toBe(undefined)
  expect(await acquireInstanceLock(database.url)).toBeNull()
  await lock?.release()
  await expect.poll(holders).toEqual([])
})

test('a holder who comes back too late is told', async () => {
  const onLost = vi.fn()
  await acquireInstanceLock(database.url, { onLost })
  const [pid] = await holders()
  const usurper = await database.pool.connect()
  const waiting = usurper.query('SELECT pg_advisory_lock(465625312361)')
  await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [pid])
  await waiting
  await expect.poll(() => onLost.mock.calls.length, { timeout: 5_000 }).toBe(1)
  await usurper.query('SELECT pg_advisory_unlock_all()')
  usurper.release()
})
