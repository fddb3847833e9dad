/** Types of the ticket writer: its steps, its result, its refusal. */
import type { Refusal } from '../domain/ticket/advance.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import type { Actor, EventBody, TicketEvent } from '../domain/ticket/ticket-event.ts'

/** A step may have another actor than the change itself: the system assigns what a resident reports. */
export type EventInput = EventBody & { actor?: Actor }

/** The effect of one transaction on one ticket. */
export interface TicketChange {
  before: Ticket | null
  ticket: Ticket
  events: TicketEvent[]
}

/** The ticket's state does not allow this event; nothing was written. */
export class TicketRefused extends Error {
  override name = 'TicketRefused'
  readonly refusal: Refusal
  readonly ticket: Ticket

  constructor(refusal: Refusal, ticket: Ticket) {
    super(`ticket ${ticket.number} is ${ticket.state}: ${refusal}`)
    this.refusal = refusal
    this.ticket = ticket
  }
}
