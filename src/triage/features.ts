/**
 * What the local classifier sees of a text: character n-grams and words, each as a 32-bit hash.
 *
 * Chinese has no blanks, residents make typos, and two dictionaries cut the same sentence differently.
 * Characters survive all three; words add the meaning that characters alone blur. English falls out of the
 * same recipe, its words doing most of the work.
 *
 * A hash instead of a string: the big training set has two million distinct features, and a string each
 * costs ten times the memory and time. Two features that share a hash share a weight, which is harmless.
 */

/** Later text rarely changes what a message is about, and somebody will paste a novel. */
export const MAX_CHARACTERS = 4000

const LONGEST_NGRAM = 3
const words = new Intl.Segmenter('zh', { granularity: 'word' })
const NOT_A_WORD = /[^\p{L}\p{N}]+/gu

/** One form for full-width and half-width, upper and lower case; everything else than letters becomes a gap. */
export function normalise(text: string): string {
  const head = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text
  return head.normalize('NFKC').toLowerCase().replace(NOT_A_WORD, ' ').trim()
}

/**
 * Calls `emit` once per feature occurrence, with its hash.
 * Blanks end an n-gram between sentences, not between the words of a text that was cut beforehand.
 */
export function eachFeature(text: string, emit: (hash: number) => void): void {
  const clean = normalise(text)
  eachNgram(clean, emit)
  eachWord(clean, emit)
}

function eachNgram(clean: string, emit: (hash: number) => void): void {
  for (let start = 0; start < clean.length; start++) {
    let hash = NGRAM_SEED
    for (let end = start; end < clean.length && end < start + LONGEST_NGRAM; end++) {
      const code = clean.charCodeAt(end)
      if (code === BLANK) break
      hash = mix(hash, code)
      emit(finish(hash))
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
