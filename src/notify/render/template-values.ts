/** What the templates of prompts/replies may use, for every event. */
import type { Category } from '../../domain/category.ts'
import type { Language, Mention } from '../../domain/message.ts'
import { type Ticket, shortNumber, spokenNumber, tasksAtWork } from '../../domain/ticket/ticket.ts'
import type { TicketEvent } from '../../domain/ticket/ticket-event.ts'
import { isUndecided } from '../../domain/ticket/transitions.ts'
import type { TicketChange } from '../../tickets/change.ts'
import { isAtDesk } from '../../domain/ticket/confidentiality.ts'
import { cut, oneLine, quoted } from './truncate.ts'
import type { Shown } from './visible-ticket.ts'
import {
  categoryOf,
  deskName,
  gridName,
  holderName,
  inLanguage,
  memberName,
  unitName,
  type RenderContext,
} from './render-context.ts'
import { unsaid } from './omit-repeated-place.ts'

/** Of a resident's words in a line of its own; the card has more. */
const GROUP_WORDS = 120

type Telling = {
  language: Language
  /** The ticket that this one follows. */
  parent: Ticket | null
} & ({ to: 'resident' } | { to: 'group'; shown: Shown })

export function valuesOf(
  rendering: RenderContext,
  change: TicketChange,
  event: TicketEvent,
  { language, parent, ...telling }: Telling,
) {
  const { before, ticket } = change
  const { to } = telling
  const shown = telling.to === 'group' ? telling.shown : null
  const category = categoryOf(rendering.tree, ticket.category)
  const first = before === null || before.assignedAt === null
  const owner = memberName(rendering, ticket.ownerId)
  // A follower was done by its parent's owner.
  const doer = memberName(rendering, parent?.ownerId ?? null) || owner
  const due = dueOf(ticket, event)
  const mentioned = event.kind === 'reminded' ? mentionsFor(rendering, ticket, event.data.unitId) : []
  // A group knows the one card of what belongs together.
  const own = to === 'group' ? (parent ?? ticket).number : ticket.number
  // A group has many readers: what a resident types there is masked as on the card.
  const place = shown?.place ?? oneLine(ticket.placeText ?? '')
  const summary = shown?.summary ?? oneLine(ticket.summary)
  const { confidential } = ticket
  return {
    number: to === 'resident' ? spokenNumber(own) : shortNumber(own),
    summary,
    category: categoryLabel(category, language),
    place: unsaid(place, summary),
    ...corrections(rendering, change, language),
    grid: isAtDesk(ticket)
      ? holderName(rendering, ticket, language)
      : gridName(rendering, ticket.gridId, language),
    holder: holderName(rendering, ticket, language),
    former_place: oneLine(before?.placeText ?? ''),
    placeless: ticket.state === 'needs_info',
    own: event.actor.kind === 'resident',
    stays: before?.gridId === ticket.gridId,
    owner,
    actor:
      actorName(rendering, event, ticket) ||
      (event.kind === 'disputed' || event.kind === 'handed_on' ? '' : doer),
    due: due ? rendering.times.due(due, event.at, language) : '',
    first,
    emergency: ticket.urgency === 'emergency',
    // The system declined for a unit that has no member left.
    vacant: event.kind === 'unit_declined' && event.actor.kind === 'system',
    // A person who does not want to live is not sent a receipt.
    crisis: before === null && alarmOf(change) === 'suicide',
    // Said once: it was the first thing they heard.
    advice: before === null ? adviceFor(rendering, change, category) : '',
    due_clock: rendering.replies.label(
      language,
      event.kind === 'urged' && ticket.acceptedAt ? 'clock_resolve' : 'clock_answer',
    ),
    candidates: event.kind === 'asked' && event.data.candidates.length > 0,
    note: shown ? cut(noteFor(shown, event, change), GROUP_WORDS) : quoted(noteOf(event, change)),
    desk: confidential ? deskName(rendering, confidential, language) : '',
    complaint: confidential?.why === 'complaint',
    outcome: ticket.outcome ?? '',
    stars: event.kind === 'rated' ? event.data.stars : (ticket.rating ?? 0),
    parent: parent ? (to === 'resident' ? spokenNumber(parent.number) : shortNumber(parent.number)) : '',
    clock: 'clock' in event.data ? rendering.replies.label(language, `clock_${event.data.clock}`) : '',
    level: event.kind === 'supervised' ? rendering.replies.label(language, levelLabel(event.data.level)) : '',
    // A person may send it up before it is late.
    late: event.actor.kind === 'system',
    unit:
      'unitId' in event.data
        ? unitName(rendering, event.data.unitId, language)
        : meetingUnit(rendering, event, ticket, language),
    units:
      event.kind === 'whistled'
        ? listOf(
            event.data.units.map(id => unitName(rendering, id, language)),
            language,
          )
        : '',
    waiting: tasksAtWork(ticket).length,
    decision: event.kind === 'meeting_held' ? event.data.decision : '',
    decision_name:
      event.kind === 'meeting_held'
        ? rendering.replies.label(language, `decision_${event.data.decision}`)
        : '',
    doubt: event.kind === 'doubted' ? rendering.replies.label(language, `doubt_${event.data.why}`) : '',
    residents: event.kind === 'heated' ? event.data.residents : 0,
    state: rendering.replies.label(language, `state_${ticket.state}`),
    mentions: mentioned.map(({ name }) => name),
    mentioned,
  }
}

