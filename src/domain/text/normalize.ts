/**
 * Normalizes text before any parser reads it: one character width, one script, no invisible characters, bounded length.
 * Every parser of people's words (orders, alarms, places, categories) begins here, so that length bounds and Unicode
 * tricks are handled once. The stored and displayed text stays as typed.
 */
import hongKong from 'opencc-js/dict/HKVariantsRev'
import taiwan from 'opencc-js/dict/TWVariantsRev'
import traditional from 'opencc-js/dict/STCharacters'
import simplified from 'opencc-js/dict/TSCharacters'

/** Maximum of UTF-16 units that are read of one text or turn, about three pages. The middle of a longer text is cut. */
export const MOST_READ = 4_000
/** The share that is read from the end: the alarm may come last ("…, and now it burns"). */
const END_SHARE = 1 / 4
/** Stands for the cut. A line end, so that no pattern matches across it. */
const GAP = '\n'

/** The beginning and the end of a text that is longer than `most` UTF-16 units. Cuts no character in two. */
export function excerpt(text: string, most = MOST_READ, gap = GAP): string {
  if (text.length <= most) return text
  const end = Math.floor((most - gap.length) * END_SHARE)
  const head = text.slice(0, most - gap.length - end)
  return `${head.replace(/[\ud800-\udbff]$/, '')}${gap}${text.slice(text.length - end).replace(/^[\udc00-\udfff]/, '')}`
}

/** Zero-width, soft hyphens, bidi marks, variation selectors, tags, BOM, keycap frames; controls that are no blanks. */
const UNSEEN = new RegExp(
  // oxlint-disable-next-line no-control-regex -- controls are what it takes out
  '[\\p{Default_Ignorable_Code_Point}\\p{Cf}\\p{Cs}\\u20e3\\u0000-\\u0008\\u000e-\\u001f\\u007f]',
  'gu',
)

/** Simplified forms in the library's tables that are common in Traditional texts too. */
const BOTH = '里后只台干面几准系松回才斗丑谷姜范云余制周征致朱'

/** Pairs of the library's tables: a character and its replacement. */
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

/** Replaces one character by one character, so that positions stay valid. */
export const inSimplified = (text: string): string =>
  text.replace(TRADITIONAL, character => SIMPLIFIED.get(character) ?? character)

/** Characters that only Simplified uses; characters of both scripts (了, 里, 后) are no evidence. */
const ONLY_SIMPLIFIED = new RegExp(
  `[${pairs(traditional)
    .filter(([from, to]) => from.length === 1 && from !== to && !BOTH.includes(from))
    .map(([from]) => from)
    .join('')}]`,
  'g',
)

/** Is a text in Traditional characters? @param before the previous text's answer, used without enough evidence. */
export function writesTraditional(text: string, before: boolean): boolean {
  const read = excerpt(text)
  const traditionals = read.match(TRADITIONAL)?.length ?? 0
  const simplifieds = read.match(ONLY_SIMPLIFIED)?.length ?? 0
  return traditionals === simplifieds ? before : traditionals > simplifieds
}

/** The text without invisible characters. */
export const seen = (text: string): string => text.replace(UNSEEN, '')

/** The normalized text for every pattern, name search and classifier. Idempotent; a few microseconds per message. */
export const legible = (text: string): string => excerpt(inSimplified(excerpt(seen(text)).normalize('NFKC')))
