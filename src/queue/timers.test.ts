import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { tryLock } from '../db/advisory-lock.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { startTimers } from './timers.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
}, 60_000)
afterAll(() => db.close())

const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 })
const every = { sweep: 20, deadline: 20 }

it('one process works at a time, and each goes on when the other ends', async () => {
  let [first, second, atOnce, most] = [0, 0, 0, 0]
  const work = (count: () => void) => async () => {
    most = Math.max(most, ++atOnce)
    count()
    await new Promise(done => setTimeout(done, 5))
    atOnce--
  }
  const process = (count: () => void) =>
    startTimers({
      pool: db.pool,
      timers: { sweep: work(count) },
      every,
      onError: error => expect.unreachable(String(error)),
    })
  const stopFirst = process(() => first++)
  const stopSecond = process(() => second++)
  await soon(() => expect(Math.min(first, second)).toBeGreaterThan(3))
  await stopFirst()
  const [ended, before] = [first, second]
  await soon(() => expect(second).toBeGreaterThan(before + 3))
  expect(first).toBe(ended)
  await stopSecond()
  expect(most).toBe(1)
})

it('goes on after a failure, and what fails stops no other', async () => {
  const failed: string[] = []
  let ran = 0
  const stop = startTimers({
    pool: db.pool,
    timers: {
      sweep: async () => {
        throw new Error('not now')
      },
      deadline: async () => void ran++,
    },
    every,
    onError: (error, name) => failed.push(`${name}: ${(error as Error).message}`),
  })
  await soon(() => expect(Math.min(failed.length, ran)).toBeGreaterThan(2))
  await stop()
  expect(new Set(failed)).toEqual(new Set(['sweep: not now']))
})

it('a process that hangs with the lock stops the others only briefly', async () => {
  const hung = await tryLock(db.pool, 'timer sweep')
  let ran = 0
  const stop = startTimers({
    pool: db.pool,
    timers: { sweep: async () => void ran++ },
    every,
    onError: error => expect.unreachable(String(error)),
  })
  await soon(() => expect(ran).toBeGreaterThan(1))
  await stop()
  await hung?.release()
})
