/** Shares and times, and how honestly they are shown. */

export interface Rate {
  count: number
  of: number
}

/** Below it a percentage says more than is known. */
const FEW = 5

/** 0..1; null when there are too few to say. */
export const share = ({ count, of }: Rate): number | null => (of < FEW ? null : count / of)

/** `87.5%`, of a few `3/4`, of none `–`. */
export function rateInWords(rate: Rate): string {
  const value = share(rate)
  if (value !== null) return `${(value * 100).toFixed(1)}%`
  return rate.of === 0 ? '–' : `${rate.count}/${rate.of}`
}

/** Hours round the clock. */
export interface Spread {
  count: number
  median: number | null
  /** Nine of ten took no longer. */
  p90: number | null
}

export function spreadOf(hours: readonly number[]): Spread {
  const sorted = hours.toSorted((a, b) => a - b)
  return { count: sorted.length, median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}

/** Between two values it is interpolated, as percentile_cont does. */
export function quantile(sorted: readonly number[], q: number): number | null {
  const at = (sorted.length - 1) * q
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low === undefined || high === undefined ? null : low + (high - low) * (at - Math.floor(at))
}
