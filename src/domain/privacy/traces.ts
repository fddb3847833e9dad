/**
 * Finds one person's names, numbers and flat in the words of others, in every spelling. Numbers are found in every
 * script (138…, １３８, 一三八, 幺三八, ①③⑧, 1️⃣3️⃣8️⃣) and with any separators but letters between the digits.
 */

export interface Traces {
  names: readonly string[]
  /** Digits only, five or more. */
  numbers: readonly string[]
  /** Names of chat and mail accounts. */
  accounts?: readonly string[]
  /** Unit and room, such as `2` and `402`. Without the building, which has many households. */
  flats: readonly { unit: string | null; room: string | null }[]
  /** Names of others that look alike: 王师傅 is a worker. */
  except: ReadonlySet<string>
}

const SPOKEN = '零〇○洞0 一壹幺1 二贰两2 三叁3 四肆4 五伍5 六陆6 七柒拐7 八捌8 九玖勾9'
const DIGIT = new Map(
  SPOKEN.split(' ').flatMap(same => Array.from(same, letter => [letter, same.at(-1) ?? ''] as const)),
)
/** Invisible characters and the frame of a keycap digit. */
const UNSEEN = /[\p{Cf}\p{M}]/u
const OTHER_DIGIT = /^\p{Nd}$/u

/** Unicode has the digits of other scripts as contiguous runs from 0 to 9. */
function digitOf(letter: string): string | null {
  const known = DIGIT.get(letter)
  if (known) return known
  if (!OTHER_DIGIT.test(letter)) return null
  let value = 0
  for (let code = letter.codePointAt(0) ?? 0; OTHER_DIGIT.test(String.fromCodePoint(code - 1)); code--)
    value++
  return String(value % 10)
}

interface Folded {
  text: string
  /** For each folded character, the start and the end of its original. */
  from: number[]
  to: number[]
}

/** UTF-16 units of one character's compatibility form: `⒇` is `(20)`. */
const LONGEST_FORM = 5

function fold(original: string): Folded {
  const folded: Folded = { text: '', from: [], to: [] }
  // Cache: even a long text has few different characters.
  const known = new Map<string, string>()
  let at = 0
  for (const letter of original) {
    const end = at + letter.length
    const plain = known.get(letter) ?? plainOf(letter)
    known.set(letter, plain)
    folded.text += plain
    if (plain === '' && folded.to.length > 0) folded.to[folded.to.length - 1] = end
    for (let unit = 0; unit < plain.length; unit += 1) {
      folded.from.push(at)
      folded.to.push(end)
    }
    at = end
  }
  return folded
}

function plainOf(letter: string): string {
  const form = letter.normalize('NFKC')
  // A ligature of a whole sentence (U+FDFA) contains no number, and a page of them would expand to eighteen.
  return Array.from((form.length > LONGEST_FORM ? letter : form).toLowerCase(), plain =>
    UNSEEN.test(plain) ? '' : (digitOf(plain) ?? plain),
  ).join('')
}

const GAP = '[^\\p{L}\\d]{0,3}'
/** People type O for 0. */
const ZERO = '[0oо]'
const spelled = (digits: string, gap = GAP): string =>
  Array.from(digits, digit => (digit === '0' ? ZERO : digit)).join(gap)

/** Bounded by the longest personal number, so that a page of digits does not become a pattern of that length. */
const RUN = new RegExp(`\\d(?:${GAP}[\\doо]){5,29}`, 'gu')
/** Splits a run that contains two numbers with a blank between them. */
const PARTS = /1[3-9]\d{9}|\d{17}[\dx]|\d{5,}/gu

/** The numbers in a person's own words: telephones, identity papers, accounts. */
export function numbersIn(words: string): string[] {
  const { text } = fold(words)
  return [...text.matchAll(RUN)].flatMap(([run]) => {
    const digits = run.replace(/[oо]/gu, '0')
    const whole = digits.replace(/\D/g, '')
    return [whole, ...(whole.match(PARTS) ?? []), ...(digits.match(/\d{5,}/gu) ?? [])]
  })
}

const TITLES =
  '(?:先生|女士|小姐|太太|阿姨|大爷|大妈|大姐|大哥|大叔|大娘|奶奶|爷爷|叔叔|伯伯|老师|师傅|同志|老板|家)'

/** @returns the same text with `**` for each trace. */
export function withoutTraces(original: string, traces: Traces): string {
  const { text, from, to } = fold(original)
  const gone = new Uint8Array(original.length)
  for (const pattern of patternsOf(traces))
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const [start, end] = [from[index] ?? 0, to[index + found.length - 1] ?? 0]
      if (!traces.except.has(original.slice(start, end))) gone.fill(1, start, end)
    }
  let kept = ''
  for (let at = 0; at < original.length; at++)
    if (!gone[at]) kept += original[at]
    else if (!gone[at - 1]) kept += '**'
  return kept
}

function patternsOf({ names, numbers, accounts = [], flats }: Traces): RegExp[] {
  const sources = [
    ...names.flatMap(calledBy),
    ...accounts.map(account => `(?<![a-z\\d])${literal(account)}(?![a-z\\d])`),
    ...numbers.filter(({ length }) => length >= 5).map(number => spelled(number)),
    // "尾号8000"
    ...numbers
      .filter(({ length }) => length >= 7)
      .map(number => `(?<=尾号[^\\d]{0,3})${spelled(number.slice(-4))}(?!\\d)`),
    ...flats.flatMap(({ unit, room }) => {
      const entrance = unit && `(?<![\\d])${spelled(literal(unit), '')}`
      return [
        ...(room
          ? [
              `(?:${entrance ?? '(?!)'}(?:\\s*单元)?[\\s,，、-]*)?(?<!\\d)${spelled(room)}(?!\\d)(?:室|户|号房|房)?`,
            ]
          : []),
        ...(entrance ? [`${entrance}\\s*单元`, `unit ${spelled(literal(unit), '')}(?!\\d)`] : []),
      ]
    }),
  ]
  return [...new Set(sources)].map(source => new RegExp(source, 'gu'))
}

const literal = (words: string): string => fold(words).text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')

/** Patterns for the forms of a name: 赵铁柱, 铁柱, 赵先生, 老赵. A Latin name must be a whole word. */
function calledBy(name: string): string[] {
  const letters = Array.from(fold(name).text.replace(/[\s·•.]/gu, ''))
  const spaced = (some: readonly string[]) => some.map(literal).join('[\\s·•.]{0,2}')
  if (/^\p{Script=Han}/u.test(name.trim())) {
    if (letters.length < 2) return []
    if (letters.length > 4) return [spaced(letters)]
    const [surname = '', ...given] = letters
    return [
      spaced(letters),
      ...(given.length > 1 ? [spaced(given)] : []),
      `${literal(surname)}${TITLES}`,
      `[老小]${literal(surname)}(?!\\p{Script=Han}{0,1}[区板])`,
    ]
  }
  const parts = name.trim().split(/\s+/u)
  return [name.trim(), ...parts]
    .filter(part => Array.from(part).length > 2)
    .map(part => `(?<![\\p{L}\\d])${spaced(Array.from(fold(part).text.replace(/\s/gu, '')))}(?![\\p{L}\\d])`)
}
