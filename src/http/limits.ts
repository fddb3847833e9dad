/**
 * Token buckets, one per key: a burst at once, then a steady pace. Kept in the memory of one process: with two
 * gateways a caller may be twice as fast, which does no harm.
 */
export interface Limit {
  burst: number
  perSecond: number
}

/** For load tests. */
export const UNLIMITED: Limit = { burst: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY }

/** @returns 0 to go on, else the whole seconds to wait. */
export type Limiter = (key: string) => number

/** Buckets that are full again say nothing; beyond so many the full ones are thrown away. */
const TIDY_ABOVE = 20_000

export function createLimiter({ burst, perSecond }: Limit, now: () => number = Date.now): Limiter {
  if (burst === Number.POSITIVE_INFINITY) return () => 0
  const buckets = new Map<string, { tokens: number; at: number }>()
  let tidyAbove = TIDY_ABOVE
  const tokensNow = (bucket: { tokens: number; at: number }) =>
    Math.min(burst, bucket.tokens + (Math.max(0, now() - bucket.at) / 1000) * perSecond)

  function tidy() {
    for (const [key, bucket] of buckets) if (tokensNow(bucket) >= burst) buckets.delete(key)
    // When all of them are in use, looking at each again for every new one would be slow.
    tidyAbove = Math.max(TIDY_ABOVE, buckets.size * 2)
  }

  return key => {
    const bucket = buckets.get(key)
    const tokens = bucket ? tokensNow(bucket) : burst
    if (tokens < 1) return Math.max(1, Math.ceil((1 - tokens) / perSecond))
    if (!bucket && buckets.size >= tidyAbove) tidy()
    buckets.set(key, { tokens: tokens - 1, at: now() })
    return 0
  }
}
