/** 吹哨报到: the grid calls departments, each has its own part, and the grid says how it was. */
import { declineSteps } from '../../workflow/decline-part.ts'
import { openedBy, ticking } from '../../domain/command/card-menu.ts'
import { isAbout } from '../../domain/ticket/confidentiality.ts'
import { shortNumber, tasksAtWork } from '../../domain/ticket/ticket.ts'
import { edgeOf } from '../../domain/ticket/transitions.ts'
import { listOf } from '../../notify/render/template-values.ts'
import { categoryOf } from '../../notify/render/render-context.ts'
import { isReachable, responsibleUnits } from '../../routing/assign.ts'
import type { OrgUnit } from '../../routing/directory.ts'
import { TicketRefused } from '../../tickets/change.ts'
import { menuOf } from '../../notify/delivery/ticket-cards.ts'
import { within } from '../../workflow/sla.ts'
import { findNamed, saidBack } from './find-by-name.ts'
import type { CommandContext, CommandOf } from './command-context.ts'

/** Ticks a department on the card, or takes the tick away. */
export async function tick(order: CommandOf<'tick'>): Promise<void> {
  const { tx, ticket, conversation, command, unfold } = order
  // A tick of a list that was folded meanwhile, by a colleague or by what has happened: the card is drawn as it is.
  const menu = await menuOf(tx.db, ticket.id, conversation.id)
  if (!edgeOf(ticket.state, 'whistled')) throw new TicketRefused('not_now', ticket)
  if (menu?.kind !== 'whistle') return tx.redraw(ticket.id, conversation.id)
  await unfold(ticking(menu, command.unit))
}

async function tickedOn({ tx, ticket, conversation }: CommandContext): Promise<string[]> {
  const menu = await menuOf(tx.db, ticket.id, conversation.id)
  return menu?.kind === 'whistle' ? menu.ticked : []
}

export async function whistle(order: CommandOf<'whistle'>): Promise<unknown> {
  const { deps, tx, ticket, command, language, unfold, say, record } = order
  const { rules, tree } = deps.settings()
  const org = deps.directory.current()
  const likely = responsibleUnits(categoryOf(tree, ticket.category), org)
  const property = org.propertyOf(ticket.placeId)
  // The unit that has the ticket cannot be called, nor another compound's company, even by an old or forged button.
  const callable = org.units.filter(
    ({ kind, id }) => id !== ticket.unitId && (kind === 'department' || id === property?.id),
  )
  const words = command.units
    .split(/[\s,，、;；]+/u)
    .flatMap(word => (findNamed(word, callable).length > 0 ? [word] : word.split('和')))
    .filter(Boolean)
  const ticked = words.length > 0 ? [] : await tickedOn(order)
  const called: OrgUnit[] = ticked.flatMap(code => callable.filter(unit => unit.code === code))
  for (const word of words) {
    const found = findNamed(word, callable)
    if (found.length !== 1) {
      const options = listOf(
        (found.length > 0 ? found : likely).slice(0, 6).map(unit => org.nameOf(unit, language)),
        language,
      )
      const key = found.length > 0 ? 'unclear_target' : 'choose_units'
      return say(key, { said: saidBack(word), units: options, options })
    }
    called.push(found[0] as OrgUnit)
  }
  // `吹哨 0231` alone: the card unfolds what can be called.
  if (called.length === 0) return await unfold(openedBy('whistle', ''))
  const there = new Set(tasksAtWork(ticket).map(({ unitId }) => unitId))
  const units = [...new Set(called.map(({ id }) => id))].filter(id => !there.has(id))
  if (units.length === 0) throw new TicketRefused('already', ticket)
  for (const unit of org.units)
    if (units.includes(unit.id) && !isReachable(unit, org))
      say('unreachable_unit', { unit: org.nameOf(unit, language), phone: unit.phone ?? '' })
  if (isAbout(ticket, { unitIds: units, memberIds: [] })) {
    const names = units.map(id => org.nameOf(org.unitById.get(id), language))
    say('group_about_them', { number: shortNumber(ticket.number), said: listOf(names, language) })
  }
  const { report, act } = rules.whistle
  const ground = command.ground ?? 'beyond_power'
  return await record(({ urgency }) => [
    {
      kind: 'whistled',
      data: {
        units,
        ground,
        note: command.note,
        reportBy: within(deps, report[urgency], urgency, tx.at),
        actBy: within(deps, act[urgency], urgency, tx.at),
      },
    },
  ])
}

/** The department whose group speaks. */
const ownUnit = ({ group, ticket }: CommandContext): string => {
  if (!group.unitId) throw new TicketRefused('not_yours', ticket)
  return group.unitId
}

export const reportIn = (order: CommandOf<'report_in'>) =>
  order.record(() => [{ kind: 'reported_in', data: { unitId: ownUnit(order) } }])

export const done = (order: CommandOf<'done'>) =>
  order.record(() => [{ kind: 'unit_done', data: { unitId: ownUnit(order), note: order.command.note } }])

export const decline = (order: CommandOf<'decline'>) =>
  order.record(ticket => declineSteps(ticket, ownUnit(order), order.command.note))

export const endWhistle = ({ record }: CommandOf<'end_whistle'>) =>
  record(() => [{ kind: 'whistle_ended', data: { note: '' } }])

export async function rateUnit({
  deps,
  ticket,
  command,
  language,
  unfold,
  record,
  say,
}: CommandOf<'rate_unit'>) {
  const org = deps.directory.current()
  const known = ticket.tasks.map(({ unitId }) => org.unitById.get(unitId)).filter(unit => unit !== undefined)
  // No department was ever called to it.
  if (known.length === 0) throw new TicketRefused('not_now', ticket)
  const [unit, another] = findNamed(command.unit, known)
  if (!unit || another) {
    const names = known.map(each => org.nameOf(each, language))
    return say('unclear_target', { said: saidBack(command.unit), options: listOf(names, language) })
  }
  await unfold(null)
  return await record(() => [{ kind: 'unit_rated', data: { unitId: unit.id, stars: command.stars } }])
}
