/** Random network faults between Linli and Telegram: deterministic per seed. */
import { seededRandom } from '../../../testing/seeded-random.ts'

/**
 * `silence`: the request is lost without an error. `lost`: done, but the response is lost. `half`: done, but
 * the response stops half-way. `slow`: done, with a late response. 429, 502: refused. `false 502`: done, but
 * a proxy reports a failure.
 */
export const ACCIDENTS = ['silence', 'lost', 'half', 'slow', 429, 502, 'false 502'] as const
export type Accident = (typeof ACCIDENTS)[number]

/** The call took effect, but the caller cannot know. */
export const DONE_UNKNOWN: ReadonlySet<Accident> = new Set(['lost', 'half', 'false 502'])

export interface Fate {
  /** The fault of the next call. */
  next(): Accident | null
  /** Faults begin; before, there are none. */
  storm(): void
  calm(): void
}

/**
 * @param share of calls with a fault, 0..1. All kinds are equally frequent: they are drawn like cards from a
 * pack, which is refilled when it is empty.
 */
export function createFate(seed: number, share: number): Fate {
  const random = seededRandom(seed)
  let pack: Accident[] = []
  let stormy = false
  return {
    next() {
      if (!stormy || random() >= share) return null
      if (pack.length === 0) pack = [...ACCIDENTS]
      return pack.splice(Math.floor(random() * pack.length), 1)[0] ?? null
    },
    storm() {
      stormy = true
    },
    calm() {
      stormy = false
    },
  }
}
