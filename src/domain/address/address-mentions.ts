/**
 * Finds building numbers in a text, in every way that residents write them. The hard part is what is not a
 * building: floors (3楼), dates (3号晚上), lines (2号线), counts (3栋楼), ticket numbers, phone numbers.
 */
import { legible } from '../text/normalize.ts'

/** UTF-16 units that are searched. A place needs fewer, and a page of digits must not cost more than a message. */
const ENOUGH = 1000

/** Normalized text with every kind of dash as `-`. */
export const fold = (text: string): string =>
  legible(text)
    .slice(0, ENOUGH)
    .replace(/[‐‑–—−]/g, '-')

const UNDER_TEN = '一二三四五六七八九'
/** 1-999, or 一 to 九十九. */
export const NUMERAL = `(?:0?[1-9]\\d{0,2}|[${UNDER_TEN}]?十[${UNDER_TEN}]?|[${UNDER_TEN}])`
export const SIDES = '东西南北中'
const LETTER = '(?<![A-Za-z])[A-Za-z]\\d{0,2}'
const ENGLISH_NUMBERS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** Lookbehind: the number is not the tail of a longer number or of a date. */
const ALONE = `(?<![\\d.:百零〇十${UNDER_TEN}这那共])(?<![\\d本上个十${UNDER_TEN}]月)`
/** 3栋楼 counts buildings, 3栋楼下 is at building 3. */
const NOT_A_COUNT = '(?!\\s*楼(?![下道梯上顶门前后里内洞口的]))(?!\\s*(?:房子|大楼|住宅|别墅))'
const NOT_A_QUANTITY =
  "(?!\\s*(?:[-.:]\\d{4}|%|days?|hours?|hrs?|times?|min|weeks?|months?|years?|people|[ap]m\\b|o'?clock|floors?|stor|cars?))"
const ENGLISH_NUMBER = `(?:0?[1-9]\\d{0,2}|${ENGLISH_NUMBERS.join('|')}|[A-Za-z]\\d{0,2})`

/** Every pattern keeps the building's number in its first group. */
const BUILDINGS: readonly RegExp[] = [
  `${ALONE}(${NUMERAL}|${LETTER})\\s*[号#]\\s*楼`,
  `${ALONE}(${NUMERAL})\\s*#`,
  `${ALONE}(${NUMERAL}|${LETTER})\\s*(?:号\\s*)?[栋幢]${NOT_A_COUNT}`,
  `${ALONE}((?<![A-Za-z])[A-Za-z])\\s*座`,
  `${ALONE}(${NUMERAL})\\s*座(?=\\s*(?:\\d|$|[,，。;；!！?？]|${NUMERAL}\\s*单元))`,
  // 3楼 and 3号 are ambiguous, but an entrance or a room never follows a floor or a date.
  `${ALONE}(${NUMERAL})\\s*[楼号](?=\\s*${NUMERAL}\\s*单元)`,
  `${ALONE}(${NUMERAL})\\s*号(?=\\s*\\d{3,4}\\s*室)`,
  `^\\s*(${NUMERAL})\\s*号\\s*$`,
  // 3-2-501 and 3-501; the rest of it is read as what follows a building.
  `(?<![\\d:.A-Za-z-])(\\d{1,3})(?=-[1-9]\\d?-(?!20[23]\\d)[1-9]\\d{2,3}(?![\\d-]))`,
  `(?<![\\d:.A-Za-z-])(\\d{1,2})(?=-(?!20[23]\\d|\\d+00)[1-9]\\d{2,3}(?![\\d-]|\\s*[元块米个人天路年月点多]))`,
  `\\b(?:building|bldg|tower)\\.?\\s*(?:(?:no\\.?|number|#)\\s*)?(${ENGLISH_NUMBER})\\b(?!')${NOT_A_QUANTITY}`,
  `\\bblock\\s*(?:(?:no\\.?|#)\\s*)?(${ENGLISH_NUMBER})(?=\\s*(?:$|[,.;:!?，。]|unit|apt|room|flat|of|in|at|on|has|is)\\b|\\s*$|[,.;:!?，。])`,
  `(?:\\bno\\b\\.?|\\bnumber|#)\\s*(${ENGLISH_NUMBER})\\s+(?:building|bldg)\\b`,
  `\\b(\\d{1,3})(?:st|nd|rd|th)\\s+(?:building|bldg)\\b`,
].map(source => new RegExp(source, 'giu'))

