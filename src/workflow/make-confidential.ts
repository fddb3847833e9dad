/** 保密: a resident asks that their identity is not told, or complains of members, who must not learn it. */
import { asksConfidential, confided, isConfided } from '../domain/ticket/confidentiality.ts'
import type { EmergencyKind } from '../domain/emergency-kind.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { type EventBodyOf, SYSTEM } from '../domain/ticket/ticket-event.ts'
import { complaintIn } from '../routing/complaint-subject.ts'
import type { EventInput } from '../tickets/change.ts'
import { assignment } from './assign.ts'
import type { Transaction } from './transaction.ts'
import type { DecisionDeps } from './deps.ts'

type Confided = EventBodyOf<'made_confidential'>

/** Asked for by a button, or in nothing but these words. */
export const ASKED: Confided = {
  kind: 'made_confidential',
  data: { why: 'asked', units: [], members: [], level: 1 },
}

interface Report {
  words: string
  category: string
  gridId: string | null
  placeId: string | null
  /** Of the danger that was heard with them: who must be saved is not kept waiting at a desk. */
  emergency: EmergencyKind | null
  /** They asked for it before, or beside these words. */
  pleads?: boolean
}

/** @returns null for what all who work on it may know. */
export function confidenceIn(
  { settings, directory }: DecisionDeps,
  { words, category, gridId, placeId, emergency, pleads = false }: Report,
): Confided | null {
  const { tree } = settings()
  const org = directory.current()
  const isRescue = emergency !== null && emergency !== 'violence'
  const isConduct = tree.get(category)?.conduct === true
  const complaint = isRescue ? null : complaintIn(words, { gridId, placeId }, isConduct, org)
  if (complaint) return { kind: 'made_confidential', data: complaint }
  return pleads || asksConfidential(words) ? ASKED : null
}

/** What a ticket becomes by it; what follows a neighbour's goes its own way: on their card it would be read by all. */
export async function confide(
  deps: DecisionDeps,
  tx: Transaction,
  ticket: Ticket,
  happening: Confided | null,
): Promise<EventInput[]> {
  if (!happening || isConfided(ticket, happening)) return []
  const { state, gridId, placeId } = ticket
  if (state !== 'merged' || !gridId) return [happening]
  const as = { ...ticket, confidential: confided(ticket, happening) }
  const assigned = await assignment(deps, tx, { gridId, placeId, rule: 'place' }, as)
  return [happening, { kind: 'parted', data: {} }, { ...assigned, actor: SYSTEM }]
}

/** What a resident says of a ticket that they have. */
export const confideBy = (
  deps: DecisionDeps,
  tx: Transaction,
  ticket: Ticket,
  words: string,
): Promise<EventInput[]> =>
  confide(deps, tx, ticket, confidenceIn(deps, { ...ticket, words, category: '', emergency: null }))
