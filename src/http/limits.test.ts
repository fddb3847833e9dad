import { expect, it } from 'vitest'
import { createLimiter, UNLIMITED } from './limits.ts'

it('lets a burst through, then a steady pace, each key for itself', () => {
  let now = 0
  const wait = createLimiter({ burst: 3, perSecond: 0.5 }, () => now)
  expect([wait('a'), wait('a'), wait('a'), wait('a'), wait('b')]).toEqual([0, 0, 0, 2, 0])
  now = 1_000
  expect(wait('a')).toBe(1)
  now = 2_000
  expect([wait('a'), wait('a')]).toEqual([0, 2])
  now = 1e9
  expect([wait('a'), wait('a'), wait('a'), wait('a')]).toEqual([0, 0, 0, 2])
})

it('is not confused by a clock that goes back', () => {
  let now = 10_000
  const wait = createLimiter({ burst: 1, perSecond: 1 }, () => now)
  wait('a')
  now = 0
  expect(wait('a')).toBe(1)
})

it('can be lifted', () => {
  const wait = createLimiter(UNLIMITED)
  expect(Array.from({ length: 1_000 }, () => wait('a')).every(seconds => seconds === 0)).toBe(true)
})
