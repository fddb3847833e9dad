/**
 * A text as a reader of numbers sees it: digits of every script and shape are 0-9, dashes are `-`, invisible characters and
 * combining marks are gone. Every unit of the view knows where it came from, so that what is found in it can be replaced in
 * the text as it was typed. One pass, linear in the text.
 */
export interface PlainView {
  text: string
  /** Of each unit of the view: where its character begins in the original, and where that ends. */
  from: readonly number[]
  to: readonly number[]
}

/** Circled figures that have no compatibility decomposition: the first of nine, which is a 1. */
const CIRCLED_ONES = [0x2776, 0x2780, 0x278a, 0x24f5]
const INVISIBLE = /^[\p{Cf}\p{Mn}\p{Me}\p{Variation_Selector}]$/u
/** They take room and show nothing: between digits they are a blank. */
const EMPTY = /^[\u115f\u1160\u2800\u3164\uffa0]$/u
const DASH = /^[\p{Pd}\u2212\u30fc]$/u
const DOT = /^[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65]$/u
const DIGIT = /^\p{Nd}$/u

/** 🈶 is one, ⑳ two, ⒇ four. */
const MOST_UNITS = 4

function plainOf(char: string, code: number): string {
  // What masking itself uses as marks.
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
  // One character that is a sentence (ﷺ) is no part of a number.
  if (plain.length > MOST_UNITS) return char
  return DIGIT.test(plain) ? valueOf(plain.codePointAt(0) ?? 0) : plain
}

/** Decimal digits of a script stand in a row from 0 to 9. */
function valueOf(code: number): string {
  let value = 0
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value += 1
  return String(value)
}

export function plainView(original: string): PlainView {
  let text = ''
  const from: number[] = []
  const to: number[] = []
  // A text has few different characters, however long it is.
  const known = new Map<string, string>()
  let at = 0
  for (const char of original) {
    const plain = known.get(char) ?? plainOf(char, char.codePointAt(0) ?? 0)
    known.set(char, plain)
    text += plain
    // What combines with a character goes where it goes.
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

/** Digits that are said, and letters that look like one: 幺三八零零, 138OO. As long as before, so every place stays. */
export const spokenAsDigits = (view: string): string =>
  view.replace(SPOKEN_DIGIT, char => SPOKEN[char] ?? char)
