/** The buttons of a card: by what the group has to do with the ticket, by its state, and by the menu that is open. */
import { HIGHEST_LEVEL } from '../../domain/sla/next-check.ts'
import type { Command, Menu } from '../../domain/command/command.ts'
import type { Button } from '../../domain/message.ts'
import { hasEffect, type LabelKey } from '../../domain/notification-rules.ts'
import { owesWork, type GroupRole, taskOf } from '../../domain/ticket/group-role.ts'
import { DECISIONS, type TicketEvent } from '../../domain/ticket/ticket-event.ts'
import { isOpen, isUndecided, type TicketState } from '../../domain/ticket/transitions.ts'
import type { CardFacts } from './card-data.ts'
import { categoryButton, gridButton, guessesOf, menuButtons, rows, unratedTasks } from './card-menus.ts'
import { button } from './resident-buttons.ts'
import type { RenderContext } from './render-context.ts'

/** A slip of the finger can be taken back for so long. */
export const UNDO_MS = 30_000

/** Grids of a pilot fit on a card; those of a district do not. */
const FEW_GRIDS = 9

export function cardButtons(
  rendering: RenderContext,
  facts: CardFacts,
  standing: GroupRole,
  now: Date,
): Button[][] {
  const { ticket, group } = facts
  const { menu } = facts
  const folded = BY_STANDING[standing](rendering, facts)
  // An old card may still have the button: what has nothing to press has nothing to unfold.
  if (folded.length > 0 && menu && menu.kind !== 'note') {
    const unfolded = menuButtons(rendering, facts, menu)
    const fold = button(rendering, group.language, 'back', {
      verb: 'menu',
      number: ticket.number,
      menu: null,
      argument: '',
    })
    if (unfolded.length > 0) return [...unfolded, [fold]]
  }
  // Last: it may hang on for longer than it works, and what comes next is not to take it back.
  return [...folded, ...undo(rendering, facts, standing, now)]
}

type Draw = (rendering: RenderContext, facts: CardFacts) => Button[][]

const BY_STANDING: Record<GroupRole, Draw> = {
  duty: dutyButtons,
  holder: holderButtons,
  called: calledButtons,
  watcher: () => [],
  former: () => [],
}

function maker(rendering: RenderContext, { ticket, group }: CardFacts) {
  const { number } = ticket
  const press = (label: LabelKey, command: Command) => button(rendering, group.language, label, command)
  const unfold = (label: LabelKey, menu: Menu) => press(label, { verb: 'menu', number, menu, argument: '' })
  return { number, press, unfold }
}

function holderButtons(rendering: RenderContext, facts: CardFacts): Button[][] {
  const { ticket } = facts
  const { number, press, unfold } = maker(rendering, facts)
  const whistle = unfold('whistle', 'whistle')
  const finish = unfold('resolve', 'resolve')
  const rate = unratedTasks(ticket).length > 0 ? [unfold('rate_units', 'rate')] : []
  const ROWS: Partial<Record<TicketState, Button[][]>> = {
    assigned: [
      [
        press('accept', { verb: 'accept', number }),
        unfold('return', 'return'),
        unfold('category', 'category'),
      ],
      [whistle, unfold('transfer', 'transfer')],
    ],
    accepted: [
      [finish, unfold('return', 'return'), unfold('category', 'category')],
      [whistle, unfold('transfer', 'transfer'), ...rate],
    ],
    whistled: [[finish, whistle, press('end_whistle', { verb: 'end_whistle', number })], rate],
    meeting: [[finish]],
    resolved: [rate],
    closed: [rate],
  }
  return (ROWS[ticket.state] ?? []).filter(row => row.length > 0)
}

