/**
 * The card of a ticket in a group: one message, drawn anew from the ticket's state whenever it changes and edited in
 * place. Which buttons it has depends on the state, on who looks (the grid that has it, the duty officers, a group that
 * had it), and on the menu that somebody has opened.
 */
import { type Command, MENUS, type Menu, encodeAction } from '../domain/command.ts'
import type { Button, Language, OutboundContent } from '../domain/message.ts'
import type { LabelKey } from '../domain/reply-rules.ts'
import { type Ticket, shortNumber } from '../domain/ticket.ts'
import { OUTCOMES, RETURN_REASONS, type TicketEvent } from '../domain/ticket-event.ts'
import { type TicketState, isOpen } from '../domain/transitions.ts'
import { redact } from '../triage/redact.ts'
import { button } from './compose.ts'
import { cut, oneLine } from './cut.ts'
import { type Voice, categoryOf, gridName, inLanguage, memberName, nextPromise } from './voice.ts'

/** What is needed to draw a card; read in one go for many cards. */
export interface CardFacts {
  ticket: Ticket
  /** Notes, urges: the events that a card shows. Oldest first. */
  events: readonly TicketEvent[]
  residentName: string | null
  /** As in ticket_card.menu: a Menu with its argument, or null. */
  menu: string | null
  group: { kind: 'grid' | 'unit' | 'duty'; gridId: string | null; language: Language }
}

const WORDS = 300
const NOTES_SHOWN = 3

export function drawCard(voice: Voice, facts: CardFacts, now: Date): OutboundContent {
  const { ticket, events, group } = facts
  const language = group.language
  const promise = nextPromise(ticket)
  const open = isOpen(ticket.state)
  const elsewhere = group.kind === 'grid' && group.gridId !== ticket.gridId
  const text = voice.replies.say(language, 'card', {
    icon: iconOf(ticket),
    number: shortNumber(ticket.number),
    category: inLanguage(categoryOf(voice.tree, ticket.category).name, language),
    place: ticket.placeText ?? '',
    due: promise ? voice.times.due(promise.at, now, language) : '',
    clock: promise ? voice.replies.label(language, `clock_${promise.clock}`) : '',
    urges: events.filter(event => event.kind === 'urged').length,
    reopens: ticket.reopens,
    words: cut(redact(oneLine(ticket.text)), WORDS),
    resident: facts.residentName ? `${Array.from(facts.residentName)[0]}**` : '',
    owner: memberName(voice, ticket.ownerId) || voice.replies.label(language, 'whole_group'),
    since: ticket.acceptedAt ? voice.times.clock(ticket.acceptedAt, language) : '',
    outcome: ticket.outcome ? voice.replies.label(language, `outcome_${ticket.outcome}`) : '',
    stars: ticket.rating ?? 0,
    state: ticket.state,
    state_name: voice.replies.label(language, `state_${ticket.state}`),
    open,
    elsewhere: elsewhere && ticket.gridId !== null,
    grid: gridName(voice, ticket.gridId, language),
    notes: notesOf(voice, events, language),
  })
  const buttons = elsewhere ? [] : cardButtons(voice, facts)
  // Marked as urgent while somebody in this group can do something about it.
  const urgent = ticket.urgency !== 'normal' && buttons.length > 0
  return {
    text: text.replace(/\n\s*\n/g, '\n'),
    buttons,
    card: { key: ticket.number, open: open && !elsewhere, urgent },
  }
}

const STATE_ICON: Record<TicketState, string> = {
  needs_info: '⚪',
  unrouted: '❓',
  assigned: '🟡',
  accepted: '🔵',
  whistled: '🟣',
  arbitration: '⚖️',
  resolved: '🟢',
  closed: '✅',
  withdrawn: '⚪',
  merged: '⚪',
}
/** While nobody has taken it, how urgent it is says more than where it stands. */
const iconOf = ({ state, urgency }: Ticket): string => {
  if (urgency === 'emergency' && (state === 'assigned' || state === 'needs_info' || state === 'unrouted'))
    return '🔴'
  return state === 'assigned' && urgency === 'urgent' ? '🟠' : STATE_ICON[state]
}

const notesOf = (voice: Voice, events: readonly TicketEvent[], language: Language): string[] =>
  events
    .flatMap(event => {
      const words = noteIn(voice, event, language)
      return words === null ? [] : [`${memberName(voice, event.actor.id)}：${words}`]
    })
    .slice(-NOTES_SHOWN)

