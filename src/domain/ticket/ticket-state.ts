/** The states of a ticket. */
export const TICKET_STATES = [
  'needs_info',
  'unrouted',
  'assigned',
  'accepted',
  'whistled',
  /** A joint meeting is to decide. */
  'meeting',
  'arbitration',
  'resolved',
  'closed',
  'withdrawn',
  /** Follows another ticket, and is resolved with it. */
  'merged',
] as const
export type TicketState = (typeof TICKET_STATES)[number]

/** Work or a confirmation is still outstanding. */
export const isOpen = (state: TicketState): boolean => state !== 'closed' && state !== 'withdrawn'
export const OPEN_STATES = TICKET_STATES.filter(isOpen)

/** A decision about who gets the ticket is pending. */
export const isUndecided = (state: TicketState): boolean =>
  state === 'needs_info' || state === 'unrouted' || state === 'arbitration'

/** States in which a worker or unit has the ticket: other tickets can follow it. */
export const WORKED_ON: readonly TicketState[] = ['assigned', 'accepted', 'whistled', 'meeting']
export const isWorkedOn = (state: TicketState): boolean => WORKED_ON.includes(state)
