/** From what happened to what is said: one reply per event that earns one, by the rules in domain/reply-rules.ts. */
import type { Category } from '../domain/category.ts'
import { type Command, encodeAction } from '../domain/command.ts'
import type { Button, OutboundContent } from '../domain/message.ts'
import { type LabelKey, REPLY_RULES, type ReplyKey } from '../domain/reply-rules.ts'
import { type Ticket, shortNumber, spokenNumber } from '../domain/ticket.ts'
import type { TicketEvent, TicketEventKind } from '../domain/ticket-event.ts'
import type { Change } from '../tickets/change.ts'
import { redact } from '../triage/redact.ts'
import { cut, oneLine } from './cut.ts'
import { categoryOf, gridName, inLanguage, memberName, type Voice } from './voice.ts'

/** Of a resident's words in a line of its own; the card has more. */
const GROUP_WORDS = 120

export interface Said {
  resident: OutboundContent[]
  /** Lines of their own in the grid's group. */
  group: OutboundContent[]
}

export function compose(voice: Voice, change: Change): Said {
  const said: Said = { resident: [], group: [] }
  for (const event of change.events) {
    const rule = REPLY_RULES[event.kind]
    if (rule.resident && !isSilent(event, change)) {
      const { replies } = voice
      // No grid ever had it: a person looks for one, and nobody has promised anything yet.
      const nobody = event.kind === 'reopened' && change.ticket.state === 'unrouted'
      const text = replies.say(
        change.ticket.language,
        nobody ? 'unrouted' : rule.resident,
        values(voice, change, event, 'resident'),
      )
      said.resident.push({ text, buttons: residentButtons(voice, change.ticket, event) })
    }
    if (rule.group)
      said.group.push({ text: voice.replies.say('zh-CN', rule.group, values(voice, change, event, 'group')) })
  }
  return said
}

/**
 * A remark among colleagues stays among them; who has given stars already is not asked for them; what follows from their
 * words tells a resident that they arrived.
 */
const isSilent = (event: TicketEvent, { events }: Change): boolean =>
  (event.kind === 'noted' && !event.data.toResident) ||
  (event.kind === 'added' && events.some(({ kind }) => SAYS_MORE.has(kind))) ||
  (event.kind === 'confirmed' && events.at(-1)?.kind === 'rated')

const SAYS_MORE: ReadonlySet<TicketEventKind> = new Set(['asked', 'unrouted', 'assigned'])

function values(
  voice: Voice,
  change: Change,
  event: TicketEvent,
  to: 'resident' | 'group',
): Record<string, unknown> {
  const { before, ticket } = change
  const language = to === 'resident' ? ticket.language : 'zh-CN'
  const category = categoryOf(voice.tree, ticket.category)
  const first = before === null || before.assignedAt === null
  const owner = memberName(voice, ticket.ownerId)
  const due = dueOf(ticket, event)
  return {
    number: to === 'resident' ? spokenNumber(ticket.number) : shortNumber(ticket.number),
    summary: ticket.summary,
    category: categoryLabel(category, language),
    place: unsaid(ticket.placeText, ticket.summary),
    grid: gridName(voice, ticket.gridId, language),
    owner,
    actor: event.actor.kind === 'member' ? memberName(voice, event.actor.id) || owner : owner,
    due: due ? voice.times.due(due, event.at, language) : '',
    first,
    emergency: ticket.urgency === 'emergency',
    // Said once: it was the first thing they heard.
    advice: before === null ? adviceFor(voice, change, category) : '',
    due_clock: voice.replies.label(
      language,
      event.kind === 'urged' && ticket.acceptedAt ? 'clock_resolve' : 'clock_answer',
    ),
    candidates: event.kind === 'asked' && event.data.candidates.length > 0,
    // A group has many readers: what a resident types there is masked as on the card.
    note: to === 'group' ? cut(redact(oneLine(noteOf(event))), GROUP_WORDS) : noteOf(event),
    outcome: ticket.outcome ?? '',
    stars: ticket.rating ?? 0,
    parent: '',
    clock:
      'data' in event && 'clock' in event.data
        ? voice.replies.label(language, `clock_${event.data.clock}` as LabelKey)
        : '',
  }
}

/** What to do until somebody comes: for the danger that was heard, else for the category. */
function adviceFor({ replies }: Voice, { ticket, events }: Change, category: Category): string {
  const [opened] = events
  if (opened?.kind === 'opened' && opened.data.emergency)
    return replies.label(ticket.language, `advice_${opened.data.emergency}`)
  return category.advice ? inLanguage(category.advice, ticket.language) : ''
}

/** A place that the summary names already is not said twice. */
function unsaid(place: string | null, summary: string): string {
  const words = summary.replace(/\s/g, '').toLowerCase()
  const parts = place?.split(/(?<=,)\s*|\s+(?=\S*[楼元栋座])/u) ?? []
  return parts.filter(part => !words.includes(part.replace(/[\s,]/g, '').toLowerCase())).join(' ')
}

export const categoryLabel = (
  category: { groupName: { zh: string; en: string }; name: { zh: string; en: string } },
  language: 'zh-CN' | 'en',
): string =>
  language === 'en'
    ? `${category.groupName.en}: ${category.name.en}`
    : `${category.groupName.zh}·${category.name.zh}`

function noteOf(event: TicketEvent): string {
  if ('note' in event.data) return event.data.note
  return 'text' in event.data ? event.data.text : ''
}

/** The promise that a reply names: before a worker has taken it the answer, then the resolution. */
function dueOf(ticket: Ticket, event: TicketEvent): Date | null {
  switch (event.kind) {
    case 'assigned':
    case 'reopened':
    case 'urged':
      return ticket.acceptedAt ? ticket.resolveBy : ticket.answerBy
    case 'resolved':
      return ticket.confirmBy
    case 'reminded':
      return { accept: ticket.acceptBy, answer: ticket.answerBy, resolve: ticket.resolveBy }[event.data.clock]
    default:
      return null
  }
}

export const button = (
  voice: Voice,
  language: 'zh-CN' | 'en',
  label: LabelKey,
  command: Command,
): Button => ({
  label: voice.replies.label(language, label),
  action: encodeAction(command),
})

export const starButtons = (number: string): Button[] =>
  [1, 2, 3, 4, 5].map(stars => ({
    label: '★'.repeat(stars),
    action: encodeAction({ verb: 'rate', number, stars }),
  }))

function residentButtons(voice: Voice, ticket: Ticket, event: TicketEvent): Button[][] {
  const { number, language } = ticket
  const of = (verb: 'urge' | 'withdraw' | 'confirm' | 'reopen' | 'more') =>
    button(voice, language, verb, { verb, number })
  const key: ReplyKey | null = REPLY_RULES[event.kind].resident
  switch (key) {
    case 'ask_place':
      return [...placeButtons(voice, ticket, event), [of('withdraw')]]
    case 'assigned':
      return [[of('urge'), of('more'), of('withdraw')]]
    case 'unrouted':
    case 'returned':
    case 'disputed':
      return [[of('more'), of('withdraw')]]
    case 'accepted':
    case 'reopened':
      return [[of('urge'), of('more')]]
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

function placeButtons({ org }: Voice, ticket: Ticket, event: TicketEvent): Button[][] {
  if (event.kind !== 'asked') return []
  return event.data.candidates
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
