import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPacer } from './pacer.ts'

/** When each of these messages may go, if every sender is as patient as it takes. */
function schedule(chats: string[]): { chat: string; at: number }[] {
  const pacer = createPacer()
  let now = 0
  return chats.map(chat => {
    for (let wait = pacer.take(chat, now); wait > 0; wait = pacer.take(chat, now)) now += wait
    return { chat, at: now }
  })
}

const most = (times: number[], windowMs: number) =>
  Math.max(0, ...times.map(from => times.filter(at => at >= from && at < from + windowMs).length))

test('a few messages go at once, then one a second', () => {
  expect(schedule(Array(6).fill('42')).map(each => each.at)).toEqual([0, 0, 0, 1000, 2000, 3000])
})

test('one busy chat does not hold up another', () => {
  const pacer = createPacer()
  for (let n = 0; n < 4; n++) pacer.take('42', 0)
  expect(pacer.take('42', 0)).toBeGreaterThan(0)
  expect(pacer.take('43', 0)).toBe(0)
})

test('a refused turn costs nothing', () => {
  const pacer = createPacer()
  for (let n = 0; n < 3; n++) pacer.take('42', 0)
  for (let n = 0; n < 50; n++) pacer.take('42', 0)
  expect(pacer.take('42', 0)).toBe(1000)
  expect(pacer.take('42', 1000)).toBe(0)
})

test('the pause that Telegram asked for holds for that chat only', () => {
  const pacer = createPacer()
  pacer.pause('42', 5_000)
  expect(pacer.take('42', 0)).toBe(5_000)
  expect(pacer.take('43', 0)).toBe(0)
  expect(pacer.take('42', 5_000)).toBe(0)
})

test("Telegram's limits are kept, whoever writes to whom", () => {
  const chat = fc.constantFrom('-100', '-200', ...[...Array(60)].map((_, n) => String(n)))
  fc.assert(
    fc.property(fc.array(chat, { maxLength: 150 }), chats => {
      const sent = schedule(chats)
      expect(
        most(
          sent.map(each => each.at),
          1_000,
        ),
      ).toBeLessThanOrEqual(30)
      for (const group of ['-100', '-200'])
        expect(
          most(
            sent.filter(each => each.chat === group).map(each => each.at),
            60_000,
          ),
        ).toBeLessThanOrEqual(20)
    }),
    { numRuns: 50 },
  )
})

test('an album counts as many messages as it has pictures', () => {
  const pacer = createPacer()
  expect(pacer.take('-100', 0, 10)).toBe(0)
  expect(pacer.take('-100', 0)).toBeGreaterThan(0)
  expect(pacer.take('42', 1_000, 10)).toBe(0)
  expect(pacer.take('42', 2_000)).toBe(7_000)
})
