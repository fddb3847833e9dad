/** The deadlines that a ticket promises: set, recomputed, and moved by pauses. */
import { isAtWork, NOT_WARNED, type Ticket } from './ticket.ts'
import type { Warned } from './ticket-event.ts'

export interface PromiseData {
  acceptBy: string
  answerBy: string
  resolveBy: string
  workingTime: boolean
  promisedAt: string | null
}

export const clocks = (data: PromiseData) => ({
  acceptBy: new Date(data.acceptBy),
  answerBy: new Date(data.answerBy),
  resolveBy: new Date(data.resolveBy),
  workingTime: data.workingTime,
  ...(data.promisedAt !== null && { promisedAt: new Date(data.promisedAt) }),
})

/** Sets all deadlines anew and clears their reminders and escalations. */
export const promised = (data: PromiseData, at: Date) => ({
  promisedAt: at,
  ...clocks(data),
  decideBy: null,
  answeredAt: null,
  waitingSince: null,
  heldById: null,
  warned: NOT_WARNED,
})

/**
 * Reminders and escalations after new deadlines. A deadline that is unchanged or still missed does not fire again; one
 * that moved into the future starts without any.
 */
export function warnedStill(ticket: Ticket, data: PromiseData, at: Date): Warned {
  const due = clocks(data)
  const pairs = [
    ['accept', ticket.acceptBy, due.acceptBy],
    ['answer', ticket.answerBy, due.answerBy],
    ['resolve', ticket.resolveBy, due.resolveBy],
  ] as const
  const fresh = new Set<string>(
    pairs.filter(([, old, now]) => now > at && now.getTime() !== old?.getTime()).map(([clock]) => clock),
  )
  const { warned } = ticket
  const reminded = warned.reminded.filter(key => !fresh.has(key))
  const missed = warned.missed.filter(key => !fresh.has(key))
  return missed.length > 0 ? { ...warned, reminded, missed } : { ...NOT_WARNED, reminded }
}

/** Moves the other clocks by a pause of `ms`: departments' deadlines, the decision, the next escalation. */
export function later(ticket: Ticket, ms: number): Pick<Ticket, 'tasks' | 'decideBy' | 'warned'> {
  const moved = (text: string) => new Date(Date.parse(text) + ms).toISOString()
  const { decideBy, warned } = ticket
  return {
    tasks: ticket.tasks.map(task =>
      isAtWork(task) ? { ...task, reportBy: moved(task.reportBy), actBy: moved(task.actBy) } : task,
    ),
    decideBy: decideBy && new Date(decideBy.getTime() + ms),
    warned: { ...warned, at: warned.at && moved(warned.at) },
  }
}
