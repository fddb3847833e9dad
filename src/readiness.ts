/** Readiness of this process: checks its dependencies with a timeout and caches the answer for a second. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Timeout of one check. Below the three seconds that container platforms wait for an answer. */
const BOUND_MS = 2_000
/** The database is asked at most once in that time, however often a load balancer asks. */
const MEMORY_MS = 1_000

export interface ReadinessOptions<Part extends string> {
  /** The checks, in the order in which they are reported. */
  checks: Readonly<Record<Part, () => Promise<unknown>>>
  now: () => Date
  boundMs?: number
}

/** @returns a function that names the first check that fails or does not answer; null when all pass. */
export function createReadiness<Part extends string>({
  checks,
  now,
  boundMs = BOUND_MS,
}: ReadinessOptions<Part>): () => Promise<Part | null> {
  const parts = Object.keys(checks) as Part[]
  /** Checks without an answer yet: a second one would only add to what hangs. */
  const open = new Map<Part, Promise<boolean>>()
  let known: { at: number; missing: Part | null } | undefined
  let looking: Promise<Part | null> | undefined

  const answers = (part: Part): Promise<boolean> => {
    const asked =
      open.get(part) ??
      checks[part]()
        .then(
          () => true,
          () => false,
        )
        .finally(() => open.delete(part))
    open.set(part, asked)
    return Promise.race([asked, sleep(boundMs, false, { ref: false })])
  }
  const look = async (): Promise<Part | null> => {
    const answered = await Promise.all(parts.map(answers))
    const missing = parts.find((_, index) => !answered[index]) ?? null
    known = { at: now().getTime(), missing }
    return missing
  }

  return async () => {
    const age = known ? now().getTime() - known.at : Number.NaN
    if (known && age >= 0 && age < MEMORY_MS) return known.missing
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }
}
