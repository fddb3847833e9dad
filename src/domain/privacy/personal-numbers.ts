/**
 * Patterns for personal numbers in a plain view (text/normalized-view.ts). They run in order: later patterns do not see
 * what an earlier one matched. Every pattern is bounded or cannot fail after a long run, so any page takes linear time.
 */

export interface Masked {
  pattern: RegExp
  /** The replacement; null: the match stays readable and is hidden from later patterns. */
  instead: string | null
  /** A further check of a match that a pattern cannot express. */
  holds?: (match: string) => boolean
  /** Group 1 stays in front of the mask. */
  keeps?: true
}

/** Separators between the digits of one number: blanks, dashes, dots. */
const GAP = '[\\s.·_()-]{0,3}'
/** Any separator that is no letter. Lists use them too, so the digits must then be grouped like a known number. */
const ANY_GAP = '(?:[^\\p{L}\\p{N}\\u0000\\u0001]{1,3}|\\s?[转杠横]\\s?)'
const NOT_INSIDE = '(?<!\\d)'
const ENDS = '(?!\\d)'
const digits = (count: number | string) => `\\d(?:${GAP}\\d){${count}}`
const grouped = (...sizes: number[]) => sizes.map(size => `\\d{${size}}`).join(ANY_GAP)
const pattern = (source: string, flags = 'gu') => new RegExp(source, flags)

/** A list of flats or buildings: 101 102 103, or 1 3 5 8 10. */
function isList(match: string): boolean {
  const numbers = match.match(/\d+/gu)?.map(Number) ?? []
  const steps = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0))
  return numbers.length > 2 && steps.every(step => step > 0 && step <= 100)
}
const isNoList = (match: string) => !isList(match)

const DATE = '20\\d{2}[-./年]\\d{1,2}[-./月]\\d{1,2}日?'
const TIME = '(?:[01]?\\d|2[0-4])[.:][0-5]\\d'

/** Numbers that identify no person; workers need them, so they stay. */
const OF_NOBODY: readonly Masked[] = [
  // A meter reading, which may have as many digits as a telephone number.
  { pattern: /(?:读数|表底|表数|示数|度数)[\s:：是为]{0,3}\d{1,12}(?!\d)/gu, instead: null },
  // A household's customer number with the gas or power company, unless it is a telephone number.
  {
    pattern: /(?:户号|表号|(?:用户|客户)(?:编号|号码?))[\s:：是为]{0,3}(?!1[3-9]\d{9}(?!\d))\d{5,14}(?!\d)/gu,
    instead: null,
  },
  // A hotline of a company or an authority.
  { pattern: /(?<![\d-])[48]00[\s-]?\d{3}[\s-]?\d{4}(?![\d-])/gu, instead: null },
  { pattern: pattern(`(?<![\\d.-])${DATE}(?:\\s?[-~至到]\\s?${DATE})?(?![\\d.-])`), instead: null },
  { pattern: pattern(`(?<![\\d.])${TIME}(?:[:.][0-5]\\d)?(?![\\d.])`), instead: null },
  // Building, unit, flat.
  { pattern: /(?<![\d.-])\d{1,2}-\d{1,2}-\d{3,4}(?![\d-])/gu, instead: null },
]
/** A ticket number, with or without the year; two adjacent ones would read as a card number of sixteen digits. */
const TICKET: Masked = {
  pattern: /(?<![\d-])(?:20\d\d)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{4,6}(?![\d-])/gu,
  instead: null,
}

/** Region, birthday, sequence: 18 digits of which the last may be X. */
const ID_BY_FORM = pattern(
  `${NOT_INSIDE}[1-8](?:${GAP}\\d){5}${GAP}(?:1${GAP}9|2${GAP}0)${GAP}\\d${GAP}\\d${GAP}(?:0${GAP}[1-9]|1${GAP}[0-2])${GAP}(?:0${GAP}[1-9]|[12]${GAP}\\d|3${GAP}[01])(?:${GAP}\\d){3}${GAP}[\\dXx](?![\\dA-Za-z])`,
)
const BEFORE_MOBILE = `(?:(?:\\+|00)?86${GAP})?`

