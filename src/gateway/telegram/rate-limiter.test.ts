import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPacer, type Pacer } from './rate-limiter.ts'

/** Latencies of a message and of its answer, milliseconds. */
interface Call {
  chat: string
  there: number
  back: number
}

/** When each message leaves and arrives, if senders wait without limit and many calls are under way at once. */
function schedule(calls: Call[], pacer: Pacer = createPacer()) {
  let now = 0
  let open: { at: number; answered: (now: number) => void }[] = []
  const answerUntil = (time: number) => {
    for (const each of open.toSorted((a, b) => a.at - b.at)) if (each.at <= time) each.answered(each.at)
    open = open.filter(each => each.at > time)
  }
  return calls.map(({ chat, there, back }) => {
    for (let wait = pacer.wait(chat, now); wait > 0; wait = pacer.wait(chat, now)) answerUntil((now += wait))
    open.push({ at: now + there + back, answered: pacer.go(chat, now) })
    return { chat, at: now, arrives: now + there }
  })
}

const most = (times: number[], windowMs: number) =>
  Math.max(0, ...times.map(from => times.filter(at => at >= from && at < from + windowMs).length))

const atOnce = (chat: string): Call => ({ chat, there: 0, back: 0 })

test('a few messages go at once, then one a second on average', () => {
  const calls = Array.from({ length: 7 }, () => atOnce('42'))
  expect(schedule(calls).map(each => each.at)).toEqual([0, 0, 0, 3000, 3000, 3000, 6000])
})

test('a group gets twenty a minute, no fewer', () => {
  const calls = Array.from({ length: 60 }, () => atOnce('-100'))
  expect(schedule(calls).findLastIndex(each => each.at < 180_000)).toBe(59)
})

test('thirty a second overall, no fewer', () => {
  const calls = Array.from({ length: 300 }, (_, n) => atOnce(String(n)))
  expect(schedule(calls).at(-1)?.at).toBe(9_000)
})

const go = (pacer: Pacer, chat: string, now: number, count = 1) => pacer.go(chat, now, count)(now)

test('one busy chat does not hold up another', () => {
  const pacer = createPacer()
  go(pacer, '42', 0, 3)
  expect(pacer.wait('42', 0)).toBe(3_000)
  expect(pacer.wait('43', 0)).toBe(0)
})

test('what is still under way counts', () => {
  const pacer = createPacer()
  const answered = pacer.go('42', 0, 3)
  expect(pacer.wait('42', 9_000)).toBeGreaterThan(0)
  answered(9_000)
  expect(pacer.wait('42', 9_000)).toBe(3_000)
  expect(pacer.wait('42', 12_000)).toBe(0)
})

test('the pause that Telegram asked for holds for that chat only', () => {
  const pacer = createPacer()
  pacer.pause('42', 5_000)
  expect(pacer.wait('42', 0)).toBe(5_000)
  expect(pacer.wait('43', 0)).toBe(0)
  expect(pacer.wait('42', 5_000)).toBe(0)
})

test("Telegram's limits are kept where Telegram counts, for any senders and chats and any network delay", () => {
  const chat = fc.constantFrom('-100', '-200', '7', '8', ...[...Array(60)].map((_, n) => String(100 + n)))
  const delay = fc.oneof(fc.nat(80), fc.nat(2_000))
  const call = fc.record({ chat, there: delay, back: delay })
  fc.assert(
    fc.property(fc.array(call, { maxLength: 200, minLength: 50 }), calls => {
      const sent = schedule(calls)
      const arrivals = (of: (chat: string) => boolean) =>
        sent.filter(each => of(each.chat)).map(each => each.arrives)
      expect(
        most(
          arrivals(() => true),
          1_000,
        ),
      ).toBeLessThanOrEqual(30)
      for (const one of ['-100', '-200', '7', '8'])
        expect(
          most(
            arrivals(of => of === one),
            3_000,
          ),
        ).toBeLessThanOrEqual(3)
      for (const group of ['-100', '-200'])
        expect(
          most(
            arrivals(of => of === group),
            60_000,
          ),
        ).toBeLessThanOrEqual(20)
    }),
    { numRuns: 50 },
  )
})

test('an album counts as many messages as it has pictures', () => {
  const pacer = createPacer()
  go(pacer, '-100', 0, 10)
  expect(pacer.wait('-100', 0)).toBeGreaterThan(0)
  go(pacer, '42', 1_000, 10)
  expect(pacer.wait('42', 1_000)).toBe(9_000)
  expect(pacer.wait('42', 9_000)).toBe(1_000)
  go(pacer, '-100', 20_000, 10)
  expect(pacer.wait('-100', 40_000)).toBe(20_000)
})
