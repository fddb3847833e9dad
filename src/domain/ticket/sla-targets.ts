/** The promises of a ticket, as they are made, made anew, and moved by what stood still. */
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

/** All promises made anew: nothing of them has been missed yet. */
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
 * What has rung for a promise that stays, or that is over by the new ones too, does not ring again; a promise that has time
 * again starts from the beginning.
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

/** What runs beside the promises stood still as well: departments' clocks, a decision, the next level. */
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
