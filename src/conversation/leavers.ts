/** What is in the hands of a member who works no more goes to others, however they came to leave; the promises stay. */
import type { TicketState } from '../domain/transitions.ts'
import type { Ticket } from '../domain/ticket.ts'
import { SYSTEM } from '../domain/ticket-event.ts'
import { candidatesFor, chooseOwner } from '../routing/assign.ts'
import { isOnDuty } from '../routing/roster.ts'
import type { Step } from '../tickets/change.ts'
import { loadOf, ticketsOfLeavers } from '../tickets/store.ts'
import type { Transaction } from './transact.ts'
import type { TurnDeps } from './turn.ts'

type Deps = Pick<TurnDeps, 'pool' | 'transact' | 'directory' | 'voice'>

/** What a member has in hand, or decides: what is resolved waits for its resident, what follows goes with its parent. */
const IN_HAND: readonly TicketState[] = ['assigned', 'accepted', 'whistled', 'meeting', 'arbitration']

/** Of what is left, as much at once as one look may take. @returns how many were handed on. */
export async function handOnFromLeavers(deps: Deps): Promise<number> {
  const ids = await ticketsOfLeavers(deps.pool, IN_HAND)
  if (ids.length === 0) return 0
  // They were retired by another process: whom this one still thinks at work is not to be chosen.
  await deps.directory.reload()
  for (const id of ids) await deps.transact(tx => handOn(deps, tx, id))
  return ids.length
}

async function handOn(deps: Deps, tx: Transaction, id: string): Promise<void> {
  // Locks it.
  const ticket = await tx.record(id, SYSTEM, () => [])
  const step = await stepFor(deps, tx, ticket)
  await tx.record(id, SYSTEM, ({ state }) => (IN_HAND.includes(state) ? [step] : []))
}

async function stepFor(deps: Deps, tx: Transaction, ticket: Ticket): Promise<Step> {
  const { org, rules } = deps.voice()
  if (ticket.state === 'arbitration') {
    const arbiters = org.withRole('arbiter')
    const next = arbiters.find(({ id }) => isOnDuty(org, id, tx.at, org.calendarOf(null))) ?? arbiters[0]
    return { kind: 'handed_on', data: { ownerId: null, arbiterId: next?.id ?? null } }
  }
  const { gridId, unitId, workingTime } = ticket
  if (gridId === null) return { kind: 'handed_on', data: { ownerId: null, arbiterId: null } }
  const target = { unitId, rule: 'left' }
  const loads = await loadOf(tx.db, candidatesFor(target, gridId, org))
  // Handed to a colleague by one who left before they took it: it is theirs.
  if (org.memberById.get(ticket.ownerId ?? '')?.active)
    return { kind: 'handed_on', data: { ownerId: ticket.ownerId, arbiterId: null } }
  const { ownerId } = chooseOwner({ target, gridId, at: tx.at, calm: workingTime }, loads, rules.caps, org)
  return { kind: 'handed_on', data: { ownerId, arbiterId: null } }
}