/** What colleagues should read of an event: answers, and why somebody handed it back or called it done. */
function noteIn({ replies }: Voice, event: TicketEvent, language: Language): string | null {
  const said = (text: string) => cut(redact(oneLine(text)), 120)
  switch (event.kind) {
    case 'noted':
      return said(event.data.text)
    case 'returned':
    case 'disputed':
      return [
        replies.label(language, 'return'),
        replies.label(language, `reason_${event.data.reason}`),
        said(event.data.note),
      ]
        .filter(Boolean)
        .join(' ')
    case 'resolved':
      return event.data.note ? said(event.data.note) : null
    default:
      return null
  }
}

function cardButtons(voice: Voice, facts: CardFacts): Button[][] {
  const { ticket, group } = facts
  if (!isOpen(ticket.state) || ticket.state === 'resolved') return []
  // Handed back, or nobody knows whose it is: the duty officers decide.
  const undecided = isUndecided(ticket) || ticket.state === 'needs_info'
  if (undecided && group.kind !== 'duty') return []
  const [menu, argument = ''] = (facts.menu ?? '').split(':')
  if ((MENUS as readonly string[]).includes(menu ?? ''))
    return [...menuButtons(voice, facts, menu as Menu, argument), [fold(voice, facts)]]
  const unfold = (label: LabelKey, name: Menu) =>
    button(voice, group.language, label, { verb: 'menu', number: ticket.number, menu: name, argument: '' })
  const accept = button(voice, group.language, 'accept', { verb: 'accept', number: ticket.number })
  const [giveBack, finish, refile, move] = [
    unfold('return', 'return'),
    unfold('resolve', 'resolve'),
    unfold('category', 'category'),
    unfold('grid', 'grid'),
  ]
  if (group.kind === 'duty') {
    const last = ticket.state === 'needs_info' ? [refile] : [finish, refile]
    return [...(undecided ? gridButtons(voice, facts) : [[move]]), last]
  }
  return [[ticket.state === 'assigned' ? accept : finish, giveBack, refile]]
}

const isUndecided = (ticket: Ticket): boolean => ticket.state === 'unrouted' || ticket.state === 'arbitration'

const fold = (voice: Voice, { ticket, group }: CardFacts): Button =>
  button(voice, group.language, 'back', { verb: 'menu', number: ticket.number, menu: null, argument: '' })

function menuButtons(voice: Voice, facts: CardFacts, menu: Menu, argument: string): Button[][] {
  const { ticket, group } = facts
  const { number } = ticket
  const label = (key: LabelKey) => voice.replies.label(group.language, key)
  const as = (text: string, command: Command): Button => ({ label: text, action: encodeAction(command) })
  switch (menu) {
    case 'return':
      return rows(
        RETURN_REASONS.map(reason =>
          as(label(`reason_${reason}`), { verb: 'return', number, reason, note: '' }),
        ),
        2,
      )
    case 'resolve':
      return rows(
        OUTCOMES.map(outcome =>
          as(label(`outcome_${outcome}`), { verb: 'resolve', number, outcome, note: '' }),
        ),
        2,
      )
    case 'grid':
      return gridButtons(voice, facts)
    case 'category': {
      const leaves = [...voice.tree.values()]
      if (argument) {
        const children = leaves.filter(leaf => leaf.group === argument)
        return rows(
          children.map(leaf =>
            as(inLanguage(leaf.name, group.language), { verb: 'categorise', number, category: leaf.id }),
          ),
          2,
        )
      }
      const groups = new Map(leaves.map(leaf => [leaf.group, leaf.groupName]))
      return rows(
        [...groups].map(([id, name]) =>
          as(inLanguage(name, group.language), { verb: 'menu', number, menu: 'category', argument: id }),
        ),
        3,
      )
    }
  }
}

/** The grids that it may belong to, as far as buttons reach: the first of the whole district, in order of their codes. */
function gridButtons(voice: Voice, { ticket, group }: CardFacts): Button[][] {
  const grids = voice.org.grids.slice(0, 24)
  return rows(
    grids.map(grid => ({
      label: inLanguage({ zh: grid.nameZh, en: grid.nameEn }, group.language),
      action: encodeAction({ verb: 'assign', number: ticket.number, grid: grid.code }),
    })),
    3,
  )
}

const rows = (buttons: Button[], width: number): Button[][] =>
  Array.from({ length: Math.ceil(buttons.length / width) }, (_, row) =>
    buttons.slice(row * width, (row + 1) * width),
  )
