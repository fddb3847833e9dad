/**
 * A model's text is shown only as far as each piece of it stands in the resident's words or in our own lists: then whoever
 * talked the model into something cannot put a link, a number or an instruction into Linli's mouth.
 */
import { plainView } from '../../domain/text/normalized-view.ts'

/** They say nothing by themselves. */
const BINDS =
  /^(?:[\s,，、。.;；:：()（）'’/-]|[的了在有是和与及被把处]|(?:a|an|the|is|are|was|in|at|on|of|for|and|or|to|no|not|with|near|by)(?![a-z\d]))/iu
/** Latin words and numbers count whole: 138 in 13800 was not said, nor "pay" in "repay". */
const WORD = /^(?:\d+|(?:(?!\p{Script=Han})\p{L})+)/u
/** Of Chinese, so many characters in a row: one by one they spell anything. */
const RUN = 2

const plain = (text: string) => plainView(text).text.toLowerCase()
const wordsIn = (text: string) => new Set(text.match(/\d+|(?:(?!\p{Script=Han})\p{L})+/gu) ?? [])

/** @param sources the resident's words, and names out of our lists. */
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

/** The longest beginning that is written somewhere in one go; null: less than a run. */
function longestRun(text: string, known: readonly string[]): string | null {
  const han = /^\p{Script=Han}+/u.exec(text)?.[0] ?? ''
  for (let length = han.length; length >= RUN; length -= 1) {
    const run = han.slice(0, length)
    if (known.some(source => source.includes(run))) return run
  }
  return null
}
