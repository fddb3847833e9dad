/**
 * The features of a text for the local classifier: character n-grams and words, each as a 32-bit hash.
 *
 * Chinese has no blanks, residents make typos, and two dictionaries cut the same sentence differently.
 * Characters survive all three; words add the meaning that characters alone blur. The same features work for
 * English, mostly through its words.
 *
 * A hash instead of a string: the big training set has two million distinct features, and a string each
 * costs ten times the memory and time. Two features that share a hash share a weight, which is harmless.
 */

import { legible } from '../../domain/text/normalize.ts'

const LONGEST_NGRAM = 3
const words = new Intl.Segmenter('zh', { granularity: 'word' })
const NOT_A_WORD = /[^\p{L}\p{N}]+/gu

/** One form for script, width, upper and lower case; punctuation becomes `|`, blanks one blank. */
export const normalise = (text: string): string =>
  legible(text)
    .toLowerCase()
    .replace(NOT_A_WORD, gap => (gap.trim() === '' ? ' ' : '|'))

/** Calls `emit` once per feature occurrence, with its hash. */
export function eachFeature(text: string, emit: (hash: number) => void): void {
  const clean = normalise(text)
  eachNgram(clean, emit)
  eachWord(clean, emit)
}

/**
 * An n-gram ends at punctuation and, in English, at the end of a word. It steps over blanks in Chinese, where
 * they carry no meaning: the text was segmented beforehand, or its writer likes them.
 */
function eachNgram(clean: string, emit: (hash: number) => void): void {
  for (let start = 0; start < clean.length; start++) {
    if (clean.charCodeAt(start) === BLANK) continue
    let hash = NGRAM_SEED
    for (let at = start, length = 0; at < clean.length && length < LONGEST_NGRAM; at++) {
      const code = clean.charCodeAt(at)
      if (code === GAP) break
      if (code === BLANK) {
        if (clean.charCodeAt(at + 1) < FIRST_CHINESE) break
        continue
      }
      hash = mix(hash, code)
      emit(finish(hash))
      length++
    }
  }
}

function eachWord(clean: string, emit: (hash: number) => void): void {
  for (const { segment, isWordLike } of words.segment(clean)) {
    if (!isWordLike) continue
    let hash = WORD_SEED
    for (let i = 0; i < segment.length; i++) hash = mix(hash, segment.charCodeAt(i))
    emit(finish(hash))
  }
}

const BLANK = 32
const GAP = 124
/** Where the CJK blocks of Unicode begin. */
const FIRST_CHINESE = 0x2e80
const NGRAM_SEED = 0x811c9dc5
const WORD_SEED = 0x2545f491

/** FNV-1a, one step per UTF-16 unit. */
const mix = (hash: number, code: number) => Math.imul(hash ^ code, 0x01000193)

/** Spreads the low-entropy end of FNV over all bits, so that table slots fill evenly. */
function finish(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}