/** What a resident's own words changed; how a person files it is our business. */
function corrections({ tree }: RenderContext, { before, ticket, events }: TicketChange, language: Language) {
  const own = before !== null && before.assignedAt !== null && events.some(({ kind }) => kind === 'added')
  const moved = own && ticket.placeText !== before.placeText
  const refiled = own && ticket.category !== before.category
  return {
    moved_to: moved ? oneLine(ticket.placeText ?? '') : '',
    refiled_to: refiled ? categoryLabel(categoryOf(tree, ticket.category), language) : '',
  }
}

const levelLabel = (level: number) =>
  (['level_1', 'level_2', 'level_3'] as const)[Math.min(level, 3) - 1] ?? 'level_3'

export const listOf = (names: readonly string[], language: Language): string =>
  names.join(language === 'en' ? ', ' : '、')

/** An arbiter is named: a person decides, not an office. */
function actorName(rendering: RenderContext, event: TicketEvent, ticket: Ticket): string {
  if (event.kind === 'disputed' || event.kind === 'handed_on')
    return memberName(rendering, event.data.arbiterId)
  // Until the new one takes it, the one before answers for it.
  if (event.kind === 'transferred') return memberName(rendering, ticket.heldById)
  return event.actor.kind === 'member' ? memberName(rendering, event.actor.id) : ''
}

function meetingUnit(
  rendering: RenderContext,
  event: TicketEvent,
  { meeting }: Ticket,
  language: Language,
): string {
  return event.kind === 'meeting_held' ? unitName(rendering, meeting?.unitId ?? null, language) : ''
}

/** Members that a clock runs for: a department's contacts, the owner, and who answers for it until then. */
function mentionsFor({ org }: RenderContext, ticket: Ticket, unitId: string | null): Mention[] {
  const ids = unitId ? org.contactsOf(unitId).map(({ id }) => id) : [ticket.ownerId, ticket.heldById]
  return [...new Set(ids)].flatMap(id => {
    const member = id ? org.memberById.get(id) : undefined
    return member?.active ? [{ memberId: member.id, name: member.name }] : []
  })
}

/** The danger that was heard when it was opened. */
const alarmOf = ({ events: [opened] }: TicketChange) =>
  opened?.kind === 'opened' ? opened.data.emergency : null

/** What to do until help comes: for the danger that was heard, else for the category. */
function adviceFor({ replies }: RenderContext, change: TicketChange, category: Category): string {
  const { ticket } = change
  const alarm = alarmOf(change)
  if (alarm) return replies.label(ticket.language, `advice_${alarm}`)
  return category.advice ? inLanguage(category.advice, ticket.language) : ''
}

export const categoryLabel = (
  category: { groupName: { zh: string; en: string }; name: { zh: string; en: string } },
  language: 'zh-CN' | 'en',
): string =>
  language === 'en'
    ? `${category.groupName.en}: ${category.name.en}`
    : `${category.groupName.zh}·${category.name.zh}`

/** What a resident says on the way is in their own words: who may not know them does not read it. */
function noteFor({ person, note }: Shown, event: TicketEvent, change: TicketChange): string {
  const isTheirs = event.actor.kind === 'resident' || event.kind === 'resumed'
  return isTheirs && !person ? '' : note(noteOf(event, change))
}

function noteOf(event: TicketEvent, { events }: TicketChange): string {
  // The clock goes on, or it is somewhere else, because of what they said.
  const said =
    event.kind === 'resumed' || event.kind === 'placed'
      ? (events.find(({ kind }) => kind === 'added') ?? event)
      : event
  if ('note' in said.data) return said.data.note
  if ('plan' in said.data) return said.data.plan
  return 'text' in said.data ? said.data.text : ''
}

/** The promise that a reply names: before a worker has taken it the answer, then the resolution. */
function dueOf(ticket: Ticket, event: TicketEvent): Date | null {
  switch (event.kind) {
    case 'unrouted':
      return ticket.decideBy
    case 'handed_on':
      return isUndecided(ticket.state)
        ? ticket.decideBy
        : ticket.acceptedAt
          ? ticket.resolveBy
          : ticket.answerBy
    case 'assigned':
    case 'reopened':
    case 'urged':
      if (ticket.state === 'unrouted') return ticket.decideBy
      return ticket.acceptedAt ? ticket.resolveBy : ticket.answerBy
    case 'resolved':
      return ticket.confirmBy
    case 'reminded':
      return dueOfClock(ticket, event.data.clock, event.data.unitId)
    case 'meeting_called':
      return ticket.decideBy
    case 'meeting_held':
      return event.data.decision === 'postponed' ? ticket.decideBy : ticket.resolveBy
    default:
      return null
  }
}

function dueOfClock(ticket: Ticket, clock: string, unitId: string | null): Date | null {
  const task = ticket.tasks.find(each => each.unitId === unitId)
  switch (clock) {
    case 'accept':
      return ticket.acceptBy
    case 'answer':
      return ticket.answerBy
    case 'resolve':
      return ticket.resolveBy
    case 'report':
      return task ? new Date(task.reportBy) : null
    case 'act':
      return task ? new Date(task.actBy) : null
    default:
      return ticket.decideBy
  }
}
