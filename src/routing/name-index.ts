/**
 * Finds known names in what people type: by exact text first, by one slip of the finger when asked. Upper and
 * lower case, full and half width, and spaces make no difference; Latin names begin and end at a word.
 */
import { fold } from '../domain/address/address-mentions.ts'
import { groupBy } from '../lib/group-by.ts'
import { oneLetterOff, oneSoundOff } from './one-typo.ts'
import { type Squeezed, squeeze } from './normalise-name.ts'

export interface NameMatch<T> {
  value: T
  /** In the folded text. */
  start: number
  end: number
}

export interface NameIndex<T> {
  /** In order of the text; where names overlap, the longest. */
  exact(said: Squeezed): NameMatch<T>[]
  /** Names with one character wrong. */
  nearly(said: Squeezed): NameMatch<T>[]
}

interface Entry<T> {
  key: string
  value: T
}

/** @returns where the name ends in the text, or null when it does not begin at `start`. */
type Compare = (key: string, text: string, start: number) => number | null

const exactly: Compare = (key, text, start) => (text.startsWith(key, start) ? start + key.length : null)

/** People who list more places than this are not telling where they are. */
const MOST_MATCHES = 5

/** @param names a name that is there twice keeps its last value. Names of one character are nobody's. */
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
        // With one slip, the first character or the second is still right.
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

/** Where names overlap the longer stands; of two as long, both do, and who asks must see that there are two. */
function longest<T>(found: readonly NameMatch<T>[]): NameMatch<T>[] {
  const length = ({ start, end }: NameMatch<T>) => end - start
  return found.filter(match =>
    found.every(
      other => match.end <= other.start || match.start >= other.end || length(other) <= length(match),
    ),
  )
}
