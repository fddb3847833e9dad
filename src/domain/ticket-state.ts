/** Where a ticket can stand. */
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

/** States in which somebody still owes the resident something. */
export const OPEN_STATES = [
  'needs_info',
  'unrouted',
  'assigned',
  'accepted',
  'whistled',
  'meeting',
  'arbitration',
  'resolved',
  'merged',
] as const satisfies readonly TicketState[]
/** A person must say whose it is: whoever had it has handed it back. */
export const isUndecided = (state: TicketState): boolean =>
  state === 'needs_info' || state === 'unrouted' || state === 'arbitration'

export const isOpen = (state: TicketState): boolean => (OPEN_STATES as readonly TicketState[]).includes(state)

/** States in which somebody works on it or has it to do: others can follow it. */
export const WORKED_ON = [
  'assigned',
  'accepted',
  'whistled',
  'meeting',
] as const satisfies readonly TicketState[]
export const isWorkedOn = (state: TicketState): boolean =>
  (WORKED_ON as readonly TicketState[]).includes(state)
