/**
 * Finds known names in typed text: exact ones, and on request those with one typo. Case, full and half width,
 * and spaces are ignored; Latin names match whole words.
 */
import { fold } from '../domain/address/address-mentions.ts'
import { groupBy } from '../lib/group-by.ts'
import { oneLetterOff, oneSoundOff } from './one-typo.ts'
import { type Squeezed, squeeze } from './normalise-name.ts'

export interface NameMatch<T> {
  value: T
  /** Offset in the folded text. */
  start: number
  end: number
}

export interface NameIndex<T> {
  /** In order of the text; of overlapping names, the longest. */
  exact(said: Squeezed): NameMatch<T>[]
  /** Names with one wrong character. */
  nearly(said: Squeezed): NameMatch<T>[]
}

interface Entry<T> {
  key: string
  value: T
}

/** @returns the end of the name in the text, or null when it does not begin at `start`. */
type Compare = (key: string, text: string, start: number) => number | null

const exactly: Compare = (key, text, start) => (text.startsWith(key, start) ? start + key.length : null)

/** A text with more places does not say where the resident is. */
const MOST_MATCHES = 5

/** @param names the last value of a repeated name wins. Names of one character are ignored. */
export function buildNameIndex<T>(names: ReadonlyMap<string, T>): NameIndex<T> {
  const unique = new Map([...names].map(([name, value]) => [nameKey(name), value]))
  const entries = [...unique].map(([key, value]) => ({ key, value })).filter(({ key }) => key.length >= 2)
  const byStart = groupBy(entries, ({ key }) => key.slice(0, 2))
  const chinese = entries.filter(({ key }) => key.length >= 3 && /\p{Script=Han}/u.test(key))
  const byFirst = groupBy(chinese, ({ key }) => key.charAt(0))
  const bySecond = groupBy(chinese, ({ key }) => key.charAt(1))

  return {
    exact: said => search(said, (text, at, add) => add(byStart.get(text.slice(at, at + 2)), exactly)),
    nearly: said =>
      search(said, (text, at, add) => {
        // With one typo, the first or the second character is still right.
        add(byFirst.get(text.charAt(at)), oneSoundOff)
        add(bySecond.get(text.charAt(at + 1)), oneSoundOff)
        add(byStart.get(text.slice(at, at + 2)), oneLetterOff)
      }),
  }
}

export const nameKey = (name: string): string => squeeze(fold(name)).squeezed

type Add<T> = (entries: readonly Entry<T>[] | undefined, compare: Compare) => void

function search<T>(said: Squeezed, look: (text: string, at: number, add: Add<T>) => void): NameMatch<T>[] {
  const { squeezed, at, text } = said
  const found: NameMatch<T>[] = []
  for (let index = 0; index < squeezed.length - 1; index++) {
    look(squeezed, index, (entries, compare) => {
      for (const { key, value } of entries ?? []) {
        const last = compare(key, squeezed, index)
        if (last === null) continue
        const [start, end] = [at[index] ?? 0, (at[last - 1] ?? 0) + 1]
        if (standsAlone(text, start) && standsAlone(text, end)) found.push({ value, start, end })
      }
    })
  }
  return longest(found).slice(0, MOST_MATCHES)
}

const LATIN = /[a-z]/i
const NUMBER = /[\d一二三四五六七八九十]/

/** Not in the middle of a word or of a number. */
function standsAlone(text: string, boundary: number): boolean {
  const [before, after] = [text.charAt(boundary - 1), text.charAt(boundary)]
  return !((LATIN.test(before) && LATIN.test(after)) || (NUMBER.test(before) && NUMBER.test(after)))
}

/** The longer of overlapping names wins; of equally long ones both stay, so that the caller sees the ambiguity. */
function longest<T>(found: readonly NameMatch<T>[]): NameMatch<T>[] {
  const length = ({ start, end }: NameMatch<T>) => end - start
  return found.filter(match =>
    found.every(
      other => match.end <= other.start || match.start >= other.end || length(other) <= length(match),
    ),
  )
}
