import { expect, test } from 'vitest'
import { costOf, createDailyBudget } from './budget.ts'

/** A budget of 10 a day, on clocks and a record that the test sets. */
function ofTen() {
  const world = {
    time: 1,
    day: new Date('2026-11-20T16:00:00Z'),
    recorded: 0,
    reads: 0,
    told: [] as number[],
  }
  const budget = createDailyBudget({
    limit: 10,
    today: () => world.day,
    read: () => {
      world.reads++
      return Promise.resolve(world.recorded)
    },
    onSpent: spent => world.told.push(spent),
    now: () => world.time,
  })
  return { world, budget }
}

test('a price is for a million tokens', () => {
  const call = { inputTokens: 2_000_000, outputTokens: 500_000 }
  expect(costOf(call, { input: 3, output: 8 })).toBe(10)
  expect(costOf(call, null)).toBe(0)
})

test('what was spent before this process began counts', async () => {
  const { world, budget } = ofTen()
  world.recorded = 10
  expect(await budget.mayAsk()).toBe(false)
})

test('own calls count at once, those of others within seconds', async () => {
  const { world, budget } = ofTen()
  expect(await budget.mayAsk()).toBe(true)
  world.recorded = 12
  world.time += 4999
  expect([await budget.mayAsk(), world.reads]).toEqual([true, 1])
  world.time += 1
  expect([await budget.mayAsk(), world.reads]).toEqual([false, 2])

  const own = ofTen()
  await own.budget.mayAsk()
  own.budget.add(10)
  expect(await own.budget.mayAsk()).toBe(false)
})

test('near the end the record is read before every call', async () => {
  const { world, budget } = ofTen()
  world.recorded = 9.6
  for (let i = 0; i < 3; i++) expect(await budget.mayAsk()).toBe(true)
  expect(world.reads).toBe(3)
  world.recorded = 10
  expect(await budget.mayAsk()).toBe(false)
  // A spent budget stays spent, so the record is not read again.
  await budget.mayAsk()
  expect(world.reads).toBe(4)
})

test('many who ask at once share one look', async () => {
  const { world, budget } = ofTen()
  await Promise.all(Array.from({ length: 20 }, () => budget.mayAsk()))
  expect(world.reads).toBe(1)
})

test('a record that is older than our own calls does not give money back', async () => {
  const { world, budget } = ofTen()
  await budget.mayAsk()
  budget.add(9)
  world.recorded = 2
  world.time += 5000
  await budget.mayAsk()
  budget.add(1)
  expect(await budget.mayAsk()).toBe(false)
})

test('one word a day, and the next day it goes on by itself', async () => {
  const { world, budget } = ofTen()
  budget.add(11)
  for (let i = 0; i < 5; i++) expect(await budget.mayAsk()).toBe(false)
  expect(world.told).toEqual([11])
  world.day = new Date('2026-11-21T16:00:00Z')
  expect(await budget.mayAsk()).toBe(true)
  budget.add(10)
  expect(await budget.mayAsk()).toBe(false)
  expect(world.told).toEqual([11, 10])
})
