/**
 * TicketEvent 流转记录: an event of a ticket's history. Events are appended and never edited; a ticket is rebuilt from
 * them. A payload contains what explains the ticket later: ids and people's words, never texts of Linli's replies.
 */
import { z } from 'zod'
import { URGENCIES } from '../category.ts'
import { LANGUAGES } from '../message.ts'
import { EMERGENCY_KINDS } from '../emergency-kind.ts'
import { TICKET_STATES } from './ticket-state.ts'

const Id = z.string().min(1)
/** ISO 8601 in UTC. */
const Instant = z.iso.datetime()

/** The rule that found the grid, stored for the order `why`. */
const ROUTING_RULES = [
  'pin',
  'place',
  'candidate',
  'home',
  'grid_name',
  'person',
  'arbiter',
  'only_grid',
] as const
export type RoutingRule = (typeof ROUTING_RULES)[number]

/** The outcomes that a worker may give when resolving. */
export const OUTCOMES = ['fixed', 'answered', 'not_fixable_now', 'outside_remit'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Why a ticket is handed back 退单. */
export const RETURN_REASONS = ['other_grid', 'other_unit', 'unclear', 'duplicate'] as const
export type ReturnReason = (typeof RETURN_REASONS)[number]

/** Why departments are called 吹哨: beyond the grid's power, joint enforcement, emergency. */
export const WHISTLE_GROUNDS = ['beyond_power', 'joint_enforcement', 'emergency'] as const
export type WhistleGround = (typeof WHISTLE_GROUNDS)[number]

/** Why no rule found a grid, so that a person decides. */
export const UNROUTED_REASONS = [
  'no_place',
  'low_confidence',
  'nobody_on_duty',
  'outside_district',
  /** It followed another ticket, but is a different problem. */
  'parted',
] as const

/**
 * The deadlines: to accept, to answer, to resolve; for a whistled department to report in and to act; for a decider to
 * decide.
 */
export const CLOCK_NAMES = ['accept', 'answer', 'resolve', 'report', 'act', 'decide'] as const
export type ClockName = (typeof CLOCK_NAMES)[number]

/** The fallback chain of an assignment, from the usual worker to the last resort. */
const ASSIGNMENT_STEPS = [
  'worker',
  'part_time',
  'deputy',
  'contact',
  'duty_officer',
  'group',
  'person',
] as const
export type AssignmentStep = (typeof ASSIGNMENT_STEPS)[number]

/** What a joint meeting 三方联席会 decided. */
export const DECISIONS = ['agreed', 'rejected', 'postponed'] as const
export type Decision = (typeof DECISIONS)[number]

/** Why a ticket is excluded from the figures 剔除. */
export const EXCLUSION_REASONS = [
  'not_real',
  'outside_remit',
  'repeated',
  'unreachable',
  'beyond_control',
] as const
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number]

/** Doubts about a closing note. The worker is told; the ticket is closed all the same. */
export const DOUBTS = ['empty', 'promise', 'off_topic', 'no_photo'] as const
export type Doubt = (typeof DOUBTS)[number]

const PROMISES = {
  acceptBy: Instant,
  answerBy: Instant,
  resolveBy: Instant,
  /** Office hours only; else round the clock. */
  workingTime: z.boolean().default(false),
  /** The start of the deadlines; null: the event's time, or unchanged. Pauses move it. */
  promisedAt: Instant.nullable().default(null),
}
/** A department on a whistled ticket, with a state of its own. */
export const TASK_STATES = ['called', 'reported_in', 'done', 'declined', 'called_off'] as const
const Task = z.object({
  unitId: Id,
  state: z.enum(TASK_STATES),
  ground: z.enum(WHISTLE_GROUNDS),
  calledAt: Instant,
  reportBy: Instant,
  actBy: Instant,
  note: z.string(),
  /** 1..5 from the grid. */
  stars: z.number().int().nullable(),
})
export type Task = z.infer<typeof Task>

/** The clocks (by clockKey) that were reminded of or missed, and the level of escalation: 0 none, 3 the district. */
const Warned = z.object({
  reminded: z.array(z.string()).readonly(),
  missed: z.array(z.string()).readonly(),
  level: z.number().int(),
  /** Time of the last escalation. */
  at: Instant.nullable(),
})
export type Warned = z.infer<typeof Warned>

/** Who may know the reporter 保密. */
const ABOUT = {
  /** The accused units and members, as far as the organisation's data has them. */
  units: z.array(Id).readonly(),
  members: z.array(Id).readonly(),
  /** Level of the desk that may know: 1 the community's; 3 the district's, for complaints about the community. */
  level: z.number().int().min(1).max(3),
}
const CONFIDENTIAL_BECAUSE = ['asked', 'complaint'] as const
const Confidential = z.object({
  why: z.enum(CONFIDENTIAL_BECAUSE),
  ...ABOUT,
  /** A complaint that the desk has not handed over yet. */
  atDesk: z.boolean(),
})
export type Confidential = z.infer<typeof Confidential>

