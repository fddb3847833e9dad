/** From what happened to what is said: one reply per event that earns one, by the rules in domain/notification-rules.ts. */
import { HIGHEST_LEVEL } from '../../domain/sla/next-check.ts'
import type { Language, OutboundContent } from '../../domain/message.ts'
import { hasEffect, REPLY_RULES } from '../../domain/notification-rules.ts'
import type { Group } from '../../domain/ticket/group-role.ts'
import { hasMissedOwn, tasksAtWork, type Ticket } from '../../domain/ticket/ticket.ts'
import type { TicketEvent } from '../../domain/ticket/ticket-event.ts'
import type { TicketChange } from '../../tickets/change.ts'
import { shownTo } from './visible-ticket.ts'
import { residentButtons } from './resident-buttons.ts'
import { valuesOf } from './template-values.ts'
import type { RenderContext } from './render-context.ts'

/** Which groups hear a line of its own. */
export type Hearers =
  | { kind: 'holder' }
  | { kind: 'duty'; level: number }
  /** A whistled department. */
  | { kind: 'unit'; unitId: string }
  /** Those who had the ticket before it went elsewhere. */
  | { kind: 'former'; of: Ticket; as: Hearers }

/** A group that reads a line. */
export type Reader = Group & { language: Language }

interface GroupLine {
  to: readonly Hearers[]
  /** In the language of each group, and no more than it may know. */
  in(group: Reader): OutboundContent
}

export interface ComposedMessages {
  resident: OutboundContent[]
  group: GroupLine[]
}

/** @param parent the ticket that this one follows. */
export function compose(
  rendering: RenderContext,
  change: TicketChange,
  parent: Ticket | null = null,
): ComposedMessages {
  const said: ComposedMessages = { resident: [], group: [] }
  // First what becomes of it, then who knows of it.
  const last: OutboundContent[] = []
  for (const event of change.events) {
    const rule = REPLY_RULES[event.kind]
    const groupValues = (reader: Reader) =>
      valuesOf(rendering, change, event, {
        to: 'group',
        language: reader.language,
        parent,
        shown: shownTo(rendering.org, reader, change.ticket),
      })
    if (rule.resident && !isSilent(event, change)) {
      const { replies } = rendering
      // No grid ever had it: a person looks for one, and no deadline is set yet.
      const nobody = event.kind === 'reopened' && change.ticket.state === 'unrouted'
      const text = replies.say(
        change.ticket.language,
        nobody ? 'unrouted' : rule.resident,
        valuesOf(rendering, change, event, { to: 'resident', language: change.ticket.language, parent }),
      )
      const content = { text, buttons: residentButtons(rendering, change.ticket, event) }
      if (event.kind === 'made_confidential') last.push(content)
      else said.resident.push(content)
    }
    const { group } = rule
    if (group && !isUnheard(event, change))
      said.group.push({
        to: hearersOf(event, change, parent),
        in: reader => {
          const values = groupValues(reader)
          const text = rendering.replies.say(reader.language, group, values)
          return values.mentioned.length > 0 ? { text, mentions: values.mentioned } : { text }
        },
      })
    if (isLowRating(rendering, event))
      said.group.push({
        to: [{ kind: 'duty', level: 1 }],
        in: reader => ({
          text: rendering.replies.say(reader.language, 'group_low_rating', groupValues(reader)),
        }),
      })
  }
  const [answer] = said.resident
  const when = saidWhen(rendering, change)
  if (answer && when)
    answer.text = `${answer.text}\n${rendering.replies.say(change.ticket.language, 'said_then', { when })}`
  said.resident.push(...last)
  return said
}

/** When the resident said what is answered, if that was long ago; empty: just now. */
function saidWhen({ times }: RenderContext, { ticket, events }: TicketChange): string {
  const words = events.find(event => event.kind === 'opened' || event.kind === 'added')
  if (!words || !('saidAt' in words.data) || !words.data.saidAt) return ''
  return times.due(new Date(words.data.saidAt), words.at, ticket.language)
}

/** So few stars that a supervisor should look back. */
const isLowRating = ({ rules }: RenderContext, event: TicketEvent): boolean =>
  event.kind === 'rated' && event.data.stars <= rules.low_rating

