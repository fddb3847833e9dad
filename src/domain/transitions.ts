/**
 * Every state of a ticket, every event it takes, who may cause it, where it leads, and why that edge exists.
 * What is not here is refused.
 */
import type { ActorKind, TicketEventKind } from './ticket-event.ts'

export const TICKET_STATES = [
  'needs_info',
  'unrouted',
  'assigned',
  'accepted',
  'whistled',
  'arbitration',
  'resolved',
  'closed',
  'withdrawn',
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
  'arbitration',
  'resolved',
] as const satisfies readonly TicketState[]
export const isOpen = (state: TicketState): boolean => (OPEN_STATES as readonly TicketState[]).includes(state)

export interface Edge {
  /** Absent: the ticket stays where it is. */
  to?: TicketState
  by: readonly ActorKind[]
  because: string
}

const BY_RESIDENT: readonly ActorKind[] = ['resident']
const BY_MEMBER: readonly ActorKind[] = ['member']
const BY_SYSTEM: readonly ActorKind[] = ['system']
const BY_STAFF: readonly ActorKind[] = ['member', 'system']
const BY_ANYONE: readonly ActorKind[] = ['resident', 'member', 'system']

/** Edges that every ticket has on which somebody works or will work. */
const ALIVE = {
  added: { by: BY_ANYONE, because: 'what a resident remembers later belongs to the ticket' },
  noted: { by: BY_STAFF, because: 'a worker writes down what they saw' },
  urged: { by: BY_RESIDENT, because: 'a resident may always ask for speed' },
  reminded: { by: BY_SYSTEM, because: 'a deadline is near and its owner should know once' },
  supervised: { by: BY_STAFF, because: 'a late ticket goes one level up' },
  recategorised: { by: BY_STAFF, because: 'the first guess was wrong; the resident is not asked again' },
  withdrawn: { to: 'withdrawn', by: BY_RESIDENT, because: 'it is their request' },
  merged: {
    to: 'merged',
    by: BY_ANYONE,
    because: 'the same problem is already being worked on, and the resident agreed to follow it',
  },
} as const satisfies Partial<Record<TicketEventKind, Edge>>

const placed: Edge = {
  by: BY_ANYONE,
  because: 'a better place may turn up at any time before the work is done',
}
const resolved: Edge = {
  to: 'resolved',
  by: BY_MEMBER,
  because: 'a person who can answer or mend it on the spot need not press another button first',
}
const assigned: Edge = {
  to: 'assigned',
  by: BY_ANYONE,
  because: 'a rule or a person has found who is responsible; the clock starts',
}
const returned: Edge = {
  to: 'unrouted',
  by: BY_MEMBER,
  because: 'a grid may return a ticket once, with a reason; the duty officers decide',
}
const disputed: Edge = {
  to: 'arbitration',
  by: BY_MEMBER,
  because: 'a second return goes to a named arbiter: no ping-pong',
}
const whistled: Edge = {
  to: 'whistled',
  by: BY_MEMBER,
  because: 'the grid calls departments to what it cannot do alone',
}
const reopened: Edge = {
  to: 'assigned',
  by: ['resident', 'member'],
  because: 'the resident says that it is not solved, and theirs is the second key',
}

export const TRANSITIONS = {
  needs_info: {
    ...ALIVE,
    placed,
    assigned,
    asked: { by: BY_SYSTEM, because: 'one question may need its candidates offered again' },
    unrouted: {
      to: 'unrouted',
      by: BY_SYSTEM,
      because: 'asked once and still unclear: a person decides, the resident is not asked twice',
    },
  },
  unrouted: { ...ALIVE, placed, assigned, resolved },
  assigned: {
    ...ALIVE,
    placed,
    assigned: {
      to: 'assigned',
      by: BY_STAFF,
      because: 'transfer: until another accepts, the owner before stays responsible (首接负责)',
    },
    accepted: { to: 'accepted', by: BY_MEMBER, because: 'a worker says "mine"' },
    returned,
    disputed,
    whistled,
    resolved,
  },
  accepted: {
    ...ALIVE,
    placed,
    assigned: { to: 'assigned', by: BY_STAFF, because: 'transfer, or a new category that others handle' },
    returned,
    disputed,
    whistled,
    resolved,
  },
  whistled: {
    ...ALIVE,
    placed,
    whistled: { to: 'whistled', by: BY_MEMBER, because: 'one more department is needed' },
    reported_in: { by: BY_MEMBER, because: 'a department answers the whistle (报到)' },
    whistle_ended: { to: 'accepted', by: BY_MEMBER, because: 'the departments are done, the grid goes on' },
    resolved,
  },
  arbitration: {
    ...ALIVE,
    placed,
    assigned: { to: 'assigned', by: BY_MEMBER, because: 'the arbiter decides, and that is final' },
    resolved,
  },
  resolved: {
    added: { by: BY_ANYONE, because: 'a remark about the work done' },
    noted: { by: BY_STAFF, because: 'proof that comes late' },
    confirmed: { to: 'closed', by: BY_RESIDENT, because: 'two keys: the resident agrees' },
    lapsed: {
      to: 'closed',
      by: BY_SYSTEM,
      because: 'two keys: silence until the promised time counts as agreement',
    },
    reopened,
  },
  closed: {
    rated: { by: BY_RESIDENT, because: 'every closing asks for 1 to 5' },
    reopened: { ...reopened, because: 'it broke again, or silence was no agreement' },
  },
  withdrawn: {},
  merged: {},
} as const satisfies Record<TicketState, Partial<Record<TicketEventKind, Edge>>>

export const edgeOf = (state: TicketState, kind: TicketEventKind): Edge | undefined =>
  (TRANSITIONS[state] as Partial<Record<TicketEventKind, Edge>>)[kind]
