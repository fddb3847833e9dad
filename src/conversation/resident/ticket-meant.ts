/** Which of a resident's tickets a command is for. */
import type { Command } from '../../domain/command/command.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import { type Queryable, ticketByNumber } from '../../tickets/store.ts'

/** By the whole number, or by as much of its end as people say. */
const isCalled = ({ number }: Ticket, said: string): boolean =>
  number === said || number.endsWith(`-${said}`) || (said.includes('-') && number.endsWith(said))

export const isRateable = (ticket: Ticket): boolean =>
  ticket.state === 'resolved' || (ticket.state === 'closed' && ticket.rating === null)

/** States in which a command makes sense when no number was given. */
const FITS: Partial<Record<Command['verb'], (ticket: Ticket) => boolean>> = {
  urge: ({ state }) => isOpen(state) && state !== 'resolved',
  restore: ({ state }) => state === 'withdrawn',
  withdraw: ({ state }) => isOpen(state) && state !== 'resolved',
  confirm: ({ state }) => state === 'resolved',
  reopen: ({ state }) => state === 'resolved' || state === 'closed',
  more: ({ state }) => isOpen(state),
  confidential: () => true,
  rate: isRateable,
}

/** A button works for as long as it can be pressed ("reopen it at any time"), on the resident's own tickets only. */
export async function ticketMeant(
  db: Queryable,
  tickets: readonly Ticket[],
  residentId: string,
  { verb, number }: Extract<Command, { number: string | null }>,
): Promise<Ticket | undefined> {
  if (number === null)
    return (
      tickets.find(FITS[verb] ?? (() => false)) ??
      // Stars once more: they count already, and no ticket is opened for "5分".
      (verb === 'rate' ? tickets.find(({ rating }) => rating !== null) : undefined)
    )
  const known = tickets.find(ticket => isCalled(ticket, number))
  const ticket = known ?? (await ticketByNumber(db, number))
  return ticket?.residentId === residentId ? ticket : undefined
}
