/**
 * Rate limit at a human pace: WeChat restricts accounts that answer at once, all day, in many chats. Its
 * limits are not published, so these are careful guesses. No clock of its own: the caller passes the time, in
 * milliseconds, and randomness.
 */
export interface Pacer {
  /**
   * Books a slot for so many characters.
   * @returns milliseconds to wait before sending; with `booked` false the wait is too long, and nothing was
   * booked.
   */
  book(chat: string, characters: number, now: number): { wait: number; booked: boolean }
}

/** Reading time before an answer. */
const THINK = [600, 1_500] as const
/** Between two messages in any chats. */
const BETWEEN = [1_000, 2_000] as const
/** Between two messages in one chat, plus typing time. */
const SAME_CHAT = [2_000, 4_000] as const
const TYPING_PER_CHARACTER = 25
const LONGEST_TYPING = 4_000
/** Longer waits are returned to the outbox, where several changes may become one message meanwhile. */
const LONGEST_WAIT = 15_000
const CHATS = 10_000

export function createPacer(random: () => number = Math.random): Pacer {
  const between = ([least, most]: readonly [number, number]) => least + (most - least) * random()
  const free = new Map<string, number>()
  let anywhere = 0
  return {
    book(chat, characters, now) {
      const at = Math.max(now + between(THINK), anywhere, free.get(chat) ?? 0)
      const wait = Math.ceil(at - now)
      if (wait > LONGEST_WAIT) return { wait, booked: false }
      anywhere = at + between(BETWEEN)
      free.set(chat, at + between(SAME_CHAT) + Math.min(LONGEST_TYPING, characters * TYPING_PER_CHARACTER))
      if (free.size > CHATS) for (const [key, time] of free) if (time < now) free.delete(key)
      return { wait, booked: true }
    },
  }
}
