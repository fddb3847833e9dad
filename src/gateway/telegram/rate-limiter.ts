/**
 * Keeps Telegram's rate limits: 30 messages a second overall, one a second in a chat, 20 a minute in a group.
 * No clock of its own: the caller passes the time, in milliseconds.
 * Each limit is a sliding window as long as Telegram's. A message counts from the time of Telegram's answer:
 * it arrived there no later, and the next one leaves here no earlier. So no window at Telegram holds more
 * messages than one here, at any network delay, and the limits can be used in full.
 */
interface Limit {
  most: number
  windowMs: number
}

const OVERALL: Limit = { most: 30, windowMs: 1_000 }
/** One a second as three in three seconds: a resident gets the replies to one message at once. */
const CHAT: Limit = { most: 3, windowMs: 3_000 }
const GROUP: Limit = { most: 20, windowMs: 60_000 }

/** Maximum number of chats in memory; beyond it idle ones are dropped. */
const CHATS = 10_000

/** A call that is under way for longer than its window may be answered at any time: check again after this delay. */
const UNKNOWN_MS = 50

interface Slot {
  /** Time from which the slot counts: the call's start, then its answer. */
  at: number
  /** Offset from the answer at which it counts. */
  later: number
  underWay: boolean
}

export interface Pacer {
  /** Milliseconds until `count` messages may be sent: an album counts as many as it has pictures. 0: now. */
  wait(chat: string, now: number, count?: number): number
  /** Counts the messages. @returns a function to call when Telegram has answered, or the call has failed. */
  go(chat: string, now: number, count?: number): (now: number) => void
  /** Telegram has asked for a pause in this chat. */
  pause(chat: string, until: number): void
}

export function createPacer(): Pacer {
  /** Counted slots, by the scope of the limit. */
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
        // Messages beyond a full window count in the windows after it.
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

/** Time until `count` more messages fit in, or until the window is empty: an album may be larger than a window. */
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
