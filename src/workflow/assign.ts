/** Assigns a ticket, and helps a person who must decide to whom. */
import { oneAtATime } from '../db/advisory-lock.ts'
import type { Confidential, EventBodyOf, RoutingRule } from '../domain/ticket/ticket-event.ts'
import type { Urgency } from '../domain/category.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { categoryOf } from '../notify/render/render-context.ts'
import {
  candidatesFor,
  chooseOwner,
  chooseTarget,
  isForDuty,
  NOBODY,
  type Target,
} from '../routing/assign.ts'
import { loadOf } from '../tickets/store.ts'
import { promisesFor, within } from './sla.ts'
import type { Transaction } from './transaction.ts'
import type { DecisionDeps } from './deps.ts'

export interface Placed {
  gridId: string
  placeId?: string | null
  rule: RoutingRule
}

interface Assigned extends Pick<Ticket, 'category' | 'urgency'> {
  confidential?: Pick<Confidential, 'why' | 'level' | 'members'> | null
}

/** No house rule, but a promise: who complains of people at work is not given to them. */
const COMPLAINT: Target = { unitId: null, rule: 'complaint' }

/**
 * By the house rules: to the grid or a unit, there to the member on duty with the fewest open tickets.
 * @param to a person's word for where it goes; absent, the rules say.
 */
export async function assignment(
  deps: DecisionDeps,
  { db, at }: Transaction,
  { gridId, placeId = null, rule }: Placed,
  { category, urgency, confidential = null }: Assigned,
  to?: Target,
): Promise<EventBodyOf<'assigned'>> {
  const { rules, tree } = deps.settings()
  const org = deps.directory.current()
  const leaf = categoryOf(tree, category)
  const isComplaint = confidential?.why === 'complaint'
  const byRule = () => chooseTarget({ category: leaf, urgency, gridId, placeId, at }, rules, org)
  const target = to ?? (isComplaint ? COMPLAINT : byRule())
  const promised = promisesFor(deps, category, urgency, at, target.unitId)
  // Two at once would each find the same hands free.
  await oneAtATime(db, target.unitId ? `unit ${target.unitId}` : `grid ${gridId}`)
  const duty = isForDuty(target.rule, rules) || target === COMPLAINT
  const chosen = chooseOwner(
    { target, gridId, at, calm: promised.workingTime, duty },
    await loadOf(db, candidatesFor(target, gridId, org)),
    rules.caps,
    org,
  )
  // Above the community the whole desk has it; a member never gets a complaint about themselves.
  const isTheirs =
    target !== COMPLAINT ||
    (confidential?.level === 1 && !confidential.members.includes(chosen.ownerId ?? ''))
  const { ownerId, ...how } = isTheirs ? chosen : NOBODY
  const choice = { rule: target.rule, ...how }
  return { kind: 'assigned', data: { gridId, unitId: target.unitId, ownerId, rule, choice, ...promised } }
}

/** Until when a person must have decided, and what triage and the map would say. */
export function undecided(
  deps: DecisionDeps,
  { text, urgency, gridId }: { text: string; urgency: Urgency; gridId: string | null },
  at: Date,
  likelyGrids: readonly string[] = [],
) {
  const { rules, likeliest } = deps.settings()
  const org = deps.directory.current()
  const neighbours = org.grids.filter(
    ({ communityId }) => communityId === org.gridById.get(gridId ?? '')?.communityId,
  )
  const grids = [...new Set([...likelyGrids, ...neighbours.map(({ id }) => id)])].slice(0, MOST_GRIDS)
  return {
    decideBy: within(deps, rules.decide[urgency], urgency, at),
    guesses: { categories: likeliest(text).map(({ category }) => category), grids },
  }
}

const MOST_GRIDS = 3
