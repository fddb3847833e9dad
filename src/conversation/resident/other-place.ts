/**
 * Do a resident's words speak of another place than their ticket? Then they are another ticket, also against triage's reading of
 * them: what was reported first must not leave the people who were told of it.
 */
import { legible } from '../../domain/text/normalize.ts'
import { parseAddress } from '../../domain/address/address.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import type { OrgSnapshot } from '../../routing/directory.ts'
import type { Pin } from '../../routing/grid-areas.ts'
import { understand } from '../../routing/resolve-place.ts'
import { detectEmergency } from '../../triage/emergency/detect.ts'
import { type NamedPlace, otherPlace, placesNamed } from '../../triage/rules/named-places.ts'
import { clausesOf, readClause } from '../../triage/rules/clause.ts'
import { ALSO, type Part, saysWhatIsWrong } from '../../triage/rules/split-places.ts'

/** "说错了，是2号楼": they say that the first place was wrong. */
const TAKES_BACK =
  /[说打写讲弄搞发定]错|(?:地[址点方]|位置|楼号)[^,，。]{0,4}错|更正|口误|(?:^|[，,。\s])(?:哦|啊|噢)?不对|(?:应该|其实|实际上?)是在?[^,，。]{0,8}(?:号楼|[栋幢座府苑村]|花园|家园|公寓|人家)|\b(?:i meant?|correction|wrong (?:building|address|place)|i was wrong|sorry,? it'?s)\b/iu

/** @param edited the words take the place of earlier ones. */
export function isCorrection(org: OrgSnapshot, typed: string, edited: boolean): boolean {
  if (edited) return true
  const text = legible(typed)
  return !ALSO.test(text) && (TAKES_BACK.test(text) || understand(text, '', org.gazetteer).denies)
}

/** "我打错了，是明珠公寓": what was wrong is the place, and the report stays. */
export function isPlaceCorrected(org: OrgSnapshot, text: string): boolean {
  const { places, address } = understand(text, '', org.gazetteer)
  if (places.length === 0 && address.building === null) return false
  const orders = clausesOf(text).filter(clause => readClause(clause) === 'withdraw')
  return isCorrection(org, text, false) && orders.every(clause => TAKES_BACK.test(clause))
}

export function isElsewhere(org: OrgSnapshot, ticket: Ticket, part: Part, pin: Pin | null): boolean {
  const { placeText } = part
  const text = withoutWitness(part.text)
  const own = ownPlace(org, ticket)
  const differs = nameDiffers(org, ticket, own, text, placeText) || pinDiffers(org, ticket, own, text, pin)
  if (!differs) return false
  // Where it is was assumed, or is asked for by us or by a worker: words that only say where are the answer.
  const isAsked = ticket.state === 'needs_info' || ticket.waitingSince !== null
  return (own.named && !isAsked) || !onlySaysWhere(text)
}

/** "我在2号楼看见的": where they stand, not where it is. */
const withoutWitness = (text: string): string =>
  text
    .split(/(?<=[,，。!！?？;；\n])/u)
    .filter(piece => !WITNESS.test(piece.trim()) || saysWhatIsWrong(piece))
    .join('')
const WITNESS =
  /^(?:我|俺|咱)(?:们)?(?:家|人)?(?:就)?(?:[在住是站从]|家)|^i(?:'m| am| live| saw| can see)\b/iu

interface OwnPlace {
  /** Of the gazetteer. */
  name: string | null
  /** As the resident wrote it, when the gazetteer has no such name. */
  written: NamedPlace | null
  building: string | null
  /** The resident said so; else it is their home, or not known. */
  named: boolean
}

function ownPlace({ gazetteer, placeById }: OrgSnapshot, { placeId, placeText, text }: Ticket): OwnPlace {
  const told = understand(text, '', gazetteer)
  const [written = null] = [...placesNamed(placeText ?? ''), ...placesNamed(text)]
  return {
    name: placeById.get(placeId ?? '')?.nameZh ?? told.places[0]?.nameZh ?? null,
    written,
    building: parseAddress(placeText ?? text).building,
    named: told.places.length > 0 || placesNamed(text).length > 0 || (placeText ?? '').startsWith('📍'),
  }
}

function nameDiffers(
  { gazetteer, placeById }: OrgSnapshot,
  { gridId }: Ticket,
  own: OwnPlace,
  text: string,
  placeText: string | null,
): boolean {
  const said = understand(text, placeText ?? '', gazetteer)
  const goesOn = !detectEmergency(text) && !ALSO.test(text)
  if (own.name !== null && said.places.length > 0 && !said.places.some(({ nameZh }) => nameZh === own.name)) {
    // "学苑街那一头的": a landmark around the corner says where, as long as nothing is said of itself.
    const corner = said.places.every(
      ({ id, gridId: there }) => !placeById.get(id)?.propertyId && there === gridId,
    )
    return !(corner && goesOn)
  }
  const [written] = placesNamed(placeText ?? text)
  const known = said.places.length > 0
  if (!known && written?.name && own.written?.name && otherPlace(written, { ...own.written, building: null }))
    return true
  if (!known && said.unheard && written?.name && own.name !== null) return true
  const { building } = said.address
  if (building === null) return false
  // "2号楼也着火了", and of the first they had only said the compound.
  return own.building === null ? own.named && ALSO.test(text) && !goesOn : building !== own.building
}

function pinDiffers(
  { gazetteer }: OrgSnapshot,
  { gridId }: Ticket,
  own: OwnPlace,
  text: string,
  pin: Pin | null,
): boolean {
  const pinned = pin && gazetteer.areas.drawn ? gazetteer.areas.gridAt(pin) : null
  if (pinned === null || gridId === null || pinned === gridId) return false
  // They stand somewhere else and name the ticket's place all the same.
  return !understand(text, '', gazetteer).places.some(({ nameZh }) => nameZh === own.name)
}

const WHERE = new Set(['place', 'detail', 'chatter', 'thanks'])
const onlySaysWhere = (text: string): boolean =>
  !detectEmergency(text) && !ALSO.test(text) && clausesOf(text).every(clause => WHERE.has(readClause(clause)))

/** Another open ticket of theirs that these words are more of. */
export const ticketThere = (
  org: OrgSnapshot,
  tickets: readonly Ticket[],
  like: Ticket,
  part: Part,
  pin: Pin | null,
): Ticket | undefined =>
  tickets.find(
    ticket =>
      ticket.id !== like.id &&
      ticket.category === like.category &&
      isOpen(ticket.state) &&
      ticket.state !== 'resolved' &&
      ownPlace(org, ticket).named &&
      !isElsewhere(org, ticket, part, pin),
  )
