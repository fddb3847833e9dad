/**
 * What is read of a text, whatever keyboard it came from: one width, one script, nothing that cannot be seen, and no more
 * than a person would read. Every reader of people's words (orders, alarms, places, categories) begins here, so that a
 * bound or a trick of Unicode is dealt with once. What is kept and shown stays as it was typed.
 */
import hongKong from 'opencc-js/dict/HKVariantsRev'
import taiwan from 'opencc-js/dict/TWVariantsRev'
import traditional from 'opencc-js/dict/STCharacters'
import simplified from 'opencc-js/dict/TSCharacters'

/** Characters that are read of one text, or of one turn: a letter of three pages. What stands between says little more. */
export const MOST_READ = 4_000
/** Of these, how much is read of the end: "…, and now it burns" comes last. */
const END_SHARE = 1 / 4
/** Stands where something was left out; the end of a line, so that no sentence grows together with another. */
const GAP = '\n'

/** The beginning and the end of a text that is longer than `most` UTF-16 units. Cuts no character in two. */
export function excerpt(text: string, most = MOST_READ, gap = GAP): string {
  if (text.length <= most) return text
  const end = Math.floor((most - gap.length) * END_SHARE)
  const head = text.slice(0, most - gap.length - end)
  return `${head.replace(/[\ud800-\udbff]$/, '')}${gap}${text.slice(text.length - end).replace(/^[\udc00-\udfff]/, '')}`
}

/** Zero-width, soft hyphens, bidi marks, variation selectors, tags, BOM, the frame of keycaps; controls that are no blanks. */
const UNSEEN = new RegExp(
  // oxlint-disable-next-line no-control-regex -- controls are what it takes out
  '[\\p{Default_Ignorable_Code_Point}\\p{Cf}\\p{Cs}\\u20e3\\u0000-\\u0008\\u000e-\\u001f\\u007f]',
  'gu',
)

/** First in the library's tables, but common in Traditional texts as well. */
const BOTH = '里后只台干面几准系松回才斗丑谷姜范云余制周征致朱'

/** Pairs of the library's tables: from a character to the one that stands for it. */
const pairs = (table: string): [string, string][] =>
  table.split('|').map(pair => pair.split(' ') as [string, string])

/** Traditional, also as written in Hong Kong and Taiwan, to Simplified; only where one UTF-16 unit becomes one. */
const SIMPLIFIED: ReadonlyMap<string, string> = (() => {
  const known = new Map(pairs(simplified))
  const common = new Set(known.values())
  const variants = [...pairs(taiwan), ...pairs(hongKong)]
    .filter(([variant]) => !common.has(variant))
    .map(([variant, usual]): [string, string] => [variant, known.get(usual) ?? usual])
  return new Map(
    [...variants, ...known].filter(([from, to]) => from.length === 1 && to.length === 1 && from !== to),
  )
})()
const TRADITIONAL = new RegExp(`[${[...SIMPLIFIED.keys()].join('')}]`, 'g')

/** Character by character, so that each stays where it stood. */
export const inSimplified = (text: string): string =>
  text.replace(TRADITIONAL, character => SIMPLIFIED.get(character) ?? character)

/** Characters that have a Traditional form of their own; those of both scripts (了, 里, 后) say nothing. */
const ONLY_SIMPLIFIED = new RegExp(
  `[${pairs(traditional)
    .filter(([from, to]) => from.length === 1 && from !== to && !BOTH.includes(from))
    .map(([from]) => from)
    .join('')}]`,
  'g',
)

/** Does a text write Traditional characters? What says too little is of the script of the one before. */
export function writesTraditional(text: string, before: boolean): boolean {
  const read = excerpt(text)
  const traditionals = read.match(TRADITIONAL)?.length ?? 0
  const simplifieds = read.match(ONLY_SIMPLIFIED)?.length ?? 0
  return traditionals === simplifieds ? before : traditionals > simplifieds
}

/** Without what cannot be seen. */
export const seen = (text: string): string => text.replace(UNSEEN, '')

/** As it is read: by every pattern, name and classifier. Idempotent; a few microseconds for a message. */
export const legible = (text: string): string => excerpt(inSimplified(excerpt(seen(text)).normalize('NFKC')))