const Guesses = z.object({ categories: z.array(Id), grids: z.array(Id) })
/** For the decider: the deadline, and the guesses of triage and the map, the likeliest first. */
const UNDECIDED = {
  decideBy: Instant.nullable().default(null),
  guesses: Guesses.default({ categories: [], grids: [] }),
}
export type Guesses = z.infer<typeof Guesses>

/** All facts that undoable events change: accepting, returning, handing over, resolving, resuming, a photo. */
const Back = z.object({
  state: z.enum(TICKET_STATES),
  gridId: Id.nullable(),
  unitId: Id.nullable(),
  ownerId: Id.nullable(),
  heldById: Id.nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  returns: z.number().int(),
  acceptBy: Instant.nullable(),
  answerBy: Instant.nullable(),
  resolveBy: Instant.nullable(),
  promisedAt: Instant.nullable(),
  workingTime: z.boolean(),
  decideBy: Instant.nullable(),
  confirmBy: Instant.nullable(),
  acceptedAt: Instant.nullable(),
  answeredAt: Instant.nullable(),
  resolvedAt: Instant.nullable(),
  waitingSince: Instant.nullable(),
  photos: z.number().int().nonnegative(),
  tasks: z.array(Task).readonly(),
  warned: Warned,
  confidential: Confidential.nullable().optional(),
})
export type Back = z.infer<typeof Back>

