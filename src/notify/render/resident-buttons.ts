/** The buttons under what a resident hears. */
import { type Command, encodeAction } from '../../domain/command/command.ts'
import { type Button, MOST_BUTTONS } from '../../domain/message.ts'
import { type LabelKey, REPLY_RULES, type ReplyKey } from '../../domain/notification-rules.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { TicketEvent } from '../../domain/ticket/ticket-event.ts'
import { inLanguage, type RenderContext } from './render-context.ts'

export const button = (
  rendering: RenderContext,
  language: 'zh-CN' | 'en',
  label: LabelKey,
  command: Command,
): Button => ({
  label: rendering.replies.label(language, label),
  action: encodeAction(command),
})

const starButtons = (number: string): Button[] =>
  [1, 2, 3, 4, 5].map(stars => ({
    label: '★'.repeat(stars),
    action: encodeAction({ verb: 'rate', number, stars }),
  }))

export function residentButtons(rendering: RenderContext, ticket: Ticket, event: TicketEvent): Button[][] {
  const { number, language } = ticket
  const of = (verb: 'urge' | 'withdraw' | 'restore' | 'confirm' | 'reopen' | 'more' | 'confidential') =>
    button(rendering, language, verb, { verb, number })
  const confide = ticket.confidential ? [] : [of('confidential')]
  const key: ReplyKey | null = REPLY_RULES[event.kind].resident
  switch (key) {
    case 'ask_place':
      return [...placeButtons(rendering, ticket, event), [of('withdraw')]]
    case 'assigned':
      return [[of('urge'), of('more'), of('withdraw'), ...confide]]
    case 'unrouted':
    case 'returned':
    case 'disputed':
      return [[of('more'), of('withdraw'), ...confide]]
    case 'accepted':
    case 'reopened':
    case 'transferred':
    case 'whistled':
    case 'meeting_called':
      return [[of('urge'), of('more')]]
    case 'withdrawn':
      return [[of('restore')]]
    case 'inquired':
      return [[of('more')]]
    case 'merged':
      return [[button(rendering, language, 'not_same', { verb: 'part', number })]]
    case 'followed_up':
      return [
        [
          button(rendering, language, 'still_good', { verb: 'still_good', number }),
          button(rendering, language, 'came_back', { verb: 'came_back', number }),
        ],
      ]
    case 'resolved':
      return [[of('confirm'), of('reopen')]]
    case 'confirmed':
      return [starButtons(number)]
    case 'lapsed':
      return [starButtons(number), [of('reopen')]]
    case 'rated':
      return ticket.rating && ticket.rating < 3 ? [[of('reopen')]] : []
    default:
      return []
  }
}

function placeButtons({ org }: RenderContext, ticket: Ticket, event: TicketEvent): Button[][] {
  if (event.kind !== 'asked') return []
  return event.data.candidates
    .slice(0, MOST_BUTTONS - 1)
    .map(id => org.placeById.get(id))
    .filter(place => place !== undefined)
    .map(place => [
      {
        label: placeLabel(place, ticket.language),
        action: encodeAction({ verb: 'place', number: ticket.number, place: place.code }),
      },
    ])
}

/** Places of one name differ by their buildings: 状元府 1-6号楼. */
export function placeLabel(
  place: { nameZh: string; nameEn: string; buildingFrom: number | null; buildingTo: number | null },
  language: 'zh-CN' | 'en',
): string {
  const name = inLanguage({ zh: place.nameZh, en: place.nameEn }, language)
  if (place.buildingFrom === null || place.buildingTo === null) return name
  return language === 'en'
    ? `${name}, buildings ${place.buildingFrom}-${place.buildingTo}`
    : `${name} ${place.buildingFrom}-${place.buildingTo}号楼`
}
