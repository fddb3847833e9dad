import { beforeEach, expect, it } from 'vitest'
import { createReadiness } from './readiness.ts'

let at: number
let asked: string[]
let database: () => Promise<unknown>
let queue: () => Promise<unknown>
const make = () =>
  createReadiness({
    checks: {
      database: () => {
        asked.push('database')
        return database()
      },
      queue: () => {
        asked.push('queue')
        return queue()
      },
    },
    now: () => new Date(at),
    boundMs: 30,
  })
beforeEach(() => {
  at = 1_800_000_000_000
  asked = []
  database = async () => {}
  queue = async () => {}
})

it('names what is away, and comes back by itself', async () => {
  const missing = make()
  expect(await missing()).toBeNull()
  queue = () => Promise.reject(new Error('away'))
  at += 1_000
  expect(await missing()).toBe('queue')
  database = () => Promise.reject(new Error('away'))
  at += 1_000
  expect(await missing()).toBe('database')
  database = queue = async () => {}
  at += 1_000
  expect(await missing()).toBeNull()
})

it('caches its answer for a moment, however often it is called', async () => {
  const missing = make()
  await Promise.all(Array.from({ length: 50 }, missing))
  await missing()
  expect(asked).toEqual(['database', 'queue'])
  at -= 60_000
  await missing()
  expect(asked).toHaveLength(4)
})

it('waits only so long, and never for two answers of one that hangs', async () => {
  database = () => new Promise(() => {})
  const missing = make()
  expect(await missing()).toBe('database')
  at += 1_000
  expect(await missing()).toBe('database')
  expect(asked.filter(part => part === 'database')).toHaveLength(1)
})
