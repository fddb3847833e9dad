/**
 * Masks what identifies a person before a text leaves for a model, a group, an export or a log: telephone, ID card,
 * passport, bank card, plate, e-mail, accounts, the name by which people introduce themselves. What a worker needs
 * stays as typed: buildings and flats, ticket numbers, hotlines, hours, amounts.
 *
 * All patterns run on a plain view of the text (text/normalized-view.ts), because a mask for one way to write a digit
 * leaks the others.
 */
import { inSimplified } from '../text/normalize.ts'
import { NAMES } from './personal-names.ts'
import { type Masked, NUMBERS, SPOKEN_NUMBERS } from './personal-numbers.ts'
import { plainView, spokenAsDigits } from '../text/normalized-view.ts'

interface Mask {
  start: number
  end: number
  instead: string
}

/** Placeholders in the view: no pattern reads them as a digit, a letter or a blank. Names are found beside MASKED. */
const KEPT = '\u0000'
const MASKED = '\u0001'

/**
 * Finds the matches of one pattern.
 * @returns the view for the later patterns, of the same length, with placeholders for what has matched.
 */
function settle(
  view: string,
  seen: string,
  { pattern, instead, holds, keeps }: Masked,
  masks: Mask[],
): string {
  let settled = ''
  let at = 0
  for (const match of seen.matchAll(pattern)) {
    const start = match.index + (keeps ? (match[1] ?? '').length : 0)
    const end = match.index + match[0].length
    if (holds && !holds(match[0])) continue
    if (instead !== null) masks.push({ start, end, instead })
    settled += view.slice(at, start) + (isNumber(instead) ? MASKED : KEPT).repeat(end - start)
    at = end
  }
  return at === 0 ? view : settled + view.slice(at)
}

const isNumber = (instead: string | null) => instead?.startsWith('[电话]') || instead === '[证件号]'

/** UTF-16 units. No card, log, export or model takes more; the rest is cut, because masking must take bounded time. */
const MOST = 40_000

interface Looked {
  original: string
  masks: Mask[]
  from: readonly number[]
  to: readonly number[]
}

function look(whole: string): Looked {
  const original = whole.length <= MOST ? whole : `${whole.slice(0, MOST).replace(/[\ud800-\udbff]$/u, '')}…`
  const { text, from, to } = plainView(original)
  const masks: Mask[] = []
  // One character becomes one character, so positions stay valid.
  let view = inSimplified(text)
  for (const kind of NUMBERS) view = settle(view, view, kind, masks)
  for (const kind of SPOKEN_NUMBERS) view = settle(view, spokenAsDigits(view), kind, masks)
  for (const kind of NAMES) view = settle(view, view, kind, masks)
  return { original, masks, from, to }
}

/** The names that the mask finds in a text: other texts may contain them without a label that marks them as names. */
export function namesMasked(whole: string): string[] {
  const { original, masks, from, to } = look(whole)
  return masks
    .filter(({ instead }) => /^(?:某某| ?\[name\])$/u.test(instead))
    .map(({ start, end }) => original.slice(from[start], to[end - 1]).trim())
    .filter(name => name.length > 1)
}

export function redact(whole: string): string {
  const { original, masks, from, to } = look(whole)
  if (masks.length === 0) return original
  let said = ''
  let at = 0
  for (const { start, end, instead } of masks.toSorted((a, b) => a.start - b.start)) {
    const begin = from[start] ?? original.length
    said += original.slice(at, begin) + instead
    at = to[end - 1] ?? original.length
  }
  return said + original.slice(at)
}
