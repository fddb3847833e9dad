import { expect, test } from 'vitest'
import { createStrictLimits } from './strict-limits.ts'

test('one message too many is refused, for as long as it takes', () => {
  const limits = createStrictLimits()
  for (let chat = 0; chat < 30; chat++) expect(limits.count(String(chat), 0)).toBe(0)
  expect(limits.count('30', 999)).toBe(1)
  expect(limits.count('30', 1_000)).toBe(0)
})

test('a chat has a burst of three, a group twenty a minute', () => {
  const limits = createStrictLimits()
  const taken = Array.from({ length: 61 }, (_, second) => limits.count('-100', second * 1_000))
  expect(taken.slice(0, 21)).toEqual([...Array(20).fill(0), 40])
  expect(taken.slice(-2)).toEqual([1, 0])
  expect([0, 1, 2, 2_999, 3_000].map(at => limits.count('42', 100_000 + at))).toEqual([0, 0, 0, 1, 0])
})
