/** Chances that are the same in every run, in any order: each belongs to a name, not to a turn. */
import { seededRandom } from '../figures.ts'

export interface Chance {
  /** True so often (0..1). */
  is(share: number): boolean
  between(from: number, to: number): number
  pick<T>(from: readonly T[]): T
  /** @param weights what each is worth. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T
}

export function chanceOf(...names: (string | number)[]): Chance {
  const random = seededRandom(hash(names.join(' ')))
  return {
    is: share => random() < share,
    between: (from, to) => from + random() * (to - from),
    pick: from => from[Math.floor(random() * from.length)] as (typeof from)[number],
    weighted(weights) {
      const all = Object.entries(weights) as [keyof typeof weights, number][]
      let left = random() * all.reduce((sum, [, weight]) => sum + weight, 0)
      return (all.find(([, weight]) => (left -= weight) < 0) ?? (all[0] as (typeof all)[number]))[0]
    },
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
