/** Undo 撤销: saves and restores the facts of a ticket before an event. */
import type { Ticket } from './ticket.ts'
import type { Back } from './ticket-event.ts'

/** ISO 8601, as an event keeps it. */
export const dated = (text: string | null): Date | null => (text === null ? null : new Date(text))

export const taken = ({ confidential, ...back }: Back): Partial<Ticket> => ({
  ...back,
  ...(confidential === undefined ? {} : { confidential }),
  acceptBy: dated(back.acceptBy),
  answerBy: dated(back.answerBy),
  resolveBy: dated(back.resolveBy),
  promisedAt: dated(back.promisedAt),
  decideBy: dated(back.decideBy),
  confirmBy: dated(back.confirmBy),
  acceptedAt: dated(back.acceptedAt),
  answeredAt: dated(back.answeredAt),
  resolvedAt: dated(back.resolvedAt),
  waitingSince: dated(back.waitingSince),
})

/** The facts to save before an event, so that `undone` can restore them. */
export const backTo = (ticket: Ticket): Back => ({
  state: ticket.state,
  gridId: ticket.gridId,
  unitId: ticket.unitId,
  ownerId: ticket.ownerId,
  heldById: ticket.heldById,
  outcome: ticket.outcome,
  returns: ticket.returns,
  acceptBy: ticket.acceptBy?.toISOString() ?? null,
  answerBy: ticket.answerBy?.toISOString() ?? null,
  resolveBy: ticket.resolveBy?.toISOString() ?? null,
  promisedAt: ticket.promisedAt?.toISOString() ?? null,
  workingTime: ticket.workingTime,
  decideBy: ticket.decideBy?.toISOString() ?? null,
  confirmBy: ticket.confirmBy?.toISOString() ?? null,
  acceptedAt: ticket.acceptedAt?.toISOString() ?? null,
  answeredAt: ticket.answeredAt?.toISOString() ?? null,
  resolvedAt: ticket.resolvedAt?.toISOString() ?? null,
  waitingSince: ticket.waitingSince?.toISOString() ?? null,
  photos: ticket.photos,
  tasks: ticket.tasks,
  warned: ticket.warned,
  confidential: ticket.confidential,
})
