/**
 * What calls cost, and whether another one may be paid for today. Pure but for the clocks and the reading that it is
 * given.
 */
import type { Usage } from './completion.ts'

export interface ModelPrices {
  /** For a million tokens, in whatever currency the operator pays. */
  input: number
  output: number
}

/** In the currency of the prices; 0 without prices. */
export const costOf = ({ inputTokens, outputTokens }: Usage, prices: ModelPrices | null): number =>
  prices ? (inputTokens * prices.input + outputTokens * prices.output) / 1_000_000 : 0

export interface DailyBudget {
  /** Is there money left today? Looks at the record when it has not for a while. */
  mayAsk(): Promise<boolean>
  /** A call of this process has just been paid for. */
  add(cost: number): void
}

export interface DailyBudgetOptions {
  /** For a day, in the currency of the prices. */
  limit: number
  /** When today began: another value is another day. */
  today: () => Date
  /** What all processes together have spent since then. Never rejects; 0 when nobody can say. */
  read: (since: Date) => Promise<number>
  /** The budget is spent; once a day. */
  onSpent: (spent: number) => void
  /** Milliseconds, monotonic. */
  now: () => number
}

/** What other processes spend is known so late. */
const READ_EVERY_MS = 5000
/** From this share of the budget on, the record is read before every call. */
const NEARLY = 0.95

/**
 * A day's budget that all processes share through the record of calls. A call is paid for when it ends, so what is
 * in flight when the last of the money goes still costs: the budget is passed by at most that one round of calls (of
 * every process, second tries included), as long as no process spends the last twentieth within five seconds.
 * A sum below what this process knows to be spent is older than its own calls, and ignored.
 */
export function createDailyBudget({ limit, today, read, onSpent, now }: DailyBudgetOptions): DailyBudget {
  let day = NaN
  let spent = 0
  let readAt = -Infinity
  let told = false
  let reading: Promise<void> | null = null

  function turnPage(): void {
    if (today().getTime() === day) return
    day = today().getTime()
    spent = 0
    readAt = -Infinity
    told = false
    reading = null
  }

  async function lookUp(): Promise<void> {
    const asked = day
    const total = await read(new Date(day))
    if (asked !== day) return
    spent = Math.max(spent, total)
    readAt = now()
    reading = null
  }

  const isStale = () => spent >= limit * NEARLY || now() - readAt >= READ_EVERY_MS

  return {
    async mayAsk() {
      turnPage()
      if (spent < limit && isStale()) await (reading ??= lookUp())
      if (spent < limit) return true
      if (!told) onSpent(spent)
      told = true
      return false
    },
    add(cost) {
      turnPage()
      spent += cost
    },
  }
}