function dutyButtons(rendering: RenderContext, facts: CardFacts): Button[][] {
  const { ticket } = facts
  const { number, press, unfold } = maker(rendering, facts)
  const { state } = ticket
  // Closed with few stars: a supervisor may have it done again.
  if (state === 'closed' && ticket.rating !== null && ticket.rating <= rendering.rules.low_rating)
    return [[press('reopen', { verb: 'reopen', number })]]
  if (!isOpen(state) || state === 'resolved' || state === 'merged') return []
  if (state === 'meeting')
    return [
      DECISIONS.map(decision =>
        press(`decision_${decision}`, { verb: 'decide', number, decision, note: '' }),
      ),
    ]
  const refile = unfold('category', 'category')
  // The arbiter decides at the district's desk; the others look on.
  if (state === 'arbitration' && !isForArbiter(rendering, facts)) return []
  if (isUndecided(state))
    return [
      ...likely(rendering, facts),
      state === 'needs_info' ? [refile] : [unfold('resolve', 'resolve'), refile],
    ]
  return [
    [
      unfold('grid', 'grid'),
      unfold('transfer', 'transfer'),
      press('supervise', { verb: 'supervise', number }),
    ],
    [unfold('resolve', 'resolve'), refile],
  ]
}

function isForArbiter({ org }: RenderContext, { ticket, group }: CardFacts): boolean {
  const desk = org.dutyGroupOf(ticket.gridId, HIGHEST_LEVEL)
  // A desk without a chat decides where the card hangs.
  return !desk || desk.id === group.id || org.conversationsOf(desk.id).length === 0
}

/** What triage and the map would say, one press away; everything else behind a menu. */
function likely(rendering: RenderContext, facts: CardFacts): Button[][] {
  const { org } = rendering
  const { unfold } = maker(rendering, facts)
  const { categories, grids } = guessesOf(facts.events)
  const likelyGrids =
    org.grids.length <= FEW_GRIDS
      ? org.grids
      : org.grids.filter(({ id }) => grids.includes(id)).slice(0, FEW_GRIDS)
  const others = org.grids.length > likelyGrids.length ? [unfold('other_grids', 'grid')] : []
  const likelyLeaves = [...rendering.tree.values()].filter(
    ({ id }) => categories.includes(id) && id !== facts.ticket.category,
  )
  const known = facts.ticket.category
  return [
    ...rows([...likelyGrids.map(grid => gridButton(facts, grid)), ...others], 3),
    // Only while its category is unknown: a returned ticket has one already.
    ...(known.startsWith('other.')
      ? rows(
          likelyLeaves.map(leaf => categoryButton(facts, leaf)),
          3,
        )
      : []),
  ]
}

function calledButtons(rendering: RenderContext, facts: CardFacts): Button[][] {
  const { ticket, group } = facts
  if (ticket.state !== 'whistled' || !owesWork(group, ticket)) return []
  const { number, press } = maker(rendering, facts)
  const decline = press('unit_declined', { verb: 'decline', number, note: '' })
  return taskOf(group, ticket)?.state === 'called'
    ? [[press('report_in', { verb: 'report_in', number }), decline]]
    : [[press('unit_done', { verb: 'done', number, note: '' }), decline]]
}

const isOfGrid = ({ org }: RenderContext, { actor }: TicketEvent): boolean => {
  const member = org.memberById.get(actor.id ?? '')
  return member !== undefined && (member.gridId !== null || member.unitId !== null)
}

/** For a moment after a press; a later press is answered that it is too late. */
function undo(rendering: RenderContext, facts: CardFacts, standing: GroupRole, now: Date): Button[][] {
  const { ticket, events } = facts
  const last = events.findLast(({ kind }) => hasEffect(kind, 'undoable'))
  if (!last || standing === 'former' || standing === 'called') return []
  // They would only hear that it is not theirs: what a grid did, the grid takes back.
  if (standing === 'duty' && isOfGrid(rendering, last)) return []
  // A doubted note is the one that its author may want to take back.
  const newest = events.findLast(({ kind }) => kind === 'doubted' || hasEffect(kind, 'undoable')) ?? last
  const fresh =
    now.getTime() - last.at.getTime() < UNDO_MS && newest.at.getTime() === ticket.updatedAt.getTime()
  const { number, press } = maker(rendering, facts)
  return fresh ? [[press('undo', { verb: 'undo', number })]] : []
}
