/**
 * How much of a ticket a group may read. All groups read a resident's words masked; of what is confidential only the desk reads
 * them at all: the others learn what is to be done and in which building.
 */
import { seesPerson, withoutHome } from '../../domain/ticket/confidentiality.ts'
import { parseAddress } from '../../domain/address/address.ts'
import { namesMasked, redact } from '../../domain/privacy/redact.ts'
import type { Group } from '../../domain/ticket/group-role.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Language } from '../../domain/message.ts'
import type { OrgSnapshot } from '../../routing/directory.ts'
import { oneLine } from './truncate.ts'
import { placeLabel } from './resident-buttons.ts'
import { inLanguage } from './render-context.ts'

export interface Shown {
  /** The resident may be named, and what they said read. */
  person: boolean
  words: string
  summary: string
  place: string
  /** What else was written about it, by those who work on it. */
  note: (text: string) => string
}

const masked = (words: string) => redact(oneLine(words))

export function shownTo(org: OrgSnapshot, group: Group & { language: Language }, ticket: Ticket): Shown {
  if (seesPerson(group, ticket))
    return {
      person: true,
      words: masked(ticket.text),
      summary: masked(ticket.summary),
      place: masked(ticket.placeText ?? ''),
      note: masked,
    }
  // Who is to be saved must be found: then the flat is what is needed, and the name is not.
  const isRescue = ticket.urgency === 'emergency' && ticket.confidential?.why === 'asked'
  const names = namesMasked(ticket.text)
  const unnamed = (words: string) => names.reduce((said, name) => said.replaceAll(name, '某某'), words)
  const hidden = (words: string) => (isRescue ? masked(unnamed(words)) : withoutHome(oneLine(unnamed(words))))
  const summary = hidden(ticket.summary)
  return {
    person: false,
    words: isRescue ? masked(ticket.text) : summary,
    summary,
    place: isRescue
      ? masked(ticket.placeText ?? '')
      : (buildingOf(org, ticket.placeId, ticket.placeText ?? '', group.language) ?? ''),
    note: hidden,
  }
}

/** As much of a place as identifies no person: a building is many households; an entrance, a flat, a pin may be one. */
export function buildingOf(
  org: OrgSnapshot,
  placeId: string | null,
  placeText: string,
  language: Language,
): string | null {
  const place = placeId ? org.placeById.get(placeId) : undefined
  const { building } = parseAddress(placeText)
  if (!building) return place ? placeLabel(place, language) : null
  const name = place ? `${inLanguage({ zh: place.nameZh, en: place.nameEn }, language)} ` : ''
  return language === 'en' ? `${name}building ${building}` : `${name}${building}号楼`
}