/** Most messages name no building: one cheap test saves fourteen patterns. */
const HINT = /[号#楼栋幢座]|\d-\d|building|bldg|tower|block/i

export interface Mention {
  /** `3`, `A`, `A3` */
  value: string
  start: number
  end: number
  /** The text says that it is not this building: 不是3号楼. */
  negated: boolean
}

/** Every building in a folded text, in order of position, without overlaps. */
export function buildingMentions(text: string): Mention[] {
  if (!HINT.test(text)) return []
  const found = BUILDINGS.flatMap(pattern => mentionsOf(pattern, text)).sort(
    (a, b) => a.start - b.start || b.end - a.end,
  )
  return found.filter((mention, index) => mention.start >= (found[index - 1]?.end ?? 0))
}

export function mentionsOf(pattern: RegExp, text: string): Mention[] {
  const found: Mention[] = []
  for (const match of text.matchAll(pattern)) {
    const value = readNumber(match[1] ?? '')
    if (value === null || isEnglishWord(match)) continue
    const start = match.index
    found.push({ value, start, end: start + match[0].length, negated: isDenied(text, start) })
  }
  return found
}

/** In "the building a man" and "the building I live in" the letter is a word, not a building. */
const isEnglishWord = ([all, value]: RegExpExecArray): boolean =>
  /^[a-z]{3}/i.test(all) && /^[aiI]$/.test(value ?? '')

/** Is the mention at `start` negated? "是不是3号楼" is a question, not a negation. */
export const isDenied = (text: string, start: number): boolean =>
  /(?:(?<!是)不是|(?<!在)不在|并非|而非|\bnot|n't)\s*(?:(?:在|第|the|in|at)\s*)*$/i.test(
    text.slice(Math.max(0, start - 20), start),
  )

/** Correction words between a wrong building and the right one: 3号楼，哦不对，是5号楼. */
const CORRECTION =
  /(?:^|[\s,，。;；])(?:(?:哦|噢|啊|呃)\s*)?(?:不对|[说打写搞]错了?|更正|应该是|sorry|i mean|correction)[\s,，。.:是在第]*$/i

/** The mention that counts: the one after the last correction, otherwise the first that is not negated. */
export function meant(mentions: readonly Mention[], text: string): Mention | undefined {
  const said = mentions.filter(mention => !mention.negated)
  const corrected = said.findLast((mention, index) => {
    const before = said[index - 1]
    return before && CORRECTION.test(text.slice(before.end, mention.start))
  })
  return corrected ?? said[0]
}

/** `十二` -> `12`, `03` -> `3`, `a` -> `A`; a side of the house (东单元) stays as it is. @returns null for none. */
export function readNumber(text: string): string | null {
  if (/^\d+$/.test(text)) return String(Number(text))
  if (text === '') return null
  if (SIDES.includes(text)) return text
  const english = ENGLISH_NUMBERS.indexOf(text.toLowerCase())
  if (english >= 0) return String(english + 1)
  if (/^[a-z]\d*$/i.test(text)) return text.toUpperCase()
  const [before = '', after] = text.split('十')
  const digit = (character: string) => UNDER_TEN.indexOf(character) + 1
  if (after === undefined) return text.length === 1 && digit(text) > 0 ? String(digit(text)) : null
  return String((before ? digit(before) : 1) * 10 + (after ? digit(after) : 0))
}
