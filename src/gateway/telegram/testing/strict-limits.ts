/**
 * Telegram's published limits without its tolerance: a message beyond one is refused at once. Windows slide,
 * and refused messages do not count.
 */
export interface StrictLimits {
  /** @returns 0 when the message is accepted; otherwise `retry_after` in whole seconds. */
  count(chat: string, now: number): number
}

interface Window {
  most: number
  ms: number
}

const OVERALL: Window = { most: 30, ms: 1_000 }
/** "Avoid sending more than one message per second; short bursts may be allowed": three in three seconds. */
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
