/** Giving a ticket to others: a colleague, a unit, another grid, another category, another ticket. */
import { oneAtATime } from '../../db/advisory-lock.ts'
import { isAbout } from '../../domain/ticket/confidentiality.ts'
import { shortNumber } from '../../domain/ticket/ticket.ts'
import { SYSTEM } from '../../domain/ticket/ticket-event.ts'
import { edgeOf, isWorkedOn } from '../../domain/ticket/transitions.ts'
import { listOf } from '../../notify/render/template-values.ts'
import { proposeLabel } from '../../prompts/labels.ts'
import { candidatesFor, chooseOwner } from '../../routing/assign.ts'
import { TicketRefused } from '../../tickets/change.ts'
import { loadOf, ticketOnCard } from '../../tickets/store.ts'
import { recordDecision } from '../../tickets/triage-decisions.ts'
import { assignment } from '../../workflow/assign.ts'
import { UPSTAIRS } from '../../notify/recipients.ts'
import { maxUrgency } from '../../triage/rules/describe-item.ts'
import { confide, confidenceIn } from '../../workflow/make-confidential.ts'
import { SURE_ENOUGH } from '../../workflow/open-ticket.ts'
import { promisesFor } from '../../workflow/sla.ts'
import { findNamed, saidBack } from './find-by-name.ts'
import type { CommandContext, CommandOf } from './command-context.ts'

/** A second return is for the arbiter alone. */
export function assertMayDecide({ ticket, member }: CommandContext): void {
  const above = member.role === 'arbiter' || member.role === 'supervisor' || member.role === 'admin'
  if (ticket.state === 'arbitration' && !above) throw new TicketRefused('not_yours', ticket)
}

/** The duty officers' word: which grid. */
export async function assign(order: CommandOf<'assign'>): Promise<unknown> {
  const { deps, tx, ticket, command, language, record, say } = order
  assertMayDecide(order)
  const grid = deps.directory.current().gridByCode.get(command.grid)
  if (!grid)
    return say('refused', {
      number: shortNumber(ticket.number),
      refusal: deps.rendering().replies.label(language, 'refusal_not_now'),
      state: '',
      owner: '',
    })
  const rule = ticket.state === 'arbitration' ? 'arbiter' : 'person'
  const { placeText } = ticket
  const placeId = grid.id === ticket.gridId ? ticket.placeId : null
  const assigned = await assignment(deps, tx, { gridId: grid.id, placeId, rule }, ticket)
  return await record(() => [
    { kind: 'placed', data: { gridId: grid.id, placeId, placeText, rule } },
    assigned,
  ])
}

/** A worker: to a colleague, to the compound's property company and back. Duty officers: to any member. */
export async function transfer(order: CommandOf<'transfer'>): Promise<unknown> {
  const { deps, tx, ticket, command, standing, language, record, say } = order
  assertMayDecide(order)
  const { rules } = deps.settings()
  const org = deps.directory.current()
  const gridId = ticket.gridId
  if (!gridId || !edgeOf(ticket.state, 'transferred')) throw new TicketRefused('not_now', ticket)
  const isDuty = standing === 'duty'
  const property = org.propertyOf(ticket.placeId)
  const colleagues = org.peopleOf(ticket.unitId, gridId)
  const members = isDuty ? org.members.filter(({ active }) => active) : colleagues
  const units = org.units.filter(({ id }) => id !== ticket.unitId && (isDuty || id === property?.id))
  const grids = org.grids.filter(({ id }) =>
    isDuty ? id !== gridId || ticket.unitId : id === gridId && ticket.unitId,
  )
  const found = [
    ...findNamed(command.to, members).map(({ id, name, gridId: at, unitId }) => ({
      name,
      to: { gridId: at ?? gridId, unitId, ownerId: id },
    })),
    ...findNamed(command.to, units).map(unit => ({
      name: org.nameOf(unit, language),
      to: { gridId, unitId: unit.id, ownerId: null },
    })),
    ...findNamed(command.to, grids).map(grid => ({
      name: org.nameOf(grid, language),
      to: { gridId: grid.id, unitId: null, ownerId: null },
    })),
  ]
  const [one, another] = found
  if (!one || another) {
    const names = (one ? found : colleagues).map(({ name }) => name)
    const options = listOf(names.slice(0, 8), language)
    return say(one ? 'unclear_target' : 'unknown_target', { said: saidBack(command.to), options })
  }
  const target = { unitId: one.to.unitId, rule: 'person' }
  const ownerId =
    one.to.ownerId ??
    chooseOwner(
      { target, gridId: one.to.gridId, at: tx.at, calm: ticket.workingTime },
      await loadOf(tx.db, candidatesFor(target, one.to.gridId, org)),
      rules.caps,
      org,
    ).ownerId
  const isOfDesk = one.to.unitId === null && UPSTAIRS.has(org.memberById.get(ownerId ?? '')?.role ?? '')
  const about = { unitIds: one.to.unitId ? [one.to.unitId] : [], memberIds: [ownerId] }
  if (isAbout(ticket, about)) say('group_about_them', { number: shortNumber(ticket.number), said: one.name })
  return await record(now => {
    if (now.ownerId === ownerId && now.unitId === one.to.unitId && now.gridId === one.to.gridId)
      throw new TicketRefused('already', now)
    return [
      {
        kind: 'transferred',
        data: { ...one.to, ownerId, note: command.note, ...(isOfDesk && { atDesk: true }) },
      },
    ]
  })
}

