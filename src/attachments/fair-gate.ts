/**
 * A concurrency limit for expensive work with a fair queue: the sender served longest ago goes first. Forty
 * pictures of one sender delay another sender's picture by one of them at most.
 */

/** Keys of the sender, from the widest to the narrowest: `[address, session]`, `[conversation]`. */
export type Sender = readonly string[]

interface Waiting {
  sender: Sender
  begin: () => void
}

export function createFairGate(atOnce: number) {
  let running = 0
  let turn = 0
  const waiting: Waiting[] = []
  /** Last turn of each key. Cleared when the queue is empty, so that it cannot grow. */
  const servedAt = new Map<string, number>()

  const isBefore = (a: Sender, b: Sender): boolean => {
    for (let level = 0; level < Math.max(a.length, b.length); level++) {
      const difference = (servedAt.get(a[level] ?? '') ?? 0) - (servedAt.get(b[level] ?? '') ?? 0)
      if (difference !== 0) return difference < 0
    }
    return false
  }
  const note = (sender: Sender) => {
    turn++
    for (const key of sender) servedAt.set(key, turn)
  }
  const beginNext = () => {
    const next = waiting.reduce<Waiting | undefined>(
      (best, each) => (best && !isBefore(each.sender, best.sender) ? best : each),
      undefined,
    )
    if (!next) {
      running--
      if (running === 0) servedAt.clear()
      return
    }
    waiting.splice(waiting.indexOf(next), 1)
    note(next.sender)
    next.begin()
  }

  return async <T>(sender: Sender, work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) await new Promise<void>(resolve => waiting.push({ sender, begin: resolve }))
    else {
      running++
      note(sender)
    }
    try {
      return await work()
    } finally {
      beginNext()
    }
  }
}
