/** Splits a message with problems at several places: "状元府1号楼着火了，锦绣花园2号楼也着火了". Pure, by words alone. */
import { detectEmergency } from '../emergency/detect.ts'
import { type NamedPlace, otherPlace, placesNamed } from './named-places.ts'
import { clausesOf, namesProblem } from './clause.ts'

export interface Part {
  text: string
  /** In the resident's words, with the compound named before it; null: no place. */
  placeText: string | null
}

/** With more parts it is a letter, which a person reads. */
const MOST_PARTS = 5
/** UTF-16 units. Longer texts name many places without a problem at each. */
const LETTER_CHARACTERS = 300
const CUT = /(?<=[,，。!！?？;；\n]|\.(?=\s))|(?=\band\b[^,.;]{0,300}\btoo\b)/iu
export const ALSO = /也|同样|另外|还有|\b(?:also|too|as well|another)\b/iu

/** @returns at least one part; several only when each names a problem at a place of its own. */
export function splitByPlace(text: string): Part[] {
  const whole: Part[] = [{ text, placeText: null }]
  if (text.length > LETTER_CHARACTERS) return whole
  const named = placesNamed(text)
  if (!named.some((place, i) => named.slice(0, i).some(before => otherPlace(before, place)))) return whole
  const parts = listed(text, named) ?? told(text)
  const [only] = parts
  if (parts.length === 1 && only?.placeText && only.placeText !== named[0]?.text) return parts
  return parts.length > 1 && parts.length <= MOST_PARTS ? parts : whole
}

/** "1号楼和2号楼都着火了": one sentence that applies to each place. */
function listed(text: string, named: readonly NamedPlace[]): Part[] | null {
  const joined = named
    .slice(1)
    .every((place, i) =>
      /^\s*(?:和|跟|与|及|以及|还有|、|(?:[,，]\s*)?and|&)\s*$/iu.test(
        text.slice(named[i]?.end, place.start),
      ),
    )
  return joined && saysWhatIsWrong(text) ? withCompounds(named).map(placeText => ({ text, placeText })) : null
}

/**
 * Does the piece move on from a place where there is no problem? "我在2号楼，看见1号楼着火了": the reporter's own position
 * or former home is not the place of the fire; neither is an answer before "另外".
 */
const leaves = (before: string, piece: string, says: boolean): boolean =>
  MOVED.test(before) || (says && (STANDS.test(before) || /^(?:另外|还有|对了|哦对了)/u.test(piece)))
const MOVED = /^(?:我|俺|咱)们?(?:家)?(?:刚|是)?从[^,，]{1,16}搬/u
const STANDS = /^(?:我|俺|咱)们?(?:现在)?就?[在站]|^i(?:'m| am| was) (?:at|in|on|standing)\b/iu

const inCompoundOf = (before: NamedPlace, place: NamedPlace): NamedPlace =>
  place.name === null && before.name !== null && before.building !== null
    ? { ...place, name: before.name, text: `${before.name}${place.text}` }
    : place

interface Group {
  text: string
  place: NamedPlace | undefined
  says: boolean
}

function told(text: string): Part[] {
  const groups: Group[] = []
  for (const piece of text.split(CUT).flatMap(atPlaces)) {
    const [place] = placesNamed(piece)
    const last = groups.at(-1)
    const says = saysWhatIsWrong(piece)
    if (last && !(place && last.place && last.says && otherPlace(last.place, place))) {
      if (place && last.place && !last.says && leaves(last.text.trim(), piece.trim(), says))
        last.place = inCompoundOf(last.place, place)
      last.text += piece
      last.place ??= place
      last.says ||= says
    } else groups.push({ text: piece, place, says })
  }
  // "我在2号楼看见的" names a place without a problem.
  const parts = groups.reduce<Group[]>((kept, group) => {
    const last = kept.at(-1)
    if (last && !group.says) last.text += group.text
    else kept.push(group)
    return kept
  }, [])
  const places = withCompounds(parts.flatMap(({ place }) => place ?? []))
  return parts.map((part, i) => ({
    text: part.text.replace(/(?<![\s,，])[\s,，]+$/u, '').trim(),
    placeText: places[i] ?? null,
  }))
}

/** Transcribed speech has no commas: "状元府1号楼着火了锦绣花园2号楼也着火了". */
function atPlaces(piece: string): string[] {
  const [first, ...others] = placesNamed(piece)
  for (const place of others) {
    if (!first || !otherPlace(first, place)) continue
    const at = beginOf(piece, first, place)
    if (at !== null && saysWhatIsWrong(piece.slice(at)))
      return [piece.slice(0, at), ...atPlaces(piece.slice(at))]
  }
  return [piece]
}

/** Start of the second place's text; null: no problem is named before it, or it is only a destination. */
function beginOf(piece: string, { end }: NamedPlace, place: NamedPlace): number | null {
  const and = piece.slice(end, place.start).search(/\band\b/iu)
  const starts = and === -1 ? [0, 1, 2, 3].map(swallowed => place.start + swallowed) : [end + and]
  const at = starts.find(
    start =>
      start < place.end && !GOES_TO.test(piece.slice(0, start)) && saysWhatIsWrong(piece.slice(0, start)),
  )
  return at ?? null
}
const GOES_TO = /[到给往和跟与及比向从离对在于至是把被让或、]\s*$/u

/** A building without a compound is in the compound that was named before it: "2号楼" after "状元府1号楼". */
function withCompounds(named: readonly NamedPlace[]): string[] {
  let compound: string | null = null
  return named.map(({ text, name }) => {
    const here = name === null && compound !== null ? `${compound}${text}` : text
    compound = name ?? compound
    return here
  })
}

export const saysWhatIsWrong = (text: string): boolean =>
  detectEmergency(text) !== null ||
  clausesOf(text).some(
    clause => namesProblem(clause) || (ALSO.test(clause) && placesNamed(clause).length > 0),
  )
