/** A group's open tickets at an instant, and which of them are late. */
import { running } from '../domain/sla/next-check.ts'
import { type Group, hasInHand, groupRoleOf } from '../domain/ticket/group-role.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import type { ClockName } from '../domain/ticket/ticket-event.ts'

export interface InHand {
  ticket: Ticket
  /** The next clock to run out, of those that the group answers for; null: none runs. */
  next: { clock: ClockName; due: Date } | null
}

/** Open tickets of the group, the first due first; duty officers see all. */
export const inHandOf = (group: Group, tickets: readonly Ticket[]): InHand[] =>
  tickets
    .filter(ticket => hasInHand(group, ticket))
    .map(ticket => ({ ticket, next: nextOf(group, ticket) }))
    .toSorted((a, b) => dueOf(a) - dueOf(b))

const dueOf = ({ next }: InHand): number => next?.due.getTime() ?? Infinity

/** A department answers for its own task; the group that owns the ticket, for its deadlines to the resident. */
function nextOf(group: Group, ticket: Ticket): InHand['next'] {
  const standing = groupRoleOf(group, ticket)
  const [first = null] = running(ticket)
    .filter(({ unitId }) => standing === 'duty' || unitId === (standing === 'called' ? group.unitId : null))
    .toSorted((a, b) => a.due.getTime() - b.due.getTime())
  return first
}
