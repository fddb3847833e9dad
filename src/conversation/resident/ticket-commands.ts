/** Residents' commands on a ticket of their own. Whether the ticket takes the event is `advance`'s decision alone. */
import type { Command } from '../../domain/command/command.ts'
import { isConfided } from '../../domain/ticket/confidentiality.ts'
import { type Ticket, spokenNumber } from '../../domain/ticket/ticket.ts'
import { SYSTEM } from '../../domain/ticket/ticket-event.ts'
import { edgeOf, isOpen } from '../../domain/ticket/transitions.ts'
import { setPrompt } from '../../inbox/pending-prompt.ts'
import { placeLabel } from '../../notify/render/resident-buttons.ts'
import { TicketRefused, type EventInput } from '../../tickets/change.ts'
import { assignment } from '../../workflow/assign.ts'
import { followUpAt } from '../../workflow/closing-checks.ts'
import { follow } from '../../workflow/find-duplicates.ts'
import { ASKED, confide } from '../../workflow/make-confidential.ts'
import { reopened } from '../../workflow/reopen.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { TicketCommand, TicketCommandContext, TicketCommandOf } from './command-context.ts'
import { whoAndWhen } from './general-commands.ts'
import { restore } from './undo-withdrawal.ts'

/** An urge within this time of the last one is not passed on again. */
const URGE_AGAIN_MS = 10 * 60_000

export const TICKET_COMMANDS = {
  urge: async ({ turn, tx, ticket, words, record, say }) => {
    if (await urgedLately(tx, ticket)) return say('already_urged', whoAndWhen(turn, ticket))
    return await record(() => [{ kind: 'urged', data: { text: words } }])
  },
  restore: ({ tx, ticket, actor, say }) =>
    restore(tx, ticket, actor, () =>
      say('restore_late', { number: spokenNumber(ticket.number), summary: ticket.summary }),
    ),
  withdraw: context => context.record(() => [withdrawn(context)]),
  // "灯亮了" before a worker came: the matter is over, and no worker needs to set out.
  confirm: context =>
    context.record(({ state }) => [
      isOpen(state) && state !== 'resolved' ? withdrawn(context) : confirmed(context),
    ]),
  // Stars for a ticket that waits for a confirmation confirm it.
  rate: context =>
    context.record(({ state }) => {
      const rated: EventInput = { kind: 'rated', data: { stars: context.command.stars } }
      return state === 'resolved' ? [confirmed(context), rated] : [rated]
    }),
  reopen: reopen,
  came_back: reopen,
  still_good: ({ say }) => say('still_fine', {}),
  merge: ({ turn, tx, ticket, actor, command }) => follow(turn.deps, tx, ticket, actor, command.parent),
  part: async ({ turn, tx, ticket, record }) => {
    const { gridId, placeId } = ticket
    if (!gridId) throw new TicketRefused('not_now', ticket)
    const assigned = await assignment(turn.deps, tx, { gridId, placeId, rule: 'place' }, ticket)
    return await record(() => [
      { kind: 'parted', data: {} },
      { ...assigned, actor: SYSTEM },
    ])
  },
  confidential: async ({ turn, tx, ticket, actor, command }) => {
    // Without a number it applies to all that is under way.
    const open = command.number === null ? turn.tickets.filter(({ state }) => isOpen(state)) : []
    const fresh = (open.length > 0 ? open : [ticket]).filter(each => !isConfided(each, ASKED))
    if (fresh.length === 0) throw new TicketRefused('already', ticket)
    for (const each of fresh) {
      const steps = await confide(turn.deps, tx, each, ASKED)
      await tx.record(each.id, actor, now => (isConfided(now, ASKED) ? [] : steps))
    }
  },
  more: async ({ turn, tx, ticket, say }) => {
    if (!edgeOf(ticket.state, 'added')) throw new TicketRefused('not_now', ticket)
    await setPrompt(tx, turn.conversation.id, { kind: 'details', ticket: ticket.number })
    say('ask_more', { number: spokenNumber(ticket.number) })
  },
  place: async ({ turn: { deps, resident }, tx, ticket, command, record, say }) => {
    const place = deps.directory.current().placeByCode.get(command.place)
    if (!place) return say('nothing_found', {})
    if (ticket.state !== 'needs_info' && ticket.state !== 'unrouted')
      throw new TicketRefused('not_now', ticket)
    const found = { gridId: place.gridId, placeId: place.id, rule: 'candidate' } as const
    const assigned = await assignment(deps, tx, found, ticket)
    // With its buildings, as on the button: a worker then knows which half of the compound.
    const placeText = placeLabel(place, resident.language)
    return await record(() => [{ kind: 'placed', data: { ...found, placeText } }, assigned])
  },
} satisfies { [V in Command['verb']]?: TicketCommand<V> }

const withdrawn = ({ words }: TicketCommandContext): EventInput => ({
  kind: 'withdrawn',
  data: { text: words },
})

const confirmed = ({ turn, tx, ticket }: TicketCommandContext): EventInput => ({
  kind: 'confirmed',
  data: { followUpAt: followUpAt(turn.deps, ticket, tx.at) },
})

function reopen({ turn, tx, words, record }: TicketCommandOf<'reopen' | 'came_back'>) {
  return record(now => [reopened(turn.deps, now, words, tx.at)])
}

async function urgedLately(tx: Transaction, ticket: Ticket): Promise<boolean> {
  const { rowCount } = await tx.db.query(
    "SELECT 1 FROM ticket_event WHERE ticket_id = $1 AND kind = 'urged' AND at > $2 LIMIT 1",
    [ticket.id, new Date(tx.at.getTime() - URGE_AGAIN_MS)],
  )
  return rowCount === 1
}
