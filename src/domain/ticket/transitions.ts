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
  excluded: { by: BY_MEMBER, because: 'what must not count says why, and who said so' },
  included: { by: BY_MEMBER, because: 'an exclusion can be wrong' },
  made_confidential: {
    by: ['resident', 'system'],
    because:
      'who reports something may ask that nobody learns who it was, also later; a complaint need not ask',
  },
  linked: { by: BY_RESIDENT, because: 'it follows its resident, who speaks over several channels' },
} as const satisfies Partial<Record<TicketEventKind, Edge>>

/** Edges of every ticket that is not finished. */
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
    because: 'the same problem is already being worked on: one pair of hands, one update to all',
  },
  offered: {
    by: BY_SYSTEM,
    because: 'a neighbour may have reported the same: the resident says whether it is',
  },
  heated: { by: BY_SYSTEM, because: 'many neighbours report one cause: the community hears of it early' },
  inquired: { by: BY_MEMBER, because: 'a worker asks the resident; meanwhile the clocks stand still' },
  resumed: { by: BY_SYSTEM, because: 'the resident answered, or has had time enough to' },
  rescheduled: { by: BY_SYSTEM, because: 'a calendar that changed moves what was counted with it' },
  unit_rated: { by: BY_MEMBER, because: 'the grid rates who came' },
  undone: { by: BY_MEMBER, because: 'a slip of the finger costs nobody anything' },
  ...COUNTED,
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
const transferred: Edge = {
  to: 'assigned',
  by: BY_MEMBER,
  because: 'until another accepts, the owner before stays responsible (首接负责)',
}
const meetingCalled: Edge = {
  to: 'meeting',
  by: BY_MEMBER,
  because: 'it needs money or many parties: community, owners and property company decide together',
}
const handed_on: Edge = { by: BY_SYSTEM, because: 'who leaves takes no ticket along' }
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
    handed_on,
    assigned: {
      to: 'assigned',
      by: BY_STAFF,
      because: 'the duty officers, or a new category, give it to others',
    },
    transferred,
    meeting_called: meetingCalled,
    accepted: { to: 'accepted', by: BY_MEMBER, because: 'a worker says "mine"' },
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
      because: 'the duty officers, or a new category, give it to others',
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
    assigned: { to: 'assigned', by: BY_MEMBER, because: 'the duty officers may always take it elsewhere' },
    reported_in: { by: BY_MEMBER, because: 'a department answers the whistle (报到)' },
    unit_done: { by: BY_MEMBER, because: 'each department closes its own part' },
    unit_declined: {
      by: BY_STAFF,
      because:
        'what is not theirs, or lies with a unit without members, goes back to the grid, which may call another',
    },
    whistle_ended: { to: 'accepted', by: BY_STAFF, because: 'the departments are done, the grid goes on' },
    meeting_called: meetingCalled,
    resolved,
  },
  meeting: {
    ...ALIVE,
    placed,
    handed_on,
    assigned: { to: 'assigned', by: BY_MEMBER, because: 'the duty officers may always take it elsewhere' },
    meeting_held: { by: BY_MEMBER, because: 'agreed: somebody does it by a day; rejected: the grid says so' },
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
    added: { by: BY_ANYONE, because: 'a remark about the work done' },
    noted: { by: BY_STAFF, because: 'proof that comes late' },
    doubted: {
      by: BY_SYSTEM,
      because: 'a note that answers nothing will come back; the worker can still mend it',
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
    reopened: { ...reopened, because: 'it broke again, or silence was no agreement' },
    followed_up: {
      by: BY_SYSTEM,
      because: 'some things come back: better that we ask than that they call again',
    },
    unit_rated: ALIVE.unit_rated,
    supervised: { by: BY_STAFF, because: 'a low rating goes to whoever supervises' },
    ...COUNTED,
  },
  withdrawn: {
    ...COUNTED,
    undone: {
      by: BY_RESIDENT,
      because: 'a word or a finger slips; for ten minutes it goes on as if nothing had been said',
    },
  },
  merged: {
    added: ALIVE.added,
    urged: ALIVE.urged,
    withdrawn: ALIVE.withdrawn,
    merged: { ...ALIVE.merged, because: 'what it follows follows another by now' },
    parted: {
      to: 'unrouted',
      by: BY_ANYONE,
      because: 'it was another thing after all; nothing is merged behind a back',
    },
    resolved: {
      to: 'resolved',
      by: BY_SYSTEM,
      because: 'what it follows is done; their own word is still theirs',
    },
    ...COUNTED,
  },
} as const satisfies Record<TicketState, Partial<Record<TicketEventKind, Edge>>>

export const edgeOf = (state: TicketState, kind: TicketEventKind): Edge | undefined =>
  (TRANSITIONS[state] as Partial<Record<TicketEventKind, Edge>>)[kind]
