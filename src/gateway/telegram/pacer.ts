/**
 * Keeps Telegram's limits before Telegram has to: 30 messages a second overall, one a second in a chat, 20 a
 * minute in a group. Pure: the caller brings the time, in milliseconds.
 *
 * Each limit allows a burst and then one message per `everyMs`. The most that any window sees is the burst plus
 * the window / everyMs: that sum has to keep Telegram's number, not the rate alone.
 */
interface Limit {
  burst: number
  everyMs: number
}

const OVERALL: Limit = { burst: 5, everyMs: 1000 / 25 }
const CHAT: Limit = { burst: 3, everyMs: 1000 }
/** Cards change in bursts: a worker accepts, a colleague is whistled, a resident urges. */
const GROUP: Limit = { burst: 10, everyMs: 60_000 / 10 }

/** So many chats may be remembered before those that are long idle are forgotten. */
const CHATS = 10_000

export interface Pacer {
  /**
   * Takes a turn, or as many as an album has pictures: each counts.
   * @returns 0 when it was taken; otherwise how long to wait before asking again.
   */
  take(chat: string, now: number, count?: number): number
  /** Telegram itself asked for a pause in this chat. */
  pause(chat: string, until: number): void
}

export function createPacer(): Pacer {
  /** When the next message would be due if no bursts were allowed, by what the limit covers. */
  const due = new Map<string, number>()

  const limitsOf = (chat: string): [string, Limit][] => [
    ['', OVERALL],
    // Ids of groups are negative.
    chat.startsWith('-') ? [chat, GROUP] : [chat, CHAT],
  ]

  return {
    take(chat, now, count = 1) {
      const limits = limitsOf(chat)
      const waits = limits.map(([key, limit]) => (due.get(key) ?? 0) - spare(limit, count) - now)
      const wait = Math.ceil(Math.max(0, ...waits))
      if (wait > 0) return wait
      for (const [key, { everyMs }] of limits)
        due.set(key, Math.max(due.get(key) ?? 0, now) + everyMs * count)
      if (due.size > CHATS) for (const [key, time] of due) if (time < now) due.delete(key)
      return 0
    },
    pause(chat, until) {
      for (const [key, limit] of limitsOf(chat).slice(1))
        due.set(key, Math.max(due.get(key) ?? 0, until + slack(limit)))
    },
  }
}

const slack = ({ burst, everyMs }: Limit): number => (burst - 1) * everyMs

/** What is left of a burst once `count` fit in. More than a burst at once goes out when nothing else did for long. */
const spare = (limit: Limit, count: number): number =>
  slack(limit) - (Math.min(count, limit.burst) - 1) * limit.everyMs
