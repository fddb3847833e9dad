/**
 * The cost of model calls and the daily budget. Pure, except for the clocks and the reader of the record that it is
 * given.
 */
import type { Usage } from './completion.ts'

export interface ModelPrices {
  /** Per million tokens, in the operator's currency. */
  input: number
  output: number
}

/** In the currency of the prices; 0 without prices. */
export const costOf = ({ inputTokens, outputTokens }: Usage, prices: ModelPrices | null): number =>
  prices ? (inputTokens * prices.input + outputTokens * prices.output) / 1_000_000 : 0

export interface DailyBudget {
  /** Is the budget not yet spent today? Reads the record when the last read is too old. */
  mayAsk(): Promise<boolean>
  /** Adds the cost of a call by this process. */
  add(cost: number): void
}

export interface DailyBudgetOptions {
  /** Per day, in the currency of the prices. */
  limit: number
  /** Start of the current day; a changed value begins a new day. */
  today: () => Date
  /** Cost of all processes since then. Never rejects; 0 when unknown. */
  read: (since: Date) => Promise<number>
  /** Called once a day when the budget is spent. */
  onSpent: (spent: number) => void
  /** Milliseconds, monotonic. */
  now: () => number
}

/** Interval of reads; the spending of other processes is known with this delay. */
const READ_EVERY_MS = 5000
/** From this share of the budget on, the record is read before every call. */
const NEARLY = 0.95

/**
 * A daily budget that all processes share through the record of calls. A call counts when it ends, so calls in flight
 * can exceed the budget: by at most one round of calls (of every process, with retries), as long as no process spends
 * the last twentieth within five seconds. A sum from the record that is below this process's own count is stale and
 * ignored.
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