const LONG: readonly Masked[] = [
  { pattern: ID_BY_FORM, instead: '[证件号]', holds: isNoList },
  { pattern: /(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])/gu, instead: '[证件号]' },
  { pattern: /(?<!\d)\d{16,}/gu, instead: '[卡号]' },
]
const MOBILE: readonly Masked[] = [
  { pattern: pattern(`${BEFORE_MOBILE}1[3-9]\\d{9}`), instead: '[电话]' },
  {
    pattern: pattern(`${NOT_INSIDE}${BEFORE_MOBILE}1${GAP}[3-9](?:${GAP}\\d){9}${ENDS}`),
    instead: '[电话]',
    holds: isNoList,
  },
  {
    pattern: pattern(
      `${NOT_INSIDE}${BEFORE_MOBILE}(?=1(?:${ANY_GAP})?[3-9])(?:${[grouped(3, 4, 4), grouped(3, 8), grouped(7, 4), grouped(3, 3, 5), grouped(2, 2, 2, 2, 2, 1), grouped(...Array<number>(11).fill(1))].join('|')})${ENDS}`,
    ),
    instead: '[电话]',
    holds: isNoList,
  },
]
const GAPPED: readonly Masked[] = [
  {
    pattern: pattern(`${NOT_INSIDE}${digits('14,')}(?:${GAP}[Xx](?![A-Za-z]))?`),
    instead: '[卡号]',
    holds: isNoList,
  },
]
/** Local numbers begin with 2 to 9, so 12345, 119 and a ticket's number are none. */
const LANDLINE: readonly Masked[] = [
  {
    pattern: pattern(
      `${NOT_INSIDE}(?:\\+?86${GAP})?0(?:10|2\\d|[3-9]\\d{2})[\\s)/.·-]{1,2}[2-9]\\d{2,3}[\\s-]?\\d{4}(?:-\\d{1,5})?${ENDS}`,
    ),
    instead: '[电话]',
  },
  { pattern: pattern(`${NOT_INSIDE}0\\d{9,11}${ENDS}`), instead: '[电话]' },
  {
    pattern:
      /((?:电话|座机|手机|联系方式|联系我|打我|打给我|拨打|致电|号码|☎|📞|\btel\b|\bphone\b|\bcall\b|\bmobile\b)[^\d\n]{0,6})(?!12345(?!\d)|1[12]\d(?!\d))[2-9]\d{2,3}[\s-]?\d{4}(?!\d)/giu,
    instead: '[电话]',
    keeps: true,
  },
  // International format.
  { pattern: pattern(`\\+\\d(?:${GAP}\\d){7,14}${ENDS}`), instead: '[电话]' },
]

const QQ: Masked = {
  pattern:
    /((?:\bq\s?q|\bq(?=[:：号])|扣扣|球球|企鹅)(?:号码?|群号?)?[\s:：是为,，-]{0,4})\d(?:[\s-]?\d){4,11}(?!\d)/giu,
  instead: '[QQ]',
  keeps: true,
}
/** Accounts that follow a label. */
const ACCOUNTS: readonly Masked[] = [
  {
    pattern:
      /((?:微\s?信|[薇威徽]信|微号|[薇威V](?=[:：号❤])|v信|\bwechat|\bweixin|\b[vw]\s?x|加(?:我)?(?:的)?\s?[v薇威微])(?:号码?|\sid)?(?:[是为]|[^\p{L}\p{N}\n]){0,4})(?:[a-z][\w-]{5,19}|\d{5,12})(?!\w)/giu,
    instead: '[微信]',
    keeps: true,
  },
  QQ,
  {
    pattern:
      /((?:支付宝|抖音|快手|小红书|微博|钉钉|\btelegram|\bwhatsapp|\bline id)(?:号码?|账号|\sid)?[^\p{L}\p{N}\n@]{0,4})(?=[\w.-]{0,29}[\d_])[a-z\d][\w.-]{4,29}(?!\w)/giu,
    instead: '[账号]',
    keeps: true,
  },
  { pattern: /(?<![\w.])@[a-z]\w{4,31}(?!\w)/giu, instead: '[账号]' },
]
const PAPERS: readonly Masked[] = [
  {
    pattern:
      /((?:护照|通行证|居留证|台胞证|军官证|士兵证|证件号|户口[本簿]|社保|医保|驾驶?[照证]|passport)[^a-z0-9\n]{0,8}(?:no\.?|number|is)?[^a-z0-9\n]{0,4})[a-z]{0,3}[\s-]?\d{6,10}(?:\s?\([\da]\)|(?!\w))/giu,
    instead: '[证件号]',
    keeps: true,
  },
  // Hong Kong identity card.
  { pattern: /(?<![A-Za-z\d])[A-Z]{1,2}\d{6}\s?\([\dA]\)/gu, instead: '[证件号]' },
  { pattern: /(?<![A-Za-z\d])(?:[DEGHMPS]\d{8}|E[A-Z]\d{7})(?![A-Za-z\d])/gu, instead: '[证件号]' },
]
const PROVINCES = '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]'
const PROVINCE_NAMES =
  '(?:北京|上海|天津|重庆|河北|河南|山东|山西|江苏|江西|浙江|安徽|福建|湖北|湖南|广东|广西|海南|四川|贵州|云南|陕西|甘肃|青海|宁夏|新疆|西藏|内蒙古?|辽宁|吉林|黑龙江)'
