/**
 * Keeps Telegram's limits before Telegram has to: 30 messages a second overall, one a second in a chat, 20 a minute in a
 * group. Pure: the caller brings the time, in milliseconds.
 *
 * Each limit is a window that slides, as long as Telegram's. A message counts from the moment in which Telegram has
 * answered: it arrived there no later, and the next one leaves here no earlier. So however the network holds calls up,
 * no window over there sees more than one here, and nothing of a limit has to be left unused for safety.
 */
interface Limit {
  most: number
  windowMs: number
}

const OVERALL: Limit = { most: 30, windowMs: 1_000 }
/** One a second, told of together: what a resident hears for one message comes at once. */
const CHAT: Limit = { most: 3, windowMs: 3_000 }
const GROUP: Limit = { most: 20, windowMs: 60_000 }

/** So many chats may be remembered before those that are long idle are forgotten. */
const CHATS = 10_000

/** Nobody knows when a call will be answered that is longer under way than its window: ask again. */
const UNKNOWN_MS = 50

interface Slot {
  /** When it was counted at the latest; while it is under way, when it left. */
  at: number
  /** How much later than its answer it counts. */
  later: number
  underWay: boolean
}

export interface Pacer {
  /** How long to wait before asking again whether `count` messages may go: an album counts as many as it has pictures. 0: now. */
  wait(chat: string, now: number, count?: number): number
  /** They go. @returns what to call when Telegram has answered, or never will. */
  go(chat: string, now: number, count?: number): (now: number) => void
  /** Telegram itself asked for a pause in this chat. */
  pause(chat: string, until: number): void
}

export function createPacer(): Pacer {
  /** What still counts, by what the limit covers. */
  const counted = new Map<string, Slot[]>()
  const paused = new Map<string, number>()

  const limitsOf = (chat: string): [string, Limit][] => [
    ['overall', OVERALL],
    [`chat ${chat}`, CHAT],
    // Ids of groups are negative.
    ...(chat.startsWith('-') ? [[`group ${chat}`, GROUP] satisfies [string, Limit]] : []),
  ]
  const counting = (key: string, { windowMs }: Limit, now: number): Slot[] => {
    const slots = (counted.get(key) ?? []).filter(slot => slot.underWay || slot.at + windowMs > now)
    if (slots.length === 0) counted.delete(key)
    else counted.set(key, slots)
    return slots
  }

  return {
    wait(chat, now, count = 1) {
      const pause = Math.max(0, (paused.get(chat) ?? 0) - now)
      if (pause === 0) paused.delete(chat)
      const waits = limitsOf(chat).map(([key, limit]) =>
        untilRoom(counting(key, limit, now), limit, now, count),
      )
      return Math.ceil(Math.max(pause, ...waits))
    },
    go(chat, now, count = 1) {
      if (counted.size > CHATS) forgetIdle(counted, now)
      const taken = limitsOf(chat).flatMap(([key, { most, windowMs }]) => {
        // Of more than a window takes, the rest counts as if it had come in the windows after it.
        const slots = Array.from({ length: count }, (_, index) => ({
          at: now,
          later: Math.floor(index / most) * windowMs,
          underWay: true,
        }))
        counted.set(key, [...(counted.get(key) ?? []), ...slots])
        return slots
      })
      return answered => {
        for (const slot of taken) Object.assign(slot, { at: answered + slot.later, underWay: false })
      }
    },
    pause(chat, until) {
      paused.set(chat, Math.max(paused.get(chat) ?? 0, until))
    },
  }
}

/** Until so few of the slots count that `count` more fit in, or until there are none: an album may be larger than a window. */
function untilRoom(slots: Slot[], { most, windowMs }: Limit, now: number, count: number): number {
  const tooMany = slots.length + Math.min(count, most) - most
  if (tooMany <= 0) return 0
  const last = slots.toSorted((a, b) => a.at - b.at)[tooMany - 1]
  return Math.max((last?.at ?? now) + windowMs - now, last?.underWay ? UNKNOWN_MS : 0)
}

const forgetIdle = (counted: Map<string, Slot[]>, now: number): void => {
  for (const [key, slots] of counted)
    if (slots.every(({ at, underWay }) => !underWay && at + GROUP.windowMs < now)) counted.delete(key)
}
