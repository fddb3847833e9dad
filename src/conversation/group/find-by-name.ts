/** Finds the person or unit that is meant by a spoken name: 城管, 水务, 李师傅, 4网格. */
import { legible } from '../../domain/text/normalize.ts'
import { cut, oneLine } from '../../notify/render/truncate.ts'
import { redact } from '../../domain/privacy/redact.ts'

interface Called {
  code: string | null
  id: string
  name?: string
  nameZh?: string
  nameEn?: string
}

/**
 * The exact name or code; else names that contain the word; else names that have its characters in this order
 * (执法局 for 综合执法局, 住建 for 住房和城乡建设局).
 */
export function findNamed<T extends Called>(word: string, among: readonly T[]): T[] {
  const wanted = legible(word).toLowerCase().trim()
  if (wanted === '') return []
  const names = (one: T) =>
    [one.code, one.name, one.nameZh, one.nameEn]
      .filter(name => name !== undefined && name !== null)
      .map(name => legible(name).toLowerCase())
  const first = (fits: (name: string) => boolean) => among.filter(one => names(one).some(fits))
  const exact = among.filter(one => one.id === wanted || names(one).includes(wanted))
  if (exact.length > 0) return exact
  const within = first(name => find(name, wanted) !== -1)
  if (within.length > 0) return within
  return /\p{Script=Han}{2}/u.test(wanted) ? first(name => hasInOrder(name, wanted)) : []
}

/** Longer than any name. */
const A_NAME = 30

/** Typed words, quoted to the group: cut and masked, for they may be a pasted page or hold a telephone number. */
export const saidBack = (words: string, length = A_NAME): string => cut(redact(oneLine(words)), length)

const NUMERAL = '[\\d〇零一二三四五六七八九十百]'
const isNumeral = (letter: string | undefined): boolean =>
  letter !== undefined && new RegExp(NUMERAL).test(letter)
const NUMBERS_AND_LETTERS = new RegExp(`${NUMERAL}+|.`, 'gsu')

/** Where a word stands in a name, its numbers whole: 4网格 is not in 第14网格. @returns -1: nowhere. */
function find(name: string, word: string, from = 0): number {
  const cuts = (a: string | undefined, b: string | undefined) => isNumeral(a) && isNumeral(b)
  for (let at = name.indexOf(word, from); at !== -1; at = name.indexOf(word, at + 1))
    if (!cuts(name[at - 1], word[0]) && !cuts(word.at(-1), name[at + word.length])) return at
  return -1
}

function hasInOrder(name: string, word: string): boolean {
  let from = 0
  for (const part of word.match(NUMBERS_AND_LETTERS) ?? []) {
    const at = find(name, part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return true
}