const PLATES: readonly Masked[] = [
  {
    pattern: pattern(
      `${PROVINCES}[\\s·.-]{0,2}[A-Za-z][\\s·.-]{0,2}(?=[A-Za-z\\d]{0,5}\\d)(?:[DFdf][A-Za-z\\d]\\d{4}|\\d{5}[DFdf]|[A-Za-z\\d]{4}[A-Za-z\\d挂学警港澳])(?![A-Za-z\\d])`,
    ),
    instead: '[车牌]',
  },
  { pattern: pattern(`${PROVINCES}\\s?[A-Za-z](?:[\\s·.-]?\\d){5}(?![A-Za-z\\d])`), instead: '[车牌]' },
  { pattern: pattern(`${PROVINCE_NAMES}\\s?[A-Za-z](?:[\\s·.-]?\\d){5}(?![A-Za-z\\d])`), instead: '[车牌]' },
  {
    pattern:
      /((?:车牌号?|plate)[\s:：是为]{0,3})[a-z][\s·.-]{0,2}(?=[a-z\d]{0,5}\d)[a-z\d]{5,6}(?![a-z\d])/giu,
    instead: '[车牌]',
    keeps: true,
  },
]

/** Bounded: an unbounded run before the @ backtracks in quadratic time on a page of letters. */
const E_MAIL: Masked = {
  pattern: /[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+/giu,
  instead: '[邮箱]',
}
/** Obfuscated against address harvesters. */
const E_MAIL_SAID: Masked = {
  pattern:
    /[\w.+-]{1,64}(?:\s?(?:@|#|艾特|\(at\)|\[at\])\s?|\sat\s)[\w-]{1,63}(?:\s?[.点]\s?|\sdot\s)(?:com|cn|net|org|edu)\b/giu,
  instead: '[邮箱]',
}
/** A contact card's number may be of any country: gateway/contact-card.ts writes it after the name. */
const ON_CARD: Masked = {
  pattern: /((?:名片[:：]|Contact: )[^\n\d+]{0,80})\+?\d[\d ()-]{4,20}/gu,
  instead: '[电话]',
  keeps: true,
}
/** "one three eight zero …" */
const IN_ENGLISH: Masked = {
  pattern:
    /\b(?:(?:zero|oh|double|triple|one|two|three|four|five|six|seven|eight|nine)[\s,-]{0,3}){7,}(?![a-z])/giu,
  instead: '[电话] ',
}

export const NUMBERS: readonly Masked[] = [
  ON_CARD,
  E_MAIL,
  E_MAIL_SAID,
  ...ACCOUNTS,
  ...PAPERS,
  ...PLATES,
  ...OF_NOBODY,
  ...LONG,
  ...MOBILE,
  TICKET,
  ...LANDLINE,
  ...GAPPED,
  IN_ENGLISH,
]
/** "138 零零一三 八千": 千 stands for three zeros at the end of a group of four digits. */
const FOUR = `(?:\\d(?:${GAP}\\d){3}|[1-9]千)`
const THOUSANDS: Masked = {
  pattern: pattern(
    `${NOT_INSIDE}1${GAP}[3-9]${GAP}\\d${GAP}(?=[\\d\\s.·_()-]{0,16}千)${FOUR}${GAP}${FOUR}(?![\\d百多元块斤米户万])`,
  ),
  instead: '[电话]',
}
/** Runs last, on spoken digits read as digits: only patterns that are too long to match by chance. */
export const SPOKEN_NUMBERS: readonly Masked[] = [QQ, ...PLATES, ...LONG, ...MOBILE, THOUSANDS, ...GAPPED]
