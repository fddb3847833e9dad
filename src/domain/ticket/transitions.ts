/**
 * The transition table: for every state the accepted events, their actors, the next state, and the reason for the edge.
 * Events that are not listed are refused.
 */
import type { ActorKind, TicketEventKind } from './ticket-event.ts'
import type { TicketState } from './ticket-state.ts'

export {
  isOpen,
  isUndecided,
  isWorkedOn,
  OPEN_STATES,
  TICKET_STATES,
  type TicketState,
  WORKED_ON,
} from './ticket-state.ts'

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

/** Edges of every state, also after the end. */
const COUNTED = {
  excluded: { by: BY_MEMBER, because: 'an exclusion from the figures needs a reason and an author' },
  included: { by: BY_MEMBER, because: 'an exclusion can be wrong' },
  made_confidential: {
    by: ['resident', 'system'],
    because:
      'a resident may ask for confidentiality at any time; a complaint about staff has it without asking',
  },
  linked: { by: BY_RESIDENT, because: 'a ticket moves with its resident, who uses several channels' },
} as const satisfies Partial<Record<TicketEventKind, Edge>>

/** Edges of every ticket that is not finished. */
const ALIVE = {
  added: { by: BY_ANYONE, because: 'later additions of the resident belong to the ticket' },
  noted: { by: BY_STAFF, because: 'a worker records an observation' },
  urged: { by: BY_RESIDENT, because: 'a resident may always urge' },
  reminded: { by: BY_SYSTEM, because: 'a deadline is near and its owner is reminded once' },
  supervised: { by: BY_STAFF, because: 'a late ticket is escalated by one level' },
  recategorised: { by: BY_STAFF, because: 'the first category was wrong; the resident is not asked again' },
  withdrawn: { to: 'withdrawn', by: BY_RESIDENT, because: 'it is their request' },
  merged: {
    to: 'merged',
    by: BY_ANYONE,
    because: 'the same problem is already being worked on: one worker, one update to all residents',
  },
  offered: {
    by: BY_SYSTEM,
    because: 'a neighbour may have reported the same problem: the resident decides',
  },
  heated: { by: BY_SYSTEM, because: 'many neighbours report one cause: the community is told early' },
  inquired: { by: BY_MEMBER, because: 'a worker asks the resident; the clocks pause until the answer' },
  resumed: { by: BY_SYSTEM, because: 'the resident answered, or the wait timed out' },
  rescheduled: { by: BY_SYSTEM, because: 'a changed calendar moves the deadlines computed with it' },
  unit_rated: { by: BY_MEMBER, because: 'the grid rates the departments that came' },
  undone: { by: BY_MEMBER, because: 'an accidental press of a button can be undone' },
  ...COUNTED,
} as const satisfies Partial<Record<TicketEventKind, Edge>>

const placed: Edge = {
  by: BY_ANYONE,
  because: 'a more exact place may become known at any time before the work is done',
}
const resolved: Edge = {
  to: 'resolved',
  by: BY_MEMBER,
  because: 'a worker who can answer or fix it at once need not accept it first',
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
  because: 'a second return goes to a named arbiter, so that returns end',
}
const whistled: Edge = {
  to: 'whistled',
  by: BY_MEMBER,
  because: 'the grid calls departments for work that it cannot do alone',
}
const transferred: Edge = {
  to: 'assigned',
  by: BY_MEMBER,
  because: 'the previous owner stays responsible until the new one accepts (首接负责)',
}
const meetingCalled: Edge = {
  to: 'meeting',
  by: BY_MEMBER,
  because: 'it needs money or many parties: community, owners and property company decide together',
}
const handed_on: Edge = { by: BY_SYSTEM, because: 'a member who leaves must not keep tickets' }
const reopened: Edge = {
  to: 'assigned',
  by: ['resident', 'member'],
  because: 'the resident has the second key, and says that it is not solved',
}

