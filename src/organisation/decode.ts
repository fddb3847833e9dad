/**
 * Decodes the bytes of a file. Spreadsheets save UTF-8, UTF-16 or the country's legacy encoding, and only
 * some files say which. A certain encoding is used, a likely one is used with a warning, and any other file
 * is refused with the fix.
 */
import { Unreadable } from '../domain/invalid-input.ts'

type Legacy = 'gb18030' | 'big5'

export interface Decoded {
  text: string
  /** The encoding was guessed from the text: the clerk should check a name. */
  assumed: Legacy | null
}

/** The encoding of a file cannot be determined. */
export class Undecodable extends Unreadable {
  override name = 'Undecodable'
  /** Null: the file as a whole. */
  readonly line: number | null

  constructor(line: number | null, zh: string, en: string) {
    super({
      zh: `${zh}；请在 Excel 或 WPS 里另存为“CSV UTF-8”`,
      en: `${en}; save it as "CSV UTF-8" in the spreadsheet`,
    })
    this.line = line
  }
}

/** @throws Undecodable */
export function decode(bytes: Buffer): Decoded {
  const marked = MARKS.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte))
  if (marked) {
    const text = decoded(bytes, marked.encoding)
    if (text === null) throw broken(bytes, marked.encoding)
    return { text, assumed: null }
  }
  if (bytes.includes(0))
    throw new Undecodable(
      null,
      '不是文本文件（像是 Excel 工作簿）',
      'is no text file (perhaps an Excel workbook)',
    )
  const text = decoded(bytes, 'utf-8')
  if (text !== null) return { text, assumed: null }
  if (isDamagedUtf8(bytes)) throw broken(bytes, 'utf-8')
  return legacy(bytes)
}

const MARKS = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const

function decoded(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function broken(bytes: Buffer, encoding: string): Undecodable {
  const before = new TextDecoder(encoding).decode(bytes).split('\uFFFD', 1)[0] ?? ''
  return new Undecodable(
    before.split('\n').length,
    `这里有半个或坏掉的字（${encoding}）：文件不完整，或混了两种编码`,
    `holds a character that is cut or broken (${encoding}): the file is not whole, or mixes two encodings`,
  )
}

/** A UTF-8 sequence of more than one byte, or a byte that belongs to none. */
const SEQUENCE = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|([\x80-\xff])/g
/** In legacy encodings hardly one character in ten happens to look like UTF-8. */
const MOSTLY = 0.8

/** A file that ends within its last character is UTF-8, however short it is. */
function isDamagedUtf8(bytes: Buffer): boolean {
  const found = [...bytes.toString('latin1').matchAll(SEQUENCE)]
  const strays = found.filter(({ 1: stray }) => stray !== undefined)
  const whole = found.length - strays.length
  const cut = /[\xc2-\xdf\xe0-\xf4][\x80-\xbf]{0,2}$/.exec(bytes.toString('latin1'))
  const onlyAtTheEnd = cut !== null && strays.every(({ index }) => index >= cut.index)
  return whole > 0 && (onlyAtTheEnd || whole / found.length >= MOSTLY)
}

/** Below this share, most characters would be very rare ones. */
const PLAUSIBLE = 0.5

function legacy(bytes: Buffer): Decoded {
  const likely = (Object.keys(COMMON) as Legacy[])
    .map(encoding => ({
      encoding,
      text: decoded(bytes, encoding),
      share: commonShare(bytes, COMMON[encoding]),
    }))
    .filter(({ text, share }) => text !== null && share >= PLAUSIBLE)
    // Of two equally likely encodings, the mainland's comes first.
    .toSorted((a, b) => b.share - a.share)
  const [best] = likely
  if (!best || best.text === null)
    throw new Undecodable(null, '看不出是什么编码', 'is in an encoding that cannot be told')
  return { text: best.text, assumed: best.encoding }
}

/** How common a pair of bytes is in Chinese: both standards keep the common characters in a block of their own. */
const COMMON: Readonly<Record<Legacy, (lead: number, trail: number) => number>> = {
  gb18030: (lead, trail) =>
    trail < 0xa1
      ? 0
      : within(lead, 0xb0, 0xd7) || within(lead, 0xa1, 0xa9)
        ? 1
        : within(lead, 0xd8, 0xf7)
          ? 0.5
          : 0,
  big5: (lead, trail) =>
    !within(trail, 0x40, 0x7e) && trail < 0xa1
      ? 0
      : within(lead, 0xa1, 0xc6)
        ? 1
        : within(lead, 0xc9, 0xf9)
          ? 0.25
          : 0,
}
const within = (byte: number, from: number, to: number) => from <= byte && byte <= to

function commonShare(bytes: Buffer, common: (lead: number, trail: number) => number): number {
  let [sum, pairs] = [0, 0]
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0
    if (lead < 0x80) continue
    sum += common(lead, bytes[++i] ?? 0)
    pairs++
  }
  return pairs > 0 ? sum / pairs : 0
}
