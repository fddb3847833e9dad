/** What is in the hands of a member who works no more goes to others, however they came to leave; the promises stay. */
import type { TicketState } from '../domain/ticket/transitions.ts'
import { tasksAtWork, type Ticket } from '../domain/ticket/ticket.ts'
import { SYSTEM } from '../domain/ticket/ticket-event.ts'
import type { Rules } from '../domain/house-rules.ts'
import { candidatesFor, chooseOwner, NOBODY } from '../routing/assign.ts'
import type { OrgSnapshot } from '../routing/directory.ts'
import { isAwayForGood, isOnDuty } from '../routing/roster.ts'
import type { EventInput } from '../tickets/change.ts'
import { loadOf, type Queryable, retiredMembers, ticketsInHandsOf, ticketsOfUnits } from '../tickets/store.ts'
import type { Transaction } from './transaction.ts'
import type { DecisionDeps, TurnDeps } from './deps.ts'
import { declineSteps } from './decline-part.ts'

type Deps = Pick<TurnDeps, 'pool' | 'transact'> & DecisionDeps

/** Whom a ticket may go to, and how many each may have. */
export interface Staff {
  org: OrgSnapshot
  caps: Rules['caps']
}

export const staffOf = ({ directory, settings }: DecisionDeps): Staff => ({
  org: directory.current(),
  caps: settings().rules.caps,
})

/** What a member has in hand, or decides: what is resolved waits for its resident, what follows goes with its parent. */
const IN_HAND: readonly TicketState[] = ['assigned', 'accepted', 'whistled', 'meeting', 'arbitration']
/** Of what is left, as much at once as one look may take. */
const AT_ONCE = 50

/** Tickets of all members who left, also of those of whom this process was not told. @returns how many were reassigned. */
export async function handOnFromLeavers(deps: Deps, now: Date): Promise<number> {
  const retired = await retiredMembers(deps.pool)
  const org = deps.directory.current()
  const away = new Set(
    org.members.filter(({ id, active }) => active && isAwayForGood(org, id, now)).map(({ id }) => id),
  )
  const empty = unitsLeftEmpty(org, away)
  if ((await partsAtWork(deps.pool, empty)).length > 0) await deps.transact(tx => handBackParts(tx, empty))
  const gone = new Set([...retired, ...away])
  const ids = await ticketsInHandsOf(deps.pool, [...gone], IN_HAND, AT_ONCE)
  if (ids.length === 0) return 0
  // They were retired by another process: whom this one still thinks at work is not to be chosen.
  await deps.directory.reload()
  for (const id of ids) await deps.transact(tx => handOnOne(tx, staffOf(deps), id, gone))
  return ids.length
}

/** All that these have in hand, within the caller's transaction. @returns the tickets as they were. */
export async function handOnFrom(
  tx: Transaction,
  staff: Staff,
  memberIds: readonly string[],
): Promise<Ticket[]> {
  const gone = new Set(memberIds)
  const handed: Ticket[] = []
  for (const id of await ticketsInHandsOf(tx.db, memberIds, IN_HAND)) {
    const before = await handOnOne(tx, staff, id, gone)
    if (before) handed.push(before)
  }
  await handBackParts(tx, unitsLeftEmpty(staff.org, gone))
  return handed
}

/** Units of these members in which no other is at work. */
function unitsLeftEmpty(org: OrgSnapshot, gone: ReadonlySet<string>): Set<string> {
  const left = new Set([...gone].flatMap(id => org.memberById.get(id)?.unitId ?? []))
  for (const { id, unitId, active } of org.members) if (unitId && active && !gone.has(id)) left.delete(unitId)
  return left
}

/** Parts at which these units are at work. */
export async function partsAtWork(
  db: Queryable,
  unitIds: ReadonlySet<string>,
): Promise<{ ticketId: string; unitId: string }[]> {
  if (unitIds.size === 0) return []
  return (await ticketsOfUnits(db, [...unitIds])).flatMap(ticket =>
    tasksAtWork(ticket)
      .filter(({ unitId }) => unitIds.has(unitId))
      .map(({ unitId }) => ({ ticketId: ticket.id, unitId })),
  )
}

/** A part is its unit's, so colleagues have it already; an empty unit gives it back to the grid. */
async function handBackParts(tx: Transaction, empty: ReadonlySet<string>): Promise<void> {
  for (const { ticketId, unitId } of await partsAtWork(tx.db, empty))
    await tx.record(ticketId, SYSTEM, ticket =>
      tasksAtWork(ticket).some(task => task.unitId === unitId) ? declineSteps(ticket, unitId, '') : [],
    )
}

async function handOnOne(
  tx: Transaction,
  staff: Staff,
  id: string,
  gone: ReadonlySet<string>,
): Promise<Ticket | null> {
  // Locks it.
  const ticket = await tx.record(id, SYSTEM, () => [])
  if (!IN_HAND.includes(ticket.state)) return null
  const step = await stepFor(tx, staff, ticket, gone)
  await tx.record(id, SYSTEM, () => [step])
  return ticket
}

async function stepFor(
  tx: Transaction,
  { org, caps }: Staff,
  ticket: Ticket,
  gone: ReadonlySet<string>,
): Promise<EventInput> {
  const to = (ownerId: string | null, arbiterId: string | null = null): EventInput => ({
    kind: 'handed_on',
    data: { ownerId, arbiterId },
  })
  if (ticket.state === 'arbitration') {
    const arbiters = org.withRole('arbiter').filter(({ id }) => !gone.has(id))
    const next = arbiters.find(({ id }) => isOnDuty(org, id, tx.at, org.calendarOf(null))) ?? arbiters[0]
    return to(null, next?.id ?? null)
  }
  const { gridId, unitId, ownerId, workingTime } = ticket
  // Handed to a colleague by one who left before they took it: it is theirs.
  if (ownerId && !gone.has(ownerId) && org.memberById.get(ownerId)?.active) return to(ownerId)
  if (gridId === null) return to(NOBODY.ownerId)
  const target = { unitId, rule: 'left' }
  const candidates = candidatesFor(target, gridId, org)
  const loads = new Map(await loadOf(tx.db, candidates))
  // Who leaves has no room for it.
  for (const id of gone) loads.set(id, { open: Infinity, lastServedAt: null })
  return to(chooseOwner({ target, gridId, at: tx.at, calm: workingTime }, loads, caps, org).ownerId)
}
