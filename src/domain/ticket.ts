/**
 * The life of a ticket 工单. `advance` is the one place that decides what may happen to it; everything that
 * writes a ticket goes through it. The edges are in transitions.ts.
 */
import type { Urgency } from './category.ts'
import type { Language } from './message.ts'
import type { HappeningOf, Outcome, TicketEvent } from './ticket-event.ts'
import { type Edge, edgeOf, type TicketState } from './transitions.ts'

export interface Ticket {
  id: string
  /** `20261120-0231` */
  number: string
  state: TicketState
  /** How many events made it. */
  version: number
  residentId: string
  conversationId: string
  language: Language
  category: string
  urgency: Urgency
  text: string
  summary: string
  gridId: string | null
  placeId: string | null
  placeText: string | null
  ownerId: string | null
  outcome: Outcome | null
  rating: number | null
  returns: number
  reopens: number
  acceptBy: Date | null
  answerBy: Date | null
  resolveBy: Date | null
  confirmBy: Date | null
  parentId: string | null
  createdAt: Date
  assignedAt: Date | null
  acceptedAt: Date | null
  resolvedAt: Date | null
  closedAt: Date | null
  updatedAt: Date
}

/** Why an event was refused; the reply files have words for each. */
export type Refusal = 'not_now' | 'not_yours' | 'already' | 'final' | 'out_of_order'
export type Advanced = { ok: true; ticket: Ticket } | { ok: false; refusal: Refusal }

/** The first event of every ticket. */
export function open(id: string, event: HappeningOf<'opened'> & { at: Date }): Ticket {
  const { emergency: _, ...facts } = event.data
  return {
    id,
    ...facts,
    state: 'needs_info',
    version: 1,
    gridId: null,
    placeId: null,
    placeText: null,
    ownerId: null,
    outcome: null,
    rating: null,
    returns: 0,
    reopens: 0,
    acceptBy: null,
    answerBy: null,
    resolveBy: null,
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

/** Decides whether an event may happen to a ticket now, and what the ticket is after it. Pure. */
export function advance(ticket: Ticket, event: TicketEvent): Advanced {
  const edge = edgeOf(ticket.state, event.kind)
  if (!edge) return { ok: false, refusal: 'not_now' }
  if (!edge.by.includes(event.actor.kind)) return { ok: false, refusal: 'not_yours' }
  const refusal = guard(ticket, event)
  if (refusal) return { ok: false, refusal }
  const after = apply(ticket, event)
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

/** Answered on the spot, no grid ever had it: when that was no answer, a person looks for one that does. */
const stateAfter = (ticket: Ticket, { kind }: TicketEvent, { to = ticket.state }: Edge): TicketState =>
  kind === 'reopened' && ticket.gridId === null ? 'unrouted' : to

/** What the table cannot say: counts, persons and times. */
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
      return event.data.parentId === ticket.id ? 'not_now' : null
    default:
      return null
  }
}

function apply(ticket: Ticket, event: TicketEvent): Ticket {
  switch (event.kind) {
    case 'placed': {
      const { gridId, placeId, placeText } = event.data
      return { ...ticket, gridId, placeId, placeText }
    }
    case 'added':
      return { ...ticket, text: `${ticket.text}\n${event.data.text}` }
    case 'assigned':
      return {
        ...ticket,
        gridId: event.data.gridId,
        ownerId: event.data.ownerId,
        ...clocks(event.data),
        assignedAt: ticket.assignedAt ?? event.at,
        acceptedAt: null,
      }
    case 'accepted':
      return { ...ticket, ownerId: event.actor.id, acceptedAt: event.at }
    // Whoever whistles has taken it up, with or without pressing another button first.
    case 'whistled':
      return {
        ...ticket,
        ownerId: ticket.ownerId ?? event.actor.id,
        acceptedAt: ticket.acceptedAt ?? event.at,
      }
    case 'returned':
    case 'disputed':
      return { ...ticket, returns: ticket.returns + 1, acceptedAt: null }
    case 'recategorised':
      return {
        ...ticket,
        category: event.data.to,
        urgency: event.data.urgency,
        ...(event.data.promises && clocks(event.data.promises)),
      }
    // Who mends what nobody has taken has taken it: if it breaks again, it is theirs.
    case 'resolved':
      return {
        ...ticket,
        ownerId: ticket.acceptedAt ? ticket.ownerId : event.actor.id,
        outcome: event.data.outcome,
        confirmBy: new Date(event.data.confirmBy),
        resolvedAt: event.at,
      }
    case 'confirmed':
    case 'lapsed':
      return { ...ticket, closedAt: event.at }
    case 'reopened':
      return {
        ...ticket,
        ownerId: event.data.ownerId,
        ...clocks(event.data),
        reopens: ticket.reopens + 1,
        text: event.data.text ? `${ticket.text}\n${event.data.text}` : ticket.text,
        outcome: null,
        rating: null,
        confirmBy: null,
        assignedAt: ticket.assignedAt ?? (ticket.gridId === null ? null : event.at),
        acceptedAt: null,
        resolvedAt: null,
        closedAt: null,
      }
    case 'rated':
      return { ...ticket, rating: event.data.stars }
    case 'merged':
      return { ...ticket, parentId: event.data.parentId }
    // Recorded, and nothing about the ticket's own facts changes.
    case 'opened':
    case 'asked':
    case 'unrouted':
    case 'noted':
    case 'reported_in':
    case 'whistle_ended':
    case 'urged':
    case 'reminded':
    case 'supervised':
    case 'withdrawn':
      return ticket
  }
}

const clocks = (data: { acceptBy: string; answerBy: string; resolveBy: string }) => ({
  acceptBy: new Date(data.acceptBy),
  answerBy: new Date(data.answerBy),
  resolveBy: new Date(data.resolveBy),
})

/** A ticket is what its events add up to. @throws Error when the history could not have happened. */
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

/** `20261120-0231` -> `1120-0231`: what people say aloud. */
export const spokenNumber = (number: string): string => number.slice(4)
/** `20261120-0231` -> `0231`: enough inside a group. */
export const shortNumber = (number: string): string => number.slice(9)