/**
 * What else is late when it went up already is no news to the resident; a remark among colleagues stays among them; who
 * has given stars already is not asked for them; what follows from their words tells a resident that they arrived.
 */
const isSilent = (event: TicketEvent, { before, events }: TicketChange): boolean =>
  (event.kind === 'supervised' && event.data.level === before?.warned.level) ||
  (event.kind === 'noted' && !event.data.toResident) ||
  (event.kind === 'added' && events.some(({ kind }) => hasEffect(kind, 'answers_addition'))) ||
  (event.kind === 'confirmed' && events.at(-1)?.kind === 'rated')

/** The resident takes a withdrawal back that a group was told of. */
const isRestored = ({ actor }: TicketEvent, { ticket }: TicketChange): boolean =>
  actor.kind === 'resident' &&
  ticket.parentId === null &&
  (ticket.state !== 'needs_info' || ticket.urgency === 'emergency')

/** A resident's own words took it from where people were told of it; in an emergency they are on their way. */
const isMovedByWords = ({ before, ticket, events }: TicketChange): boolean =>
  before !== null &&
  before.gridId !== null &&
  events.some(({ kind }) => kind === 'added') &&
  (before.gridId !== ticket.gridId ||
    (ticket.urgency === 'emergency' && before.placeText !== ticket.placeText))

/**
 * No worker sets out for a follower; a clock that goes on by itself is on the card; that one more clock of
 * the same hands is late says nothing new to those who know that the ticket is.
 */
const isUnheard = (event: TicketEvent, change: TicketChange): boolean => {
  const { before, events } = change
  return (
    (event.kind === 'withdrawn' && before?.state === 'merged') ||
    (event.kind === 'placed' && !isMovedByWords(change)) ||
    (event.kind === 'undone' && !isRestored(event, change)) ||
    (event.kind === 'resumed' && !events.some(({ kind }) => kind === 'added')) ||
    (event.kind === 'supervised' &&
      event.actor.kind === 'system' &&
      event.data.unitId === null &&
      event.data.level === before?.warned.level &&
      hasMissedOwn(before.warned))
  )
}

function hearersOf(event: TicketEvent, { before, ticket }: TicketChange, parent: Ticket | null): Hearers[] {
  switch (event.kind) {
    case 'heated':
      return [{ kind: 'duty', level: 1 }]
    // Late: one level up they must see it, or "supervised" is but a word.
    case 'supervised':
      return [...owing(event.data.unitId, ticket), { kind: 'duty', level: event.data.level }]
    case 'reminded':
      return owing(event.data.unitId, ticket)
    case 'placed': {
      const was = before ?? ticket
      const former: Hearers = { kind: 'former', of: was, as: inWhoseHands(was) }
      return was.urgency === 'emergency' ? [former, { ...former, as: { kind: 'duty', level: 1 } }] : [former]
    }
    // Departments that were called may be on their way.
    case 'undone':
    case 'withdrawn': {
      const was = event.kind === 'undone' ? ticket : (before ?? ticket)
      return [inWhoseHands(was), ...tasksAtWork(was).map(({ unitId }) => ({ kind: 'unit', unitId }) as const)]
    }
    default:
      return [inWhoseHands(parent ?? ticket)]
  }
}

/** The group that has it, or must decide which one does; not the group that returned it. */
function inWhoseHands({ state }: Ticket): Hearers {
  if (state === 'unrouted') return { kind: 'duty', level: 1 }
  // An arbiter is of the district, and decides where they are.
  return state === 'arbitration' ? { kind: 'duty', level: HIGHEST_LEVEL } : { kind: 'holder' }
}

/** Whose clock it is: a whistled department's, the owner's, or the deciding duty officers'. */
function owing(unitId: string | null, ticket: Ticket): Hearers[] {
  if (unitId && tasksAtWork(ticket).some(task => task.unitId === unitId)) return [{ kind: 'unit', unitId }]
  return [ticket.state === 'meeting' ? { kind: 'duty', level: 1 } : inWhoseHands(ticket)]
}
