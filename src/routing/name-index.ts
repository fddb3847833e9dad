/**
 * Finds known names in what people type: by exact text first, by one slip of the finger when asked. Upper and
 * lower case, full and half width, and spaces make no difference; Latin names begin and end at a word.
 */
import { fold } from '../domain/address-mentions.ts'
import { groupBy } from './group-by.ts'
import { soundsAlike } from './sounds-alike.ts'

export interface NameMatch<T> {
  value: T
  /** In the folded text. */
  start: number
  end: number
}

export interface NameIndex<T> {
  /** In order of the text; where names overlap, the longest. @param text folded */
  exact(text: string): NameMatch<T>[]
  /** Names with one character wrong. @param text folded */
  nearly(text: string): NameMatch<T>[]
}

interface Entry<T> {
  key: string
  value: T
}

/** @param names a name that is there twice keeps its last value. Names of one character are nobody's. */
export function buildNameIndex<T>(names: ReadonlyMap<string, T>): NameIndex<T> {
  const unique = new Map([...names].map(([name, value]) => [nameKey(name), { key: nameKey(name), value }]))
  const entries = [...unique.values()].filter(({ key }) => key.length >= 2)
  entries.sort((a, b) => b.key.length - a.key.length)
  const byStart = groupBy(entries, ({ key }) => key.slice(0, 2))
  const chinese = entries.filter(({ key }) => key.length >= 3 && /\p{Script=Han}/u.test(key))
  const byFirst = groupBy(chinese, ({ key }) => key.charAt(0))
  const bySecond = groupBy(chinese, ({ key }) => key.charAt(1))

  return {
    exact: text =>
      matches(text, ({ squeezed }, start) =>
        (byStart.get(squeezed.slice(start, start + 2)) ?? []).flatMap(entry =>
          squeezed.startsWith(entry.key, start) ? [{ entry, end: start + entry.key.length }] : [],
        ),
      ),
    nearly: text =>
      matches(text, ({ squeezed }, start) => [
        ...misspelt(byFirst.get(squeezed.charAt(start)), squeezed, start, oneSoundOff),
        ...misspelt(bySecond.get(squeezed.charAt(start + 1)), squeezed, start, oneSoundOff),
        ...misspelt(byStart.get(squeezed.slice(start, start + 2)), squeezed, start, oneLetterOff),
      ]),
  }
}

interface Squeezed {
  squeezed: string
  /** Where each of its characters stands in the folded text. */
  at: readonly number[]
  text: string
}

const IGNORED = /[\s·.'’"“”《》-]/u

export const nameKey = (name: string): string => squeeze(fold(name)).squeezed

function squeeze(text: string): Squeezed {
  let squeezed = ''
  const at: number[] = []
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (IGNORED.test(character)) continue
    const lower = character.toLowerCase()
    squeezed += lower.length === 1 ? lower : character
    at.push(index)
  }
  return { squeezed, at, text }
}

type Hits<T> = (said: Squeezed, start: number) => { entry: Entry<T>; end: number }[]

function matches<T>(text: string, hitsAt: Hits<T>): NameMatch<T>[] {
  const said = squeeze(text)
  const found: NameMatch<T>[] = []
  for (let index = 0; index < said.squeezed.length - 1; index++) {
    for (const { entry, end } of hitsAt(said, index)) {
      const match = {
        value: entry.value,
        start: said.at[index] ?? 0,
        end: (said.at[end - 1] ?? 0) + 1,
      }
      if (standsAlone(text, match.start) && standsAlone(text, match.end)) found.push(match)
    }
  }
  return longest(found)
}

const LATIN = /[a-z]/i
const NUMBER = /[\d一二三四五六七八九十]/

/** Not in the middle of a word or of a number. */
function standsAlone(text: string, boundary: number): boolean {
  const [before, after] = [text.charAt(boundary - 1), text.charAt(boundary)]
  return !((LATIN.test(before) && LATIN.test(after)) || (NUMBER.test(before) && NUMBER.test(after)))
}

function longest<T>(found: NameMatch<T>[]): NameMatch<T>[] {
  const kept: NameMatch<T>[] = []
  for (const match of found.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (kept.every(other => match.end <= other.start || match.start >= other.end)) kept.push(match)
  }
  return kept.sort((a, b) => a.start - b.start)
}

type Compare = (key: string, text: string, start: number) => number | null

function misspelt<T>(
  entries: readonly Entry<T>[] | undefined,
  text: string,
  start: number,
  compare: Compare,
) {
  return (entries ?? []).flatMap(entry => {
    const end = compare(entry.key, text, start)
    return end === null ? [] : [{ entry, end }]
  })
}

/** One character replaced by one that sounds like it. @returns where the name ends, or null. */
function oneSoundOff(key: string, text: string, start: number): number | null {
  let slips = 0
  for (let index = 0; index < key.length; index++) {
    const [wanted, typed] = [key.charAt(index), text.charAt(start + index)]
    if (wanted === typed) continue
    slips += 1
    if (slips > 1 || !soundsAlike(wanted, typed)) return null
  }
  return start + key.length
}

const SHORTEST_LATIN = 6

/** One letter missing, doubled, wrong or swapped with its neighbour. @returns where the name ends, or null. */
function oneLetterOff(key: string, text: string, start: number): number | null {
  if (key.length < SHORTEST_LATIN || !/^[a-z]+$/.test(key)) return null
  let same = 0
  while (same < key.length && key.charAt(same) === text.charAt(start + same)) same += 1
  const rest = start + same
  const swapped = key.charAt(same + 1) + key.charAt(same) + key.slice(same + 2)
  if (text.startsWith(key.slice(same + 1), rest + 1)) return start + key.length
  if (text.startsWith(key.slice(same + 1), rest)) return start + key.length - 1
  if (text.startsWith(key.slice(same), rest + 1)) return start + key.length + 1
  return text.startsWith(swapped, rest) ? start + key.length : null
}
