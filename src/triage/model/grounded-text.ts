/**
 * A model's text is shown only if each piece of it occurs in the resident's words or in Linli's own lists. A prompt
 * injection therefore cannot make Linli send a link, a number or an instruction.
 */
import { plainView } from '../../domain/text/normalized-view.ts'

/** Function words and punctuation; they are always allowed. */
const BINDS =
  /^(?:[\s,，、。.;；:：()（）'’/-]|[的了在有是和与及被把处]|(?:a|an|the|is|are|was|in|at|on|of|for|and|or|to|no|not|with|near|by)(?![a-z\d]))/iu
/** Latin words and numbers must match whole: 138 does not match in 13800, nor "pay" in "repay". */
const WORD = /^(?:\d+|(?:(?!\p{Script=Han})\p{L})+)/u
/** Chinese characters that must match in a row, because single characters can spell any text. */
const RUN = 2

const plain = (text: string) => plainView(text).text.toLowerCase()
const wordsIn = (text: string) => new Set(text.match(/\d+|(?:(?!\p{Script=Han})\p{L})+/gu) ?? [])

/** @param sources the resident's words, and names from Linli's lists. */
export function isMadeOf(said: string, sources: readonly string[]): boolean {
  const known = sources.map(plain)
  const words = wordsIn(known.join('\n'))
  let rest = plain(said)
  let something = false
  while (rest !== '') {
    const word = WORD.exec(rest)?.[0]
    const piece = word && words.has(word) ? word : longestRun(rest, known)
    if (piece) something = true
    const next = piece ?? BINDS.exec(rest)?.[0]
    if (!next) return false
    rest = rest.slice(next.length)
  }
  return something
}

/** The longest Chinese prefix of the text that occurs in a source; null: shorter than RUN. */
function longestRun(text: string, known: readonly string[]): string | null {
  const han = /^\p{Script=Han}+/u.exec(text)?.[0] ?? ''
  for (let length = han.length; length >= RUN; length -= 1) {
    const run = han.slice(0, length)
    if (known.some(source => source.includes(run))) return run
  }
  return null
}
