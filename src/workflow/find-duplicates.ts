/**
 * What neighbours report already. One report after the other of a grid: five hundred at once would each find none before
 * them.
 */
import type { Known, Relation, Report } from '../domain/ticket/duplicates.ts'
import { oneAtATime } from '../db/advisory-lock.ts'
import { relationTo } from '../domain/ticket/duplicates.ts'
import { dueAt } from '../domain/sla/deadline.ts'
import { spokenNumber, type Ticket } from '../domain/ticket/ticket.ts'
import { type Actor, SYSTEM } from '../domain/ticket/ticket-event.ts'
import { isWorkedOn } from '../domain/ticket/transitions.ts'
import { encodeAction } from '../domain/command/command.ts'
import { oneLine } from '../notify/render/truncate.ts'
import { categoryLabel } from '../notify/render/template-values.ts'
import { categoryOf } from '../notify/render/render-context.ts'
import { TicketRefused } from '../tickets/change.ts'
import { historyOf, reportsIn, ticketByNumber } from '../tickets/store.ts'
import type { Transaction } from './transaction.ts'
import type { TurnDeps } from './deps.ts'

/** One report after the other in a grid, until the transaction ends: the same order as in assign.ts. */
export async function findDuplicates(
  deps: TurnDeps,
  tx: Transaction,
  gridId: string,
  category: string,
  report: Report,
): Promise<Relation> {
  await oneAtATime(tx.db, `grid ${gridId}`)
  const { rules } = deps.settings()
  const org = deps.directory.current()
  const span = (duration: string) =>
    dueAt(tx.at, duration, 'wall', org.calendarOf(null)).getTime() - tx.at.getTime()
  const ms = { hot: span(rules.hot.within), duplicate: span(rules.duplicate.within) }
  const since = new Date(tx.at.getTime() - Math.max(ms.hot, ms.duplicate))
  return relationTo(report, await reportsIn(tx.db, gridId, category, since), rules, ms)
}

/** Enough neighbours: one of the tickets goes on for all, and the community hears of it. */
export async function startCluster(
  tx: Transaction,
  { parent, others, residents }: Extract<Relation, { kind: 'heats' }>,
): Promise<void> {
  await tx.record(parent.id, SYSTEM, now => (now.hot ? [] : [{ kind: 'heated', data: { residents } }]))
  for (const { id } of others)
    await tx.record(id, SYSTEM, ({ state, confidential }) =>
      // Accepted at this very moment: then a worker is on the way to that one too.
      state === 'assigned' && !confidential ? [{ kind: 'merged', data: { parentId: parent.id } }] : [],
    )
}

/**
 * Their own ticket begins to follow only what was offered to it, while two reports count as one thing. To every other number
 * the answer is the same, whether or not there is such a ticket: a number is no way to ask about a neighbour.
 */
export async function follow(
  deps: TurnDeps,
  tx: Transaction,
  ticket: Ticket,
  actor: Actor,
  number: string,
): Promise<Ticket> {
  // Two tickets merged into each other at once would both be left without an owner.
  await oneAtATime(tx.db, `grid ${ticket.gridId}`)
  const parent = await ticketByNumber(tx.db, number)
  const offered = (await historyOf(tx.db, ticket.id)).findLast(
    event => event.kind === 'offered' && event.data.parentId === parent?.id,
  )
  if (!parent || !offered || !isSameStill(parent, ticket)) throw new TicketRefused('not_now', ticket)
  const { rules } = deps.settings()
  const org = deps.directory.current()
  if (dueAt(offered.at, rules.duplicate.within, 'wall', org.calendarOf(null)) < tx.at)
    throw new TicketRefused('not_now', ticket)
  return await tx.record(ticket.id, actor, () => [{ kind: 'merged', data: { parentId: parent.id } }])
}

/** It is worked on, in the same grid; without a grid it has no owner. */
const isSameStill = (parent: Ticket, { gridId, category }: Ticket): boolean =>
  gridId !== null &&
  parent.gridId === gridId &&
  parent.category === category &&
  parent.confidential === null &&
  isWorkedOn(parent.state)

/** "A neighbour has reported it; follow it together?" Theirs is worked on either way. */
export function offerToFollow(deps: TurnDeps, tx: Transaction, ticket: Ticket, same: Known): void {
  const { replies, tree } = deps.rendering()
  const { language, number } = ticket
  const text = replies.say(language, 'maybe_same', {
    number: spokenNumber(number),
    parent: spokenNumber(same.number),
    category: categoryLabel(categoryOf(tree, ticket.category), language),
    place: oneLine(ticket.placeText ?? ''),
  })
  const follow = {
    label: replies.label(language, 'follow'),
    action: encodeAction({ verb: 'merge', number, parent: same.number }),
  }
  tx.say(ticket.conversationId, { text, buttons: [[follow]] }, ticket.id)
}