export const TRANSITIONS = {
  needs_info: {
    ...ALIVE,
    placed,
    assigned,
    asked: { by: BY_SYSTEM, because: 'the candidates of the question may have to be offered again' },
    unrouted: {
      to: 'unrouted',
      by: BY_SYSTEM,
      because: 'asked once and still unclear: a person decides, because the resident is not asked twice',
    },
  },
  unrouted: { ...ALIVE, placed, assigned, resolved },
  assigned: {
    ...ALIVE,
    placed,
    handed_on,
    assigned: {
      to: 'assigned',
      by: BY_STAFF,
      because: 'the duty officers or a new category reassign it',
    },
    transferred,
    meeting_called: meetingCalled,
    accepted: { to: 'accepted', by: BY_MEMBER, because: 'a worker takes the ticket' },
    returned,
    disputed,
    whistled,
    resolved,
  },
  accepted: {
    ...ALIVE,
    placed,
    handed_on,
    assigned: {
      to: 'assigned',
      by: BY_STAFF,
      because: 'the duty officers or a new category reassign it',
    },
    transferred,
    meeting_called: meetingCalled,
    returned,
    disputed,
    whistled,
    resolved,
  },
  whistled: {
    ...ALIVE,
    placed,
    handed_on,
    whistled: { to: 'whistled', by: BY_MEMBER, because: 'one more department is needed' },
    assigned: { to: 'assigned', by: BY_MEMBER, because: 'the duty officers may always reassign it' },
    reported_in: { by: BY_MEMBER, because: 'a department reports in (报到)' },
    unit_done: { by: BY_MEMBER, because: 'each department completes its own task' },
    unit_declined: {
      by: BY_STAFF,
      because:
        'a task of the wrong department, or of a unit without members, goes back to the grid, which may call another',
    },
    whistle_ended: { to: 'accepted', by: BY_STAFF, because: 'the departments are done, the grid continues' },
    meeting_called: meetingCalled,
    resolved,
  },
  meeting: {
    ...ALIVE,
    placed,
    handed_on,
    assigned: { to: 'assigned', by: BY_MEMBER, because: 'the duty officers may always reassign it' },
    meeting_held: { by: BY_MEMBER, because: 'agreed: it gets a deadline; rejected: the grid says so' },
    resolved,
  },
  arbitration: {
    ...ALIVE,
    placed,
    handed_on,
    assigned: { to: 'assigned', by: BY_MEMBER, because: 'the arbiter decides, and that is final' },
    resolved,
  },
  resolved: {
    added: { by: BY_ANYONE, because: 'a remark about the finished work' },
    noted: { by: BY_STAFF, because: 'evidence may arrive late' },
    doubted: {
      by: BY_SYSTEM,
      because: 'a note that does not answer leads to a reopening; the worker can still improve it',
    },
    undone: ALIVE.undone,
    unit_rated: ALIVE.unit_rated,
    supervised: ALIVE.supervised,
    ...COUNTED,
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
    reopened: { ...reopened, because: 'the problem came back, or the silence was no agreement' },
    followed_up: {
      by: BY_SYSTEM,
      because: 'some problems come back: Linli asks before the resident has to report again',
    },
    unit_rated: ALIVE.unit_rated,
    supervised: { by: BY_STAFF, because: 'a low rating goes to a supervisor' },
    ...COUNTED,
  },
  withdrawn: {
    ...COUNTED,
    undone: {
      by: BY_RESIDENT,
      because: 'a withdrawal by mistake can be undone for ten minutes',
    },
  },
  merged: {
    added: ALIVE.added,
    urged: ALIVE.urged,
    withdrawn: ALIVE.withdrawn,
    merged: { ...ALIVE.merged, because: 'its parent follows another ticket by now' },
    parted: {
      to: 'unrouted',
      by: BY_ANYONE,
      because: 'it is a different problem; no merge is final without the resident',
    },
    resolved: {
      to: 'resolved',
      by: BY_SYSTEM,
      because: 'its parent is resolved; the resident still confirms their own ticket',
    },
    ...COUNTED,
  },
} as const satisfies Record<TicketState, Partial<Record<TicketEventKind, Edge>>>

export const edgeOf = (state: TicketState, kind: TicketEventKind): Edge | undefined =>
  (TRANSITIONS[state] as Partial<Record<TicketEventKind, Edge>>)[kind]
