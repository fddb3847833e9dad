/**
 * Rate limit of one log message: an error that repeats ten thousand times a minute must not fill the disk or
 * hide the rest. Omitted messages are counted, and the count is logged when the minute is over.
 */
export const MOST_PER_MINUTE = 20
/** Kinds of messages counted separately; further kinds within a minute share one count. */
const KINDS = 500
const MINUTE_MS = 60_000

export interface LogLimit {
  /** Whether to write this message now; otherwise it is counted. */
  passes(message: string): boolean
}

export interface LogLimitOptions {
  now: () => Date
  /** Called with the first omitted message and the number of further ones. */
  tell: (message: string, more: number) => void
}

export function createLogLimit({ now, tell }: LogLimitOptions): LogLimit {
  let kinds = new Map<string, { message: string; written: number; more: number }>()
  let since = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  const tellAndForget = () => {
    clearTimeout(timer)
    const over = [...kinds.values()].filter(({ more }) => more > 0)
    // The counts are messages themselves and belong to the new minute.
    kinds = new Map()
    since = now().getTime()
    timer = undefined
    for (const { message, more } of over) tell(message, more)
  }

  return {
    passes(message) {
      const at = now().getTime()
      // A clock that was set back must not silence the log.
      if (at - since >= MINUTE_MS || at < since) tellAndForget()
      const key = kindOf(message)
      const known = kinds.get(key) ?? (kinds.size < KINDS ? undefined : kinds.get(OTHERS))
      const kind = known ?? { message: message.slice(0, 500), written: 0, more: 0 }
      if (!known) kinds.set(kinds.size < KINDS ? key : OTHERS, kind)
      if (kind.written < MOST_PER_MINUTE) {
        kind.written++
        return true
      }
      kind.more++
      timer ??= setTimeout(tellAndForget, MINUTE_MS).unref()
      return false
    },
  }
}

const OTHERS = '…'

/** Messages that differ only in ids and numbers are one kind. */
const kindOf = (message: string): string =>
  message.slice(0, 1_000).replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#')
