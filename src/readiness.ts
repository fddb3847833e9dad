/** Whether this process can do its work now: it asks what it stands on, briefly, and remembers the answer for a moment. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Of one question. Less than the three seconds that container platforms wait for an answer. */
const BOUND_MS = 2_000
/** However often a load balancer asks, the database is asked once in that time. */
const MEMORY_MS = 1_000

export interface ReadinessOptions<Part extends string> {
  /** What must answer, in the order in which it is named. */
  checks: Readonly<Record<Part, () => Promise<unknown>>>
  now: () => Date
  boundMs?: number
}

/** @returns a function that says which part does not answer; null when all do. */
export function createReadiness<Part extends string>({
  checks,
  now,
  boundMs = BOUND_MS,
}: ReadinessOptions<Part>): () => Promise<Part | null> {
  const parts = Object.keys(checks) as Part[]
  /** Questions without an answer yet: asking again would only add to what hangs. */
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
