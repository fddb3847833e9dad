/**
 * The card of a ticket in a group: one message, drawn anew from the ticket's state at each change and edited in
 * place. Which buttons it has depends on the state, on who looks (the grid that has it, the duty officers, a group that
 * had it), and on the menu that is open.
 */
import type { Language, OutboundContent } from '../../domain/message.ts'
import { groupRoleOf } from '../../domain/ticket/group-role.ts'
import { clockOfTask, isAtWork, type Ticket, shortNumber } from '../../domain/ticket/ticket.ts'
import type { Task, TicketEvent } from '../../domain/ticket/ticket-event.ts'
import { type TicketState, isOpen, isUndecided } from '../../domain/ticket/transitions.ts'
import { cardButtons } from './card-buttons.ts'
import type { CardFacts } from './card-data.ts'
import { cut, oneLine } from './truncate.ts'
import { type Shown, shownTo } from './visible-ticket.ts'
import {
  type RenderContext,
  categoryOf,
  holderName,
  inLanguage,
  memberName,
  nextPromise,
  pastName,
  unitName,
} from './render-context.ts'

const WORDS = 300
const NOTES_SHOWN = 3

export function drawCard(rendering: RenderContext, facts: CardFacts, now: Date): OutboundContent {
  const { ticket, events, group } = facts
  const language = group.language
  const promise = nextPromise(ticket)
  const open = isOpen(ticket.state)
  const standing = groupRoleOf(group, ticket)
  const elsewhere = standing === 'former'
  const shown = shownTo(rendering.org, group, ticket)
  const text = rendering.replies.say(language, 'card', {
    icon: iconOf(ticket),
    number: shortNumber(ticket.number),
    category: inLanguage(categoryOf(rendering.tree, ticket.category).name, language),
    place: shown.place,
    confidential: ticket.confidential !== null,
    due: promise ? rendering.times.due(promise.at, now, language) : '',
    clock: promise ? rendering.replies.label(language, `clock_${promise.clock}`) : '',
    urges: events.filter(event => event.kind === 'urged').length,
    reopens: ticket.reopens,
    words: cut(shown.words, WORDS),
    said: facts.saidAt ? rendering.times.due(facts.saidAt, now, language) : '',
    resident:
      shown.person && facts.residentName ? `${Array.from(oneLine(facts.residentName))[0] ?? ''}**` : '',
    owner: atIt(rendering, facts),
    since: ticket.acceptedAt ? rendering.times.clock(ticket.acceptedAt, language) : '',
    outcome: ticket.outcome ? rendering.replies.label(language, `outcome_${ticket.outcome}`) : '',
    stars: ticket.rating ?? 0,
    state: ticket.state,
    state_name: rendering.replies.label(language, `state_${ticket.state}`),
    open,
    elsewhere: elsewhere && ticket.gridId !== null,
    watching: standing === 'watcher' || (standing === 'called' && ticket.state === 'whistled'),
    out_of_reach: facts.outOfReach && open && shown.person,
    holder: holderName(rendering, ticket, language),
    held_by: memberName(rendering, ticket.heldById),
    waiting: ticket.waitingSince !== null,
    neighbours: facts.neighbours,
    parent: facts.parent ? shortNumber(facts.parent) : '',
    tasks: ticket.tasks.map(task => taskLine(rendering, task, now, language)),
    plan: ticket.meeting ? cut(shown.note(ticket.meeting.plan), 120) : '',
    notes: notesOf(rendering, events, language, shown),
  })
  const buttons = cardButtons(rendering, facts, standing, now)
  // Marked as urgent while this group can act on it.
  const urgent = ticket.urgency !== 'normal' && buttons.length > 0
  return {
    text: text.replace(/\n\s*\n/g, '\n'),
    buttons,
    // A follower is worked on at its parent's card: its own card waits for no worker.
    card: { key: ticket.number, open: open && !elsewhere && ticket.state !== 'merged', urgent },
  }
}

const STATE_ICON: Record<TicketState, string> = {
  needs_info: '⚪',
  unrouted: '❓',
  assigned: '🟡',
  accepted: '🔵',
  whistled: '🟣',
  meeting: '🤝',
  arbitration: '⚖️',
  resolved: '🟢',
  closed: '✅',
  withdrawn: '⚪',
  merged: '⚪',
}
/** Until it is accepted, its urgency says more than its state. */
const iconOf = ({ state, urgency }: Ticket): string => {
  if (urgency === 'emergency' && (state === 'assigned' || state === 'needs_info' || state === 'unrouted'))
    return '🔴'
  return state === 'assigned' && urgency === 'urgent' ? '🟠' : STATE_ICON[state]
}

/** Who is at it, or is to decide: an arbiter by name, the duty officers as a desk. */
function atIt(rendering: RenderContext, { ticket, events, group }: CardFacts): string {
  if (ticket.state === 'arbitration') {
    const named = events.findLast(event => event.kind === 'disputed' || event.kind === 'handed_on')
    return memberName(rendering, named && 'arbiterId' in named.data ? named.data.arbiterId : null)
  }
  if (isUndecided(ticket.state)) return ''
  return memberName(rendering, ticket.ownerId) || rendering.replies.label(group.language, 'whole_group')
}

function taskLine(rendering: RenderContext, task: Task, now: Date, language: Language) {
  const { clock, due } = clockOfTask(task)
  return {
    unit: unitName(rendering, task.unitId, language),
    state: rendering.replies.label(language, `task_${task.state}`),
    clock: rendering.replies.label(language, `clock_${clock}`),
    due: isAtWork(task) ? rendering.times.due(due, now, language) : '',
    stars: task.stars ?? 0,
  }
}

const notesOf = (
  rendering: RenderContext,
  events: readonly TicketEvent[],
  language: Language,
  shown: Shown,
): string[] =>
  events
    // What a resident adds is shown only to groups that may know the resident.
    .filter(({ actor }) => shown.person || actor.kind === 'member')
    .flatMap(event => {
      const words = noteIn(rendering, event, language, shown)
      // What a follower's resident adds has no author for this group.
      const who = pastName(rendering, event.actor.id) || rendering.replies.label(language, 'neighbour')
      return words === null ? [] : [`${who}${language === 'en' ? ': ' : '：'}${words}`]
    })
    .slice(-NOTES_SHOWN)

/** What colleagues should read of an event: answers, and why a worker returned it or called it done. */
function noteIn(
  { replies }: RenderContext,
  event: TicketEvent,
  language: Language,
  shown: Shown,
): string | null {
  const said = (text: string) => cut(shown.note(text), 120)
  switch (event.kind) {
    case 'noted':
    case 'inquired':
      return said(event.data.text)
    case 'transferred':
    case 'unit_declined':
    case 'unit_done':
    case 'meeting_held':
    case 'resolved':
      return event.data.note ? said(event.data.note) : null
    case 'returned':
    case 'disputed': {
      const reason = replies.label(language, `reason_${event.data.reason}`)
      const note = said(event.data.note)
      // Typed words may be the very reason that they were read as.
      return [replies.label(language, 'return'), reason, note === reason ? '' : note]
        .filter(Boolean)
        .join(' ')
    }
    default:
      return null
  }
}
