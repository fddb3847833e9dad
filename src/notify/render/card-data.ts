/** What is needed to draw a card, its text as well as its buttons. */
import type { CardMenu } from '../../domain/command/card-menu.ts'
import type { Language } from '../../domain/message.ts'
import type { Group } from '../../domain/ticket/group-role.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { TicketEvent } from '../../domain/ticket/ticket-event.ts'

/** Read in one go for many cards. */
export interface CardFacts {
  ticket: Ticket
  /** Notes, urges, who took it: the events that a card shows. Oldest first. */
  events: readonly TicketEvent[]
  residentName: string | null
  /** Nothing reaches the resident any more where they wrote. */
  outOfReach: boolean
  menu: CardMenu | null
  group: Group & { id: string | null; language: Language }
  /** When the resident said it, if that was long before it arrived. */
  saidAt: Date | null
  /** How many other tickets follow this one. */
  neighbours: number
  /** Number of the ticket that this one follows. */
  parent: string | null
}
