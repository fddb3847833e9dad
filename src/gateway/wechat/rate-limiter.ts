/**
 * A pace that a person could keep: accounts that answer at once, all day, in many chats at a time are the ones that
 * WeChat restricts. Nobody outside publishes its limits, so these are careful guesses. Pure: the caller brings time, in
 * milliseconds, and chance.
 */
export interface Pacer {
  /**
   * Books a turn for so many characters.
   * @returns how long to wait before sending; with `booked` false it is too long, and nothing was booked.
   */
  book(chat: string, characters: number, now: number): { wait: number; booked: boolean }
}

/** A look before the answer. */
const THINK = [600, 1_500] as const
/** Between two messages, whatever their chats. */
const BETWEEN = [1_000, 2_000] as const
/** Between two messages in one chat, and typing on top. */
const SAME_CHAT = [2_000, 4_000] as const
const TYPING_PER_CHARACTER = 25
const LONGEST_TYPING = 4_000
/** Longer waits are the outbox's: meanwhile what waits there may have become one line instead of three. */
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