const DATA = {
  opened: z.object({
    number: z.string(),
    residentId: Id,
    conversationId: Id,
    language: z.enum(LANGUAGES),
    category: Id,
    urgency: z.enum(URGENCIES),
    text: z.string(),
    summary: z.string(),
    /** The detected emergency; its advice is sent first. */
    emergency: z.enum(EMERGENCY_KINDS).nullable().default(null),
    /** The time of sending, if the message arrived long after it. */
    saidAt: Instant.optional(),
  }),
  /** The place is known. */
  placed: z.object({
    gridId: Id,
    placeId: Id.nullable(),
    placeText: z.string().nullable(),
    rule: z.enum(ROUTING_RULES),
  }),
  /** One question to the resident; `candidates` are place ids offered as buttons. */
  asked: z.object({ what: z.literal('place'), candidates: z.array(Id) }),
  /** The resident said more. */
  added: z.object({ text: z.string(), saidAt: Instant.optional() }),
  unrouted: z.object({ why: z.enum(UNROUTED_REASONS), ...UNDECIDED }),
  /** Given to a worker, or to a unit and its contact; without an owner, to all members of the group. */
  assigned: z.object({
    gridId: Id,
    ownerId: Id.nullable(),
    unitId: Id.nullable().default(null),
    /** How the grid was found. */
    rule: z.enum(ROUTING_RULES),
    /** The reason for the choice: rule of prompts/rules.yaml, fallback step, number of candidates, workload. */
    choice: z
      .object({
        rule: z.string(),
        step: z.enum(ASSIGNMENT_STEPS),
        candidates: z.number().int(),
        load: z.number().int(),
      })
      .nullable()
      .default(null),
    ...PROMISES,
  }),
  /** Handed to a colleague, a grid or a unit. The deadlines stay; until acceptance the previous owner answers. */
  transferred: z.object({
    gridId: Id,
    unitId: Id.nullable(),
    ownerId: Id.nullable(),
    note: z.string(),
    /** The new owner is a member of the desk. */
    atDesk: z.boolean().optional(),
  }),
  /** The owner or arbiter is no longer active, so a substitute gets the ticket. The deadlines stay. */
  handed_on: z.object({ ownerId: Id.nullable(), arbiterId: Id.nullable() }),
  accepted: z.object({}),
  /** A worker's words: an answer to the resident, or a remark among colleagues. */
  noted: z.object({
    text: z.string(),
    toResident: z.boolean(),
    photos: z.number().int().nonnegative().default(0),
  }),
  /** A worker asks the resident a question; the clocks pause. */
  inquired: z.object({ text: z.string() }),
  /** The resident answered, or the wait timed out: each deadline moves by the pause. */
  resumed: z.object({ promises: z.object(PROMISES).nullable() }),
  /** The calendar changed. */
  rescheduled: z.object({ promises: z.object(PROMISES) }),
  /** First return: the duty officers decide. */
  returned: z.object({ reason: z.enum(RETURN_REASONS), note: z.string(), ...UNDECIDED }),
  /** Second return 退单仲裁: a named arbiter decides, once and for all. */
  disputed: z.object({
    reason: z.enum(RETURN_REASONS),
    note: z.string(),
    arbiterId: Id.nullable().default(null),
    ...UNDECIDED,
  }),
  /** The deadlines are recomputed from the same assignment; null while the ticket is unassigned. */
  recategorised: z.object({
    from: Id,
    to: Id,
    urgency: z.enum(URGENCIES),
    promises: z.object(PROMISES).nullable(),
  }),
  whistled: z.object({
    units: z.array(Id).min(1),
    ground: z.enum(WHISTLE_GROUNDS),
    note: z.string().default(''),
    reportBy: Instant,
    actBy: Instant,
  }),
  reported_in: z.object({ unitId: Id }),
  /** A department has done its part. */
  unit_done: z.object({ unitId: Id, note: z.string() }),
  /** A department declines: the task is not its responsibility. */
  unit_declined: z.object({ unitId: Id, note: z.string() }),
  /** The grid rates a department. */
  unit_rated: z.object({ unitId: Id, stars: z.number().int().min(1).max(5) }),
  /** The departments are done, or were called off. */
  whistle_ended: z.object({ note: z.string() }),
  /** 催办 */
  urged: z.object({ text: z.string() }),
  reminded: z.object({ clock: z.enum(CLOCK_NAMES), unitId: Id.nullable().default(null) }),
  /** 督办: escalated by one level: 1 the community, 2 the subdistrict, 3 the district. */
  supervised: z.object({
    clock: z.enum(CLOCK_NAMES),
    level: z.number().int().positive(),
    unitId: Id.nullable().default(null),
  }),
  /** A joint meeting of community, owners and property company is to decide: it needs money or many parties. */
  meeting_called: z.object({ plan: z.string(), unitId: Id.nullable(), decideBy: Instant }),
  /** `promises`: deadlines for the agreement, or the old ones moved by the pause; `decideBy`: set when postponed. */
  meeting_held: z.object({
    decision: z.enum(DECISIONS),
    note: z.string(),
    promises: z.object(PROMISES).nullable(),
    decideBy: Instant.nullable(),
  }),
  resolved: z.object({ outcome: z.enum(OUTCOMES), note: z.string(), confirmBy: Instant }),
  /** The closing note says too little, or does not address the request. */
  doubted: z.object({ why: z.enum(DOUBTS) }),
  /** The resident agrees: closed 销号. */
  confirmed: z.object({ followUpAt: Instant.nullable().default(null) }),
  /** The resident said nothing until `confirmBy`: closed 销号. */
  lapsed: z.object({ followUpAt: Instant.nullable().default(null) }),
  /** The resident is asked whether the problem has come back. */
  followed_up: z.object({}),
  reopened: z.object({ text: z.string(), ownerId: Id.nullable(), ...PROMISES }),
  rated: z.object({ stars: z.number().int().min(1).max(5) }),
  withdrawn: z.object({ text: z.string() }),
  /** Follows another ticket 并单: the resident agreed, a person decided, or many neighbours report one cause. */
  merged: z.object({ parentId: Id }),
  /** Linli offered to follow a neighbour's ticket. Only an offered ticket can be followed, and the offer expires. */
  offered: z.object({ parentId: Id }),
  /** "Not the same thing": the ticket stops following. */
  parted: z.object({}),
  /** Many residents, one cause 热点. */
  heated: z.object({ residents: z.number().int().positive() }),
  /** The last event is undone; `back` contains the facts before it. */
  undone: z.object({ version: z.number().int(), back: Back }),
  /** 剔除: with a reason and, as the actor, an author. */
  excluded: z.object({ reason: z.enum(EXCLUSION_REASONS), note: z.string() }),
  included: z.object({ note: z.string() }),
  /** 保密: the resident asked for it, or it complains of people at work. */
  made_confidential: z.object({ why: z.enum(CONFIDENTIAL_BECAUSE), ...ABOUT }),
  /** Two resident records turned out to be one person: the ticket moves to the id that stays. */
  linked: z.object({ residentId: Id }),
} as const

export type TicketEventKind = keyof typeof DATA
export const TICKET_EVENT_KINDS = Object.keys(DATA) as TicketEventKind[]

export const ACTOR_KINDS = ['resident', 'member', 'system'] as const
export type ActorKind = (typeof ACTOR_KINDS)[number]
export interface Actor {
  kind: ActorKind
  /** Resident or member; the system has none. */
  id: string | null
}
export const SYSTEM: Actor = { kind: 'system', id: null }

/** An event without its actor and time. */
export type EventBody = {
  [K in TicketEventKind]: { kind: K; data: z.infer<(typeof DATA)[K]> }
}[TicketEventKind]
export type EventBodyOf<K extends TicketEventKind> = Extract<EventBody, { kind: K }>

export type TicketEvent = EventBody & { actor: Actor; at: Date }

/** Parses an event's payload from the database. @throws ZodError, or Error for an unknown kind. */
export function parseHappening(kind: string, data: unknown): EventBody {
  if (!Object.hasOwn(DATA, kind)) throw new Error(`unknown ticket event: ${kind}`)
  return { kind, data: DATA[kind as TicketEventKind].parse(data) } as EventBody
}
