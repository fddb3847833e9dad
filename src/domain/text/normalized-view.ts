/**
 * A view of a text for number patterns: digits of every script and shape are 0-9, dashes are `-`, invisible characters
 * and combining marks are removed. Each unit of the view maps back to the original, so that a match in the view can be
 * replaced in the text as typed. One pass, linear in the text.
 */
export interface PlainView {
  text: string
  /** For each unit of the view: the start and the end of its character in the original. */
  from: readonly number[]
  to: readonly number[]
}

/** Circled digits without a compatibility decomposition: the 1 of each series of nine. */
const CIRCLED_ONES = [0x2776, 0x2780, 0x278a, 0x24f5]
const INVISIBLE = /^[\p{Cf}\p{Mn}\p{Me}\p{Variation_Selector}]$/u
/** Characters that have a width but no glyph: between digits they count as a blank. */
const EMPTY = /^[\u115f\u1160\u2800\u3164\uffa0]$/u
const DASH = /^[\p{Pd}\u2212\u30fc]$/u
const DOT = /^[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65]$/u
const DIGIT = /^\p{Nd}$/u

/** Longest decomposition that is used: 🈶 has one unit, ⑳ two, ⒇ four. */
const MOST_UNITS = 4

function plainOf(char: string, code: number): string {
  // U+0000 and U+0001 are the mask's own placeholders.
  if (code < 2) return ''
  if (code < 0x80 || (code >= 0x4e00 && code <= 0x9fff)) return char
  if (INVISIBLE.test(char)) return ''
  if (EMPTY.test(char)) return ' '
  if (DASH.test(char)) return '-'
  if (DOT.test(char)) return '·'
  const one = CIRCLED_ONES.find(first => code >= first && code < first + 9)
  if (one !== undefined) return String(code - one + 1)
  if (code === 0x24ff) return '0'
  const plain = char.normalize('NFKC')
  // A ligature of a whole sentence (ﷺ) is not part of a number.
  if (plain.length > MOST_UNITS) return char
  return DIGIT.test(plain) ? valueOf(plain.codePointAt(0) ?? 0) : plain
}

/** Unicode has the decimal digits of each script as a contiguous run from 0 to 9. */
function valueOf(code: number): string {
  let value = 0
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value += 1
  return String(value)
}

export function plainView(original: string): PlainView {
  let text = ''
  const from: number[] = []
  const to: number[] = []
  // Cache: even a long text has few different characters.
  const known = new Map<string, string>()
  let at = 0
  for (const char of original) {
    const plain = known.get(char) ?? plainOf(char, char.codePointAt(0) ?? 0)
    known.set(char, plain)
    text += plain
    // A combining mark belongs to the character before it.
    if (plain === '' && to.length > 0) to[to.length - 1] = at + char.length
    for (let unit = 0; unit < plain.length; unit += 1) {
      from.push(at)
      to.push(at + char.length)
    }
    at += char.length
  }
  return { text, from, to }
}

const SPOKEN: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '0零〇洞Oo',
    '1一幺壹lI|',
    '2二两贰',
    '3三叁',
    '4四肆',
    '5五伍',
    '6六陆',
    '7七拐柒',
    '8八捌',
    '9九勾玖',
  ].flatMap(([digit = '', ...others]) => others.map(other => [other, digit])),
)
const SPOKEN_DIGIT = new RegExp(`[${Object.keys(SPOKEN).join('')}]`, 'g')

/** Reads spoken digits and look-alike letters as digits: 幺三八零零, 138OO. The length stays, so positions stay valid. */
export const spokenAsDigits = (view: string): string =>
  view.replace(SPOKEN_DIGIT, char => SPOKEN[char] ?? char)
