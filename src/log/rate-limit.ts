/**
 * How often one message may be written: whatever goes wrong ten thousand times a minute, the log stays readable and the
 * disk empty. What is left out is counted, and told once the minute is over.
 */
export const MOST_PER_MINUTE = 20
/** Kinds of messages that are counted apart; more in one minute count as one. */
const KINDS = 500
const MINUTE_MS = 60_000

export interface LogLimit {
  /** Whether this message is to be written now; if not, it is counted. */
  passes(message: string): boolean
}

export interface LogLimitOptions {
  now: () => Date
  /** Is given the first of the messages that were left out, and how many more there were. */
  tell: (message: string, more: number) => void
}

export function createLogLimit({ now, tell }: LogLimitOptions): LogLimit {
  let kinds = new Map<string, { message: string; written: number; more: number }>()
  let since = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  const tellAndForget = () => {
    clearTimeout(timer)
    const over = [...kinds.values()].filter(({ more }) => more > 0)
    // The sentences are messages, too; they begin the new minute.
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

/** Ids and numbers make no other message. */
const kindOf = (message: string): string =>
  message.slice(0, 1_000).replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#')
