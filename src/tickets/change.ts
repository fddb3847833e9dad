/** What may be asked of the writer of tickets, what it answers, and how it refuses. */
import type { Refusal } from '../domain/ticket/advance.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import type { Actor, Happening, TicketEvent } from '../domain/ticket/ticket-event.ts'

/** A step that somebody else takes than the one who caused the change: a rule assigns what a resident reports. */
export type Step = Happening & { actor?: Actor }

/** What one transaction did to one ticket. */
export interface Change {
  before: Ticket | null
  ticket: Ticket
  events: TicketEvent[]
}

/** The ticket does not take this event now; nothing was written. */
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
