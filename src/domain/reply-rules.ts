/**
 * When a reply is sent: for every event, what the resident hears and what the group sees. The words are in
 * prompts/replies. An event that says nothing to the resident says why.
 */
import type { TicketEventKind } from './ticket-event.ts'

export interface ReplyRule {
  /** Reply to the resident, or null with the reason for silence in `because`. */
  resident: ReplyKey | null
  /** A line of its own in the group: only what must interrupt. Everything else is the card, edited in place. */
  group: ReplyKey | null
  because: string
}

export const REPLY_RULES = {
  opened: { resident: null, group: null, because: 'who has it, or the question, follows in the same breath' },
  placed: { resident: null, group: null, because: 'the resident said it themselves' },
  asked: { resident: 'ask_place', group: null, because: 'one question, the one thing that is missing' },
  added: { resident: 'added', group: null, because: 'they must know that it reached the ticket' },
  unrouted: { resident: 'unrouted', group: null, because: 'a person decides, and by when' },
  assigned: { resident: 'assigned', group: null, because: 'number, category, who has it and by when' },
  accepted: { resident: 'accepted', group: null, because: 'a name instead of a number' },
  noted: { resident: 'noted', group: null, because: 'a worker who answers the card answers the resident' },
  returned: {
    resident: 'returned',
    group: null,
    because: 'a new hand looks for the right one; silence would look like neglect',
  },
  disputed: { resident: 'disputed', group: null, because: 'somebody named decides now' },
  recategorised: {
    resident: null,
    group: null,
    because: 'how we file it is our business; whom it goes to follows as "assigned"',
  },
  whistled: { resident: 'whistled', group: null, because: 'they should know who was called' },
  reported_in: { resident: 'reported_in', group: null, because: 'the department is there' },
  whistle_ended: { resident: null, group: null, because: 'the grid goes on; "resolved" follows' },
  urged: { resident: 'urged', group: 'group_urged', because: 'an urge that nobody hears is an insult' },
  reminded: { resident: null, group: 'group_reminded', because: 'between the worker and the clock' },
  supervised: {
    resident: 'supervised',
    group: 'group_supervised',
    because: 'a late ticket goes up, and the resident sees it',
  },
  resolved: { resident: 'resolved', group: null, because: 'the second key is theirs' },
  confirmed: { resident: 'confirmed', group: null, because: 'thanks, and 1 to 5' },
  lapsed: { resident: 'lapsed', group: null, because: 'closed by silence must say so, and how to reopen' },
  reopened: { resident: 'reopened', group: 'group_reopened', because: 'it goes on, and who has it now' },
  rated: { resident: 'rated', group: null, because: 'thanks' },
  withdrawn: {
    resident: 'withdrawn',
    group: 'group_withdrawn',
    because: 'nobody should set out for nothing',
  },
  merged: { resident: 'merged', group: null, because: 'which number to follow now' },
} as const satisfies Record<TicketEventKind, ReplyRule>

/** Every text that Linli says; prompts/replies must have each in both languages. */
export const REPLY_KEYS = [
  // About a ticket, to its resident
  'ask_place',
  'added',
  'unrouted',
  'assigned',
  'accepted',
  'noted',
  'returned',
  'disputed',
  'whistled',
  'reported_in',
  'urged',
  'supervised',
  'resolved',
  'confirmed',
  'lapsed',
  'reopened',
  'rated',
  'withdrawn',
  'merged',
  // To a resident, about no event
  'welcome',
  'help',
  'mine',
  'ask_more',
  'already_urged',
  'nothing_found',
  'not_now',
  'thanks',
  'chatter',
  'abuse',
  'unsupported',
  'language',
  // To a group or a worker
  'card',
  'group_urged',
  'group_reminded',
  'group_supervised',
  'group_reopened',
  'group_withdrawn',
  'group_help',
  'group_mine',
  'bound',
  'bind_failed',
  'joined',
  'join_failed',
  'not_bound',
  'not_member',
  'unknown_number',
  'refused',
  'shown',
  'noted_by',
  'ask_note',
] as const
export type ReplyKey = (typeof REPLY_KEYS)[number]

/** Words on buttons and names of values, in both languages. */
export const LABEL_KEYS = [
  'urge',
  'more',
  'withdraw',
  'confirm',
  'reopen',
  'mine',
  'help',
  'accept',
  'return',
  'resolve',
  'category',
  'grid',
  'back',
  'switch_language',
  'state_needs_info',
  'state_unrouted',
  'state_assigned',
  'state_accepted',
  'state_whistled',
  'state_arbitration',
  'state_resolved',
  'state_closed',
  'state_withdrawn',
  'state_merged',
  'outcome_fixed',
  'outcome_answered',
  'outcome_not_fixable_now',
  'outcome_outside_remit',
  'reason_other_grid',
  'reason_other_unit',
  'reason_unclear',
  'reason_duplicate',
  'clock_accept',
  'clock_answer',
  'clock_resolve',
  'refusal_not_now',
  'refusal_not_yours',
  'refusal_already',
  'refusal_final',
  'refusal_out_of_order',
  'today',
  'tomorrow',
  'whole_group',
] as const
export type LabelKey = (typeof LABEL_KEYS)[number]
