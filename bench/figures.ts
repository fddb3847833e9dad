/** Percentiles and pauses: what every benchmark here needs. */
export { seededRandom } from '../src/testing/seeded-random.ts'

export interface Latencies {
  samples: number
  p50: number
  p95: number
  p99: number
  max: number
}

/** @param ms milliseconds, in any order. Nearest rank: every figure is one that was measured. */
export function latencies(ms: readonly number[]): Latencies {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN)
  return { samples: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits))

/** Runs `work` again and again, so many at once, until `more` says no. */
export async function inParallel(
  lanes: number,
  more: () => boolean,
  work: () => Promise<void>,
): Promise<void> {
  const lane = async () => {
    while (more()) await work()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