/** A person corrects the category: the promises follow it, and the resident is not asked again. */
export async function categorise(order: CommandOf<'categorise'>): Promise<void> {
  const { deps, tx, ticket, member, record } = order
  const to = order.command.category
  const category = deps.settings().tree.get(to)
  if (!category) throw new TicketRefused('not_now', ticket)
  const urgency = maxUrgency(ticket.urgency, category.urgency)
  const { promisedAt, unitId } = ticket
  const anew = promisedAt ? promisesFor(deps, to, urgency, promisedAt, unitId) : null
  const { meeting, resolveBy, workingTime } = ticket
  // A deadline that a meeting agreed on outlives the category.
  const agreed = meeting?.decision === 'agreed' && resolveBy
  const promises = anew && agreed ? { ...anew, resolveBy: resolveBy.toISOString(), workingTime } : anew
  const confided = await confide(
    deps,
    tx,
    ticket,
    confidenceIn(deps, { ...ticket, category: to, words: '', emergency: null }),
  )
  const confidential = confided[0]?.kind === 'made_confidential' ? confided[0].data : ticket.confidential
  const assigned = await whereItBelongs(order, { category: to, urgency, confidential })
  await record(now => [
    ...confided.map(step => ({ ...step, actor: SYSTEM })),
    { kind: 'recategorised', data: { from: now.category, to, urgency, promises } },
    ...assigned,
  ])
  await recordDecision(tx.db, ticket.id, { category: to, confidence: 1, by: null }, tx.at)
  const { text, language } = ticket
  // Confidential words are not used for training.
  if (confidential) return
  const proposal = { ticketId: ticket.id, language, text, category: to, by: member.role, at: tx.at }
  await proposeLabel(tx.db, proposal, SURE_ENOUGH)
}

/** By its new category, while it is not accepted: a new category does not relieve the owner (首接负责). */
async function whereItBelongs({ deps, tx, ticket }: CommandContext, as: Parameters<typeof assignment>[3]) {
  const { state, gridId, placeId, unitId, returns, acceptedAt } = ticket
  // After a return a person has decided, or will.
  if (!gridId || returns > 0) return []
  const untaken = state === 'assigned' && acceptedAt === null
  if (state !== 'unrouted' && !untaken) return []
  const assigned = await assignment(deps, tx, { gridId, placeId, rule: 'person' }, as)
  return untaken && assigned.data.unitId === unitId ? [] : [assigned]
}

/** Two cards, one thing: a person says so. */
export async function merge({
  tx,
  ticket,
  command,
  conversation,
  record,
  say,
}: CommandOf<'merge'>): Promise<unknown> {
  // Two tickets merged into each other at once would both be left without an owner.
  await oneAtATime(tx.db, `grid ${ticket.gridId}`)
  // Both cards hang here: of any other ticket not even its state is said.
  const parent = await ticketOnCard(tx.db, conversation.id, command.parent)
  if (!parent) return say('unknown_number', { number: command.parent })
  // What is said of one would be read on the card of the other.
  if (parent.confidential || !isWorkedOn(parent.state) || parent.gridId !== ticket.gridId)
    throw new TicketRefused('not_now', parent)
  return await record(() => [{ kind: 'merged', data: { parentId: parent.id } }])
}
