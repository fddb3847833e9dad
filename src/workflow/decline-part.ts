/** A department gives its part of a ticket back. */
import { tasksAtWork, type Ticket } from '../domain/ticket/ticket.ts'
import { SYSTEM } from '../domain/ticket/ticket-event.ts'
import type { EventInput } from '../tickets/change.ts'

/** Not theirs: when no other unit is at work on it, the grid goes on at once. */
export function declineSteps(ticket: Ticket, unitId: string, note: string): EventInput[] {
  const declined: EventInput = { kind: 'unit_declined', data: { unitId, note } }
  const others = tasksAtWork(ticket).filter(task => task.unitId !== unitId)
  const goesOn = others.length === 0 && !ticket.tasks.some(({ state }) => state === 'done')
  return goesOn ? [declined, { kind: 'whistle_ended', data: { note: '' }, actor: SYSTEM }] : [declined]
}
