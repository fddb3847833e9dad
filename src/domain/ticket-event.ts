/**
 * TicketEvent 流转记录: something that happened to a ticket. Appended, never edited; a ticket is what its events
 * add up to. Payloads are what a later reader needs to explain the ticket, ids and words, never wording.
 */
import { z } from 'zod'
import { URGENCIES } from './category.ts'
import { LANGUAGES } from './message.ts'
import { EMERGENCY_KINDS } from './emergency-kind.ts'

const Id = z.string().min(1)
/** ISO 8601 in UTC. */
const Instant = z.iso.datetime()

/** Which rule found the grid: it is written down so that `why` can answer. */
export const ROUTING_RULES = [
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

/** Honest outcomes: what a worker may say when it is done. */
export const OUTCOMES = ['fixed', 'answered', 'not_fixable_now', 'outside_remit'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Why a ticket is handed back 退单. */
export const RETURN_REASONS = ['other_grid', 'other_unit', 'unclear', 'duplicate'] as const
export type ReturnReason = (typeof RETURN_REASONS)[number]

/** Why departments are called 吹哨: beyond the grid's power, joint enforcement, emergency. */
export const WHISTLE_GROUNDS = ['beyond_power', 'joint_enforcement', 'emergency'] as const

/** Why no rule found a grid, so that a person decides. */
export const UNROUTED_REASONS = ['no_place', 'low_confidence', 'nobody_on_duty', 'outside_district'] as const

export const CLOCK_NAMES = ['accept', 'answer', 'resolve'] as const

const PROMISES = { acceptBy: Instant, answerBy: Instant, resolveBy: Instant }

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
    /** The alarm that sounded; its advice goes out first. */
    emergency: z.enum(EMERGENCY_KINDS).nullable().default(null),
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
  added: z.object({ text: z.string() }),
  unrouted: z.object({ why: z.enum(UNROUTED_REASONS) }),
  /** Given to a worker; without one, to everybody in the grid's group. */
  assigned: z.object({
    gridId: Id,
    ownerId: Id.nullable(),
    rule: z.enum(ROUTING_RULES),
    ...PROMISES,
  }),
  accepted: z.object({}),
  /** A worker's words: an answer to the resident, or a remark among colleagues. */
  noted: z.object({ text: z.string(), toResident: z.boolean() }),
  /** First return: the duty officers decide. */
  returned: z.object({ reason: z.enum(RETURN_REASONS), note: z.string() }),
  /** Second return 退单仲裁: a named arbiter decides, once and for all. */
  disputed: z.object({ reason: z.enum(RETURN_REASONS), note: z.string() }),
  /** The promises are counted anew, from the same assignment; null while nobody has it. */
  recategorised: z.object({
    from: Id,
    to: Id,
    urgency: z.enum(URGENCIES),
    promises: z.object(PROMISES).nullable(),
  }),
  whistled: z.object({
    units: z.array(Id).min(1),
    ground: z.enum(WHISTLE_GROUNDS),
    reportBy: Instant,
    actBy: Instant,
  }),
  reported_in: z.object({ unitId: Id }),
  /** The departments are done, or were called off. */
  whistle_ended: z.object({ note: z.string() }),
  /** 催办 */
  urged: z.object({ text: z.string() }),
  reminded: z.object({ clock: z.enum(CLOCK_NAMES) }),
  /** 督办: late, one level up. */
  supervised: z.object({ clock: z.enum(CLOCK_NAMES), level: z.number().int().positive() }),
  resolved: z.object({ outcome: z.enum(OUTCOMES), note: z.string(), confirmBy: Instant }),
  /** The resident agrees: closed 销号. */
  confirmed: z.object({}),
  /** The resident said nothing until `confirmBy`: closed 销号. */
  lapsed: z.object({}),
  reopened: z.object({ text: z.string(), ownerId: Id.nullable(), ...PROMISES }),
  rated: z.object({ stars: z.number().int().min(1).max(5) }),
  withdrawn: z.object({ text: z.string() }),
  /** Goes on as another ticket; the resident agreed or a person decided. */
  merged: z.object({ parentId: Id }),
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

/** What happened, before it has an actor and a time. */
export type Happening = {
  [K in TicketEventKind]: { kind: K; data: z.infer<(typeof DATA)[K]> }
}[TicketEventKind]
export type HappeningOf<K extends TicketEventKind> = Extract<Happening, { kind: K }>

export type TicketEvent = Happening & { actor: Actor; at: Date }

/** Reads an event's payload as it came from the database. @throws ZodError */
export function parseHappening(kind: string, data: unknown): Happening {
  if (!Object.hasOwn(DATA, kind)) throw new Error(`unknown ticket event: ${kind}`)
  return { kind, data: DATA[kind as TicketEventKind].parse(data) } as Happening
}
