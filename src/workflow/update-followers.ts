/**
 * What becomes of tickets that follow another: resolved with it, each with its own resident's word still to come; when the
 * one they follow is withdrawn or follows another itself, they go on without it.
 */
import type { Ticket } from '../domain/ticket/ticket.ts'
import { SYSTEM } from '../domain/ticket/ticket-event.ts'
import type { EventInput } from '../tickets/change.ts'
import { followersOf, ticketById } from '../tickets/store.ts'
import { assignment } from './assign.ts'
import { wallTime } from './sla.ts'
import type { TurnDeps } from './deps.ts'

export async function tellFollowers(deps: TurnDeps, parentId: string): Promise<void> {
  const parent = await ticketById(deps.pool, parentId)
  if (!parent) return
  const followers = await followersOf(deps.pool, parentId)
  if (parent.state === 'resolved' || parent.state === 'closed') {
    for (const follower of followers) await resolveWith(deps, follower, parent)
    return
  }
  // Whom they followed follows another: so do they. Withdrawn: the first of them goes on for all.
  const [first, ...rest] = followers
  if (!first) return
  const next = parent.state === 'merged' && parent.parentId ? parent.parentId : first.id
  if (next === first.id) await goOn(deps, first, parent, followers.length)
  for (const follower of next === first.id ? rest : followers)
    await deps.transact(async tx => {
      await tx.record(follower.id, SYSTEM, ({ state, parentId: now }) =>
        state === 'merged' && now === parentId ? [{ kind: 'merged', data: { parentId: next } }] : [],
      )
    })
}

/** With its outcome, without the note: what a worker writes may be about the household of another. */
async function resolveWith(deps: TurnDeps, { id }: Ticket, parent: Ticket): Promise<void> {
  await deps.transact(async tx => {
    const confirmBy = wallTime(deps, deps.settings().rules.confirm, tx.at)
    await tx.record(id, SYSTEM, ({ state }) =>
      state === 'merged'
        ? [{ kind: 'resolved', data: { outcome: parent.outcome ?? 'fixed', note: '', confirmBy } }]
        : [],
    )
  })
}

/** Takes the place of the one that was withdrawn: the same hands, as hot as it was. */
async function goOn(deps: TurnDeps, { id }: Ticket, before: Ticket, residents: number): Promise<void> {
  await deps.transact(async tx => {
    const { gridId, placeId, hot, unitId } = before
    if (!gridId) return
    const to = { unitId, rule: 'grid' }
    const assigned = await assignment(deps, tx, { gridId, placeId, rule: 'person' }, before, to)
    // A worker on the way for one is on the way for all.
    const taker = before.acceptedAt && deps.directory.current().memberById.get(before.ownerId ?? '')
    const hands = taker && taker.active ? { ownerId: taker.id, choice: null } : {}
    const heated: EventInput[] = hot ? [{ kind: 'heated', data: { residents } }] : []
    await tx.record(id, SYSTEM, ({ state }) =>
      state === 'merged'
        ? [{ kind: 'parted', data: {} }, { ...assigned, data: { ...assigned.data, ...hands } }, ...heated]
        : [],
    )
  })
}
