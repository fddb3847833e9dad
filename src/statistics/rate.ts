/** Shares and spreads, and how they are shown when there are few cases. */

export interface Rate {
  count: number
  of: number
}

/** Below this number of cases a percentage would mislead. */
const FEW = 5

/** 0..1; null when there are too few cases. */
export const share = ({ count, of }: Rate): number | null => (of < FEW ? null : count / of)

/** `87.5%`; with few cases `3/4`, with none `–`. */
export function rateInWords(rate: Rate): string {
  const value = share(rate)
  if (value !== null) return `${(value * 100).toFixed(1)}%`
  return rate.of === 0 ? '–' : `${rate.count}/${rate.of}`
}

/** Distribution of hours, counted round the clock. */
export interface Spread {
  count: number
  median: number | null
  /** The 90th percentile. */
  p90: number | null
}

export function spreadOf(hours: readonly number[]): Spread {
  const sorted = hours.toSorted((a, b) => a - b)
  return { count: sorted.length, median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}

/** Interpolates between two values, as percentile_cont does. */
export function quantile(sorted: readonly number[], q: number): number | null {
  const at = (sorted.length - 1) * q
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low === undefined || high === undefined ? null : low + (high - low) * (at - Math.floor(at))
}
