import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cutAtOpen } from '../testing/cutting-proxy.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { inTransaction, openDatabase } from './client.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.pool.query('TRUNCATE ticket_counter'))

const insert = `INSERT INTO ticket_counter (day, last) VALUES ('20261120', 1)`
const days = async () => (await database.pool.query('SELECT day FROM ticket_counter')).rowCount

test('Prisma and plain SQL see the same rows through the same pool', async () => {
  await database.pool.query(insert)
  expect(await database.prisma.ticketCounter.findMany()).toEqual([{ day: '20261120', last: 1 }])
})

test('a transaction commits and hands back what the work returned', async () => {
  expect(await inTransaction(database.pool, async client => (await client.query(insert)).rowCount)).toBe(1)
  expect(await days()).toBe(1)
})

test('an exception rolls back, comes out unchanged, and gives the connection back', async () => {
  const mishap = new Error('mishap')
  const work = inTransaction(database.pool, async client => {
    await client.query(insert)
    throw mishap
  })
  await expect(work).rejects.toBe(mishap)
  expect(await days()).toBe(0)
  expect(database.pool.totalCount).toBe(database.pool.idleCount)
})

test('a swallowed error does not look like a commit', async () => {
  const work = inTransaction(database.pool, async client => {
    await client.query(insert)
    await client.query('SELECT 1 / 0').catch(() => {})
  })
  await expect(work).rejects.toThrow('nothing was committed')
  expect(await days()).toBe(0)
})

test('a connection that breaks in the middle is thrown away, and the process lives', async () => {
  const work = inTransaction(database.pool, async client => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]?.pid])
    await client.query(insert)
  })
  await expect(work).rejects.toThrow()
  expect(database.pool.totalCount).toBe(database.pool.idleCount)
  expect(await days()).toBe(0)
})

test('an idle connection that breaks is told and replaced', async () => {
  const lost: Error[] = []
  const other = openDatabase(database.url, { max: 1, onConnectionLost: error => lost.push(error) })
  const { rows } = await other.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]?.pid])
  await expect.poll(() => lost.length).toBe(1)
  expect(await other.prisma.ticketCounter.count()).toBe(0)
  await other.close()
})

test('close() ends every connection, and a second close() is no mistake', async () => {
  const other = openDatabase(database.url, { max: 2 })
  await other.prisma.ticketCounter.count()
  await Promise.all([other.close(), other.close()])
  expect(other.pool.totalCount).toBe(0)
  await expect(other.pool.query('SELECT 1')).rejects.toThrow()
})

test('an answer that a network swallows is not waited for for ever, and the next comes over another connection', async () => {
  const proxy = await cutAtOpen(database.url)
  const other = openDatabase(proxy.url, { max: 1, answerWithinMs: 300 })
  await other.pool.query('SELECT 1')
  proxy.swallow()
  await expect(inTransaction(other.pool, client => client.query('SELECT 1'))).rejects.toThrow('timeout')
  expect((await other.pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }])
  proxy.swallow()
  await expect(other.prisma.ticketCounter.findMany()).rejects.toThrow()
  expect(await other.prisma.ticketCounter.findMany()).toEqual(expect.any(Array))
  await other.close()
  await proxy.close()
})
