/** Whom somebody means by a name as people say it: 城管, 水务, 李师傅, 4网格. */

interface Called {
  code: string | null
  id: string
  name?: string
  nameZh?: string
  nameEn?: string
}

/**
 * The exact name or code; else whoever has the word in their name; else whoever has its characters in this order
 * (执法局 for 综合执法局, 住建 for 住房和城乡建设局).
 */
export function findNamed<T extends Called>(word: string, among: readonly T[]): T[] {
  const wanted = word.normalize('NFKC').toLowerCase().trim()
  if (wanted === '') return []
  const names = (one: T) =>
    [one.code, one.name, one.nameZh, one.nameEn].filter(name => name != null).map(name => name.toLowerCase())
  const first = (fits: (name: string) => boolean) => among.filter(one => names(one).some(fits))
  const exact = among.filter(one => one.id === wanted || names(one).includes(wanted))
  if (exact.length > 0) return exact
  const within = first(name => contains(name, wanted))
  if (within.length > 0) return within
  return /\p{Script=Han}{2}/u.test(wanted) ? first(name => inOrder(wanted, name)) : []
}

/** 4网格 is not in 第14网格. */
const contains = (name: string, word: string): boolean => {
  const at = name.indexOf(word)
  const cuts = (a: string | undefined, b: string | undefined) => isDigit(a) && isDigit(b)
  const end = at + word.length
  return at !== -1 && !cuts(name[at - 1], word[0]) && !cuts(word.at(-1), name[end])
}
const isDigit = (letter: string | undefined): boolean => letter !== undefined && /\d/.test(letter)

function inOrder(word: string, name: string): boolean {
  let from = 0
  for (const letter of word) {
    const at = name.indexOf(letter, from)
    if (at === -1) return false
    from = at + letter.length
  }
  return true
}
