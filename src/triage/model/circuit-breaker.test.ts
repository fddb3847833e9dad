import { expect, test } from 'vitest'
import { createBreaker } from './circuit-breaker.ts'

function onAVirtualClock() {
  let time = 0
  const breaker = createBreaker({ failures: 3, restMs: 1000, longestRestMs: 3000, now: () => time })
  return { ...breaker, pass: (ms: number) => void (time += ms) }
}

test('rests after failures in a row, not after failures in all', () => {
  const breaker = onAVirtualClock()
  breaker.failed()
  breaker.failed()
  breaker.worked()
  breaker.failed()
  breaker.failed()
  expect(breaker.mayAsk()).toBe(true)
  breaker.failed()
  expect(breaker.mayAsk()).toBe(false)
})

test('lets exactly one probe through, and opens when it works', () => {
  const breaker = onAVirtualClock()
  for (let i = 0; i < 3; i++) breaker.failed()
  breaker.pass(999)
  expect(breaker.mayAsk()).toBe(false)
  breaker.pass(1)
  expect([breaker.mayAsk(), breaker.mayAsk()]).toEqual([true, false])
  breaker.worked()
  expect([breaker.mayAsk(), breaker.mayAsk()]).toEqual([true, true])
})

test('a failed probe doubles the rest, up to a limit', () => {
  const breaker = onAVirtualClock()
  for (let i = 0; i < 3; i++) breaker.failed()
  for (const rest of [1000, 2000, 3000, 3000]) {
    breaker.pass(rest - 1)
    expect(breaker.mayAsk()).toBe(false)
    breaker.pass(1)
    expect(breaker.mayAsk()).toBe(true)
    breaker.failed()
  }
})

test('rests at once, and as long as the service asks, within the limit', () => {
  const breaker = onAVirtualClock()
  breaker.failed(2500)
  breaker.pass(2499)
  expect(breaker.mayAsk()).toBe(false)
  breaker.pass(1)
  expect(breaker.mayAsk()).toBe(true)
})

test('a straggler asked before the rest does not lengthen it', () => {
  const breaker = onAVirtualClock()
  for (let i = 0; i < 3; i++) breaker.failed()
  breaker.pass(900)
  breaker.failed()
  breaker.pass(100)
  expect(breaker.mayAsk()).toBe(true)
})
