import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { newId } from '../lib/ids.ts'
import { shiftClock } from '../testing/shift-clock.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { describeApart, followDatabase } from './database-clock.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
}, 60_000)
afterAll(() => db.close())
let setRight = () => {}
afterEach(() => setRight())

const databaseTime = async () =>
  (await db.pool.query<{ at: Date }>('SELECT clock_timestamp() AS at')).rows[0]?.at.getTime() ?? 0

it.each([-20_000, 180_000])(
  'a process whose clock is wrong by %i ms goes by the database’s, and says so with the fix',
  async wrong => {
    setRight = shiftClock(wrong)
    const told: number[] = []
    const clock = await followDatabase(db.pool, ahead => told.push(ahead))
    expect(Math.abs(clock.now().getTime() - (await databaseTime()))).toBeLessThan(1_000)
    expect(told).toEqual([expect.closeTo(-wrong, -3)])
    const seconds = Math.abs(wrong) / 1000
    expect(describeApart(told[0] ?? 0)).toMatch(
      new RegExp(`数据库${wrong < 0 ? '慢' : '快'} ${seconds} 秒.*set-ntp true.*set-ntp true$`),
    )
    // The clock is corrected: no second warning.
    setRight()
    await clock.measure()
    expect(clock.ahead()).toBe(0)
    expect(told).toHaveLength(1)
  },
)

it('clocks that agree are let be, and time does not step', async () => {
  const told: number[] = []
  const clock = await followDatabase(db.pool, ahead => told.push(ahead))
  expect(clock.ahead()).toBe(0)
  expect(told).toEqual([])
})

it('after a start with a clock in the future later messages sort below older ones', async () => {
  // Made while the clock is ten minutes ahead.
  setRight = shiftClock(600_000)
  const future = newId()
  setRight()
  const [identity, conversation] = [newId(), newId()]
  await db.pool.query("INSERT INTO identity (id, channel, external_id) VALUES ($1, 'local', 'x')", [identity])
  await db.pool.query(
    "INSERT INTO conversation (id, channel, external_id, kind) VALUES ($1, 'local', 'x', 'private')",
    [conversation],
  )
  await db.pool.query(
    `INSERT INTO inbound_message (id, channel, external_id, identity_id, conversation_id, kind, received_at)
     VALUES ($1, 'local', 'x', $2, $3, 'text', $4)`,
    [future, identity, conversation, new Date(Date.now() + 600_000)],
  )
  // A restart with a correct clock.
  vi.resetModules()
  const ids = await import('../lib/ids.ts')
  expect(ids.newId() < future).toBe(true)
  const { noteNewest } = await import('./database-clock.ts')
  await noteNewest(db.pool)
  const later = [ids.newId(), ids.newId(), ids.newId()]
  expect([future, ...later].toSorted()).toEqual([future, ...later])
})
