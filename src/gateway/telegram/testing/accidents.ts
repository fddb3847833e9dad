/** What may happen to a call between Linli and Telegram, and when: the same in every run of a seed. */
import { seededRandom } from '../../../testing/seeded-random.ts'

/**
 * `silence`: it never gets there, and nobody says so. `lost`: done, and the answer never comes. `half`: done, and the answer
 * breaks off in the middle. `slow`: done, answered late. 429, 502: refused. `false 502`: done, and something in between
 * says that it was not.
 */
export const ACCIDENTS = ['silence', 'lost', 'half', 'slow', 429, 502, 'false 502'] as const
export type Accident = (typeof ACCIDENTS)[number]

/** It was done, and whoever asked for it cannot know. */
export const DONE_UNKNOWN: ReadonlySet<Accident> = new Set(['lost', 'half', 'false 502'])

export interface Fate {
  /** What happens to the next call. */
  next(): Accident | null
  /** From now on things happen; before, nothing does. */
  storm(): void
  calm(): void
}

/**
 * @param share how many calls meet with an accident, 0..1. Each kind comes as often: they are drawn like cards, and the pack
 *   is shuffled again when it is empty.
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
