/**
 * The state machine of a ticket 工单. Every write to a ticket goes through `advance`, which accepts or refuses the event.
 * The edges are in transitions.ts, the changes of each event in apply-event.ts.
 */
import { agreedUnit, applyEvent } from './apply-event.ts'
import { isConfided } from './confidentiality.ts'
import { NOT_WARNED, type Ticket, wordsKept } from './ticket.ts'
import type { EventBodyOf, Task, TicketEvent } from './ticket-event.ts'
import { type Edge, edgeOf, type TicketState } from './transitions.ts'

/** Why an event was refused; the reply files have words for each. */
export type Refusal = 'not_now' | 'not_yours' | 'already' | 'final' | 'out_of_order' | 'too_late'
export type Advanced = { ok: true; ticket: Ticket } | { ok: false; refusal: Refusal }

/** The first event of every ticket. */
export function open(id: string, event: EventBodyOf<'opened'> & { at: Date }): Ticket {
  const { emergency: _, saidAt: __, ...facts } = event.data
  return {
    id,
    ...facts,
    text: wordsKept(facts.text),
    state: 'needs_info',
    version: 1,
    gridId: null,
    placeId: null,
    placeText: null,
    ownerId: null,
    unitId: null,
    heldById: null,
    outcome: null,
    rating: null,
    returns: 0,
    reopens: 0,
    acceptBy: null,
    answerBy: null,
    resolveBy: null,
    promisedAt: null,
    workingTime: false,
    decideBy: null,
    answeredAt: null,
    waitingSince: null,
    tasks: [],
    meeting: null,
    warned: NOT_WARNED,
    photos: 0,
    hot: false,
    confidential: null,
    excluded: null,
    followUpAt: null,
    confirmBy: null,
    parentId: null,
    createdAt: event.at,
    assignedAt: null,
    acceptedAt: null,
    resolvedAt: null,
    closedAt: null,
    updatedAt: event.at,
  }
}

/** Accepts or refuses an event in the ticket's current state. @returns the ticket after it. Pure. */
export function advance(ticket: Ticket, event: TicketEvent): Advanced {
  const edge = edgeOf(ticket.state, event.kind)
  if (!edge) return { ok: false, refusal: 'not_now' }
  if (!edge.by.includes(event.actor.kind)) return { ok: false, refusal: 'not_yours' }
  const refusal = guard(ticket, event)
  if (refusal) return { ok: false, refusal }
  const after = applyEvent(ticket, event)
  return {
    ok: true,
    ticket: {
      ...after,
      state: stateAfter(ticket, event, edge),
      version: ticket.version + 1,
      updatedAt: event.at,
    },
  }
}

function stateAfter(ticket: Ticket, event: TicketEvent, { to = ticket.state }: Edge): TicketState {
  switch (event.kind) {
    // A ticket without a grid was answered at once. When it is reopened, a person assigns it.
    case 'reopened':
      return ticket.gridId === null ? 'unrouted' : to
    case 'undone':
      return event.data.back.state
    // The worker left and there is no substitute: the group has to accept it again.
    case 'handed_on':
      return ticket.state === 'accepted' && event.data.ownerId === null ? 'assigned' : to
    case 'whistle_ended':
      return ticket.ownerId === null ? 'assigned' : to
    case 'meeting_held':
      if (event.data.decision === 'postponed') return to
      return ticket.acceptedAt && !agreedUnit(ticket, event) ? 'accepted' : 'assigned'
    default:
      return to
  }
}

/** Checks that the table of transitions cannot express: counts, actors and times. */
function guard(ticket: Ticket, event: TicketEvent): Refusal | null {
  if (event.at < ticket.updatedAt) return 'out_of_order'
  if (event.actor.kind === 'resident' && event.actor.id !== ticket.residentId) return 'not_yours'
  switch (event.kind) {
    case 'returned':
      return ticket.returns > 0 ? 'already' : null
    case 'disputed':
      if (ticket.returns === 0) return 'not_now'
      return ticket.returns > 1 ? 'final' : null
    case 'rated':
      return ticket.rating === null ? null : 'already'
    case 'merged':
      // Neighbours who follow a ticket are told about it, so a confidential one cannot take part.
      return event.data.parentId === ticket.id || ticket.hot || ticket.confidential ? 'not_now' : null
    case 'inquired':
      return ticket.waitingSince ? 'already' : null
    case 'resumed':
      return ticket.waitingSince ? null : 'already'
    case 'made_confidential':
      return isConfided(ticket, event) ? 'already' : null
    case 'heated':
      return ticket.hot ? 'already' : null
    // Only the last event can be undone: later events depend on it.
    case 'undone':
      return event.data.version === ticket.version ? null : 'not_now'
    case 'excluded':
      return ticket.excluded ? 'already' : null
    case 'included':
      return ticket.excluded ? null : 'already'
    case 'reported_in':
      return taskRefusal(ticket, event.data.unitId, ['called'])
    case 'unit_done':
    case 'unit_declined':
      return taskRefusal(ticket, event.data.unitId, ['called', 'reported_in'])
    case 'unit_rated':
      return ticket.tasks.some(task => task.unitId === event.data.unitId && task.state !== 'called_off')
        ? null
        : 'not_now'
    default:
      return null
  }
}

function taskRefusal({ tasks }: Ticket, unitId: string, states: Task['state'][]): Refusal | null {
  const task = tasks.find(each => each.unitId === unitId)
  if (!task) return 'not_yours'
  return states.includes(task.state) ? null : 'already'
}

/** Rebuilds a ticket from its events. @throws Error when an event of the history is refused. */
export function replay(id: string, history: readonly TicketEvent[]): Ticket {
  const [first, ...rest] = history
  if (first?.kind !== 'opened') throw new Error(`ticket ${id}: a history begins with "opened"`)
  let ticket = open(id, first)
  for (const event of rest) {
    const next = advance(ticket, event)
    if (!next.ok)
      throw new Error(`ticket ${id}: "${event.kind}" in state "${ticket.state}" is ${next.refusal}`)
    ticket = next.ticket
  }
  return ticket
}
