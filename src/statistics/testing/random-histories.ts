/**
 * Random histories that could have happened: random events, filtered by the domain's rules. Deterministic per
 * seed.
 */
import { advance, open } from '../../domain/ticket/advance.ts'
import { type Ticket } from '../../domain/ticket/ticket.ts'
import { backTo } from '../../domain/ticket/undo.ts'
import {
  type Actor,
  type EventBody,
  type TicketEvent,
  type TicketEventKind,
  parseHappening,
  TICKET_EVENT_KINDS,
} from '../../domain/ticket/ticket-event.ts'
import { TRANSITIONS } from '../../domain/ticket/transitions.ts'
import { seededRandom } from '../../testing/seeded-random.ts'
import type { History } from './recompute.ts'

export interface Cast {
  residentIds: readonly string[]
  conversationId: string
  memberIds: readonly string[]
  gridIds: readonly string[]
  placeIds: readonly string[]
  unitIds: readonly string[]
  categories: readonly string[]
  /** Ticket that some of them follow. */
  parentId: string
}

const HOUR = 3_600_000
/** Events whose effects `undone` can restore: everything that they change is in `Back`. */
const CAN_BE_UNDONE: ReadonlySet<TicketEventKind> = new Set([
  'accepted',
  'returned',
  'disputed',
  'resolved',
  'whistled',
  'inquired',
  'unit_declined',
  'undone',
])

export interface Life {
  id: string
  number: string
  seed: number
  /** The history begins at `start`, or up to `spread` milliseconds later. */
  start: number
  spread: number
  /** Maximum number of events. */
  most?: number
}

export function randomHistory(cast: Cast, { id, number, seed, start, spread, most = 20 }: Life): History {
  const next = seededRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
  const hours = (most: number) => next() * most * HOUR
  const chance = (p: number) => next() < p
  // To the millisecond, as the database stores it; now and then two events at the same instant.
  let at = Math.floor(start + next() * spread)
  const iso = (after: number) => new Date(Math.floor(at + after)).toISOString()
  const residentId = pick(cast.residentIds)
  const resident: Actor = { kind: 'resident', id: residentId }
  const promises = () => ({ acceptBy: iso(hours(6)), answerBy: iso(hours(24)), resolveBy: iso(hours(96)) })

  const data = (kind: TicketEventKind, ticket: Ticket, before: Ticket): unknown => {
    const unitId = ticket.tasks.length > 0 ? pick(ticket.tasks).unitId : pick(cast.unitIds)
    switch (kind) {
      case 'placed':
        return { gridId: pick(cast.gridIds), placeId: pick(cast.placeIds), placeText: null, rule: 'place' }
      case 'unrouted':
        return { why: 'no_place' }
      case 'linked':
        return { residentId }
      case 'assigned':
        return {
          gridId: pick(cast.gridIds),
          ownerId: null,
          unitId: chance(0.4) ? pick(cast.unitIds) : null,
          rule: 'place',
          ...promises(),
        }
      case 'transferred':
        return { gridId: ticket.gridId, unitId: null, ownerId: null, note: '' }
      case 'noted':
        return { text: '', toResident: chance(0.5) }
      case 'resumed':
        return { promises: chance(0.7) ? promises() : null }
      case 'rescheduled':
        return { promises: promises() }
      case 'returned':
      case 'disputed':
        return { reason: 'other_grid', note: '' }
      case 'recategorised':
        return {
          from: ticket.category,
          to: pick(cast.categories),
          urgency: 'normal',
          promises: chance(0.5) ? promises() : null,
        }
      case 'whistled':
        return {
          units: chance(0.5) ? [pick(cast.unitIds)] : [pick(cast.unitIds), pick(cast.unitIds)],
          ground: 'beyond_power',
          reportBy: iso(hours(12)),
          actBy: iso(hours(48)),
        }
      case 'reported_in':
        return { unitId }
      case 'unit_done':
      case 'unit_declined':
        return { unitId, note: '' }
      case 'unit_rated':
        return { unitId, stars: 1 + Math.floor(next() * 5) }
      case 'supervised':
        return { clock: 'resolve', level: 1 + Math.floor(next() * 3) }
      case 'reminded':
        return { clock: 'resolve' }
      case 'meeting_called':
        return { plan: '', unitId: null, decideBy: iso(hours(96)) }
      case 'meeting_held':
        return {
          decision: pick(['agreed', 'rejected', 'postponed']),
          note: '',
          promises: chance(0.5) ? promises() : null,
          decideBy: null,
        }
      case 'resolved':
        return {
          outcome: pick(['fixed', 'answered', 'not_fixable_now', 'outside_remit']),
          note: '',
          confirmBy: iso(72 * HOUR),
        }
      case 'reopened':
        return { text: '', ownerId: null, ...promises() }
      case 'handed_on':
        return { ownerId: chance(0.5) ? pick(cast.memberIds) : null, arbiterId: null }
      case 'made_confidential':
        return { why: 'asked', units: [], members: [], level: 1 }
      case 'rated':
        return { stars: 1 + Math.floor(next() * 5) }
      case 'undone':
        return { version: ticket.version, back: backTo(before) }
      case 'excluded':
        return {
          reason: pick(['not_real', 'repeated', 'unreachable']),
          note: chance(0.5) ? '核实不属实' : '',
        }
      case 'doubted':
        return { why: 'empty' }
      case 'asked':
        return { what: 'place', candidates: [] }
      case 'offered':
      case 'merged':
        return { parentId: cast.parentId }
      case 'heated':
        return { residents: 5 }
      default:
        return { text: '', note: '' }
    }
  }
  const opened: EventBody = parseHappening('opened', {
    number,
    residentId,
    conversationId: cast.conversationId,
    language: 'zh-CN',
    category: pick(cast.categories),
    urgency: 'normal',
    text: '楼道灯坏了',
    summary: '楼道灯坏了',
  })
  const events: TicketEvent[] = [{ ...opened, actor: resident, at: new Date(at) }]
  if (opened.kind !== 'opened') throw new Error('a history begins with "opened"')
  let ticket = open(id, { ...opened, at: new Date(at) })
  const past: Ticket[] = [ticket]
  const length = 2 + Math.floor(next() * (most - 2))
  for (let tries = 0; events.length < length && tries < 200; tries++) {
    const kinds = TICKET_EVENT_KINDS.filter(kind => Object.hasOwn(TRANSITIONS[ticket.state], kind))
    // Rare, or most histories would end early: withdrawn, merged.
    const kind = pick(
      kinds.filter(each => !['withdrawn', 'merged', 'handed_on'].includes(each) || chance(0.2)),
    )
    const last = events.at(-1)
    if (!kind || (kind === 'undone' && !CAN_BE_UNDONE.has(last?.kind ?? 'opened'))) continue
    const by = (TRANSITIONS[ticket.state] as Record<string, { by: readonly Actor['kind'][] }>)[kind]?.by ?? []
    const who = pick(by)
    const actor: Actor =
      who === 'resident' ? resident : { kind: who, id: who === 'member' ? pick(cast.memberIds) : null }
    if (chance(0.8)) at = Math.floor(at + hours(30) * next())
    const event: TicketEvent = {
      ...parseHappening(kind, data(kind, ticket, past.at(-2) ?? ticket)),
      actor,
      at: new Date(at),
    }
    const after = advance(ticket, event)
    if (!after.ok) continue
    ticket = after.ticket
    past.push(ticket)
    events.push(event)
  }
  return { id, events }
}
