/**
 * Telegram's published limits, taken at their word: whoever breaks one is refused at once, without the tolerance that
 * Telegram itself may show. Windows slide, and what is refused does not count.
 */
export interface StrictLimits {
  /** @returns 0 when the message is taken; otherwise after how many whole seconds it would be (`retry_after`). */
  count(chat: string, now: number): number
}

interface Window {
  most: number
  ms: number
}

const OVERALL: Window = { most: 30, ms: 1_000 }
/** "Avoid sending more than one message per second; short bursts may be allowed": three, made up for at once. */
const CHAT: Window = { most: 3, ms: 3_000 }
const GROUP: Window = { most: 20, ms: 60_000 }

export function createStrictLimits(): StrictLimits {
  const taken = new Map<string, number[]>()
  const windowsOf = (chat: string): [string, Window][] => [
    ['overall', OVERALL],
    [`chat ${chat}`, CHAT],
    ...(chat.startsWith('-') ? [[`group ${chat}`, GROUP] satisfies [string, Window]] : []),
  ]
  return {
    count(chat, now) {
      const windows = windowsOf(chat).map(([key, { most, ms }]) => {
        const times = (taken.get(key) ?? []).filter(at => at + ms > now)
        taken.set(key, times)
        return { times, wait: times.length < most ? 0 : (times[times.length - most] ?? now) + ms - now }
      })
      const wait = Math.max(...windows.map(each => each.wait))
      if (wait > 0) return Math.ceil(wait / 1_000)
      for (const { times } of windows) times.push(now)
      return 0
    },
  }
}
