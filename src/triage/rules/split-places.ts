/** Two places in one message are two matters: "状元府1号楼着火了，锦绣花园2号楼也着火了". Pure, and by words alone. */
import { detectEmergency } from '../emergency/detect.ts'
import { type NamedPlace, otherPlace, placesNamed } from './named-places.ts'
import { clausesOf, namesProblem } from './clause.ts'

export interface Part {
  text: string
  /** In the resident's words, with the compound that was named before; null: none is named. */
  placeText: string | null
}

/** More is a letter, and a person reads it. */
const MOST_PARTS = 5
/** A letter names many places on its way. */
const LETTER_CHARACTERS = 300
const CUT = /(?<=[,，。!！?？;；\n]|\.(?=\s))|(?=\band\b[^,.;]{0,300}\btoo\b)/iu
export const ALSO = /也|同样|另外|还有|\b(?:also|too|as well|another)\b/iu

/** @returns at least one part; several only when each says what is wrong at a place of its own. */
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

/** "1号楼和2号楼都着火了": one sentence, said of each. */
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

/** "我在2号楼，看见1号楼着火了": where they stand, or come from, is not where it burns; nor is the answer to our question. */
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
  // "我在2号楼看见的" names a place where nothing is wrong.
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

/** Speech typed by a telephone has no commas: "状元府1号楼着火了锦绣花园2号楼也着火了". */
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

/** Where the words of the second place begin; null: before it nothing is wrong yet, or it is where something goes to. */
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

/** "2号楼" behind "状元府1号楼" is in the same compound. */
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
