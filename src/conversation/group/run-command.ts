/** What a worker orders on a ticket, carried out. Whether the ticket takes it is `advance`'s decision alone. */
import { type CardMenu, openedBy } from '../../domain/command/card-menu.ts'
import type { Command } from '../../domain/command/command.ts'
import { hasButtons } from '../../domain/message.ts'
import { type GroupRole, groupRoleOf } from '../../domain/ticket/group-role.ts'
import { type Ticket, shortNumber } from '../../domain/ticket/ticket.ts'
import type { TicketEventKind } from '../../domain/ticket/ticket-event.ts'
import { edgeOf } from '../../domain/ticket/transitions.ts'
import { areaOf } from '../../routing/area.ts'
import { ownerName } from '../../notify/render/render-context.ts'
import { TicketRefused } from '../../tickets/change.ts'
import { setMenu } from '../../notify/delivery/ticket-cards.ts'
import { showEvidence } from '../attachments.ts'
import type { Work } from '../turn.ts'
import * as decisions from './decisions.ts'
import * as handOver from './reassign.ts'
import { openList, show, why } from './queries.ts'
import type { GroupTurn } from './group-turn.ts'
import type { CommandHandler, CommandContext } from './command-context.ts'
import * as take from './work-on-ticket.ts'
import * as departments from './whistle.ts'

/** Orders on a ticket. A verb that is not here is an order of residents, or none. */
type WorkVerb = keyof typeof HANDLERS
const HANDLERS = {
  accept: take.accept,
  return: take.giveBack,
  note: take.note,
  inquire: take.inquire,
  resolve: take.resolve,
  undo: take.undo,
  tick: departments.tick,
  whistle: departments.whistle,
  report_in: departments.reportIn,
  done: departments.done,
  decline: departments.decline,
  end_whistle: departments.endWhistle,
  rate_unit: departments.rateUnit,
  assign: handOver.assign,
  transfer: handOver.transfer,
  categorise: handOver.categorise,
  merge: handOver.merge,
  supervise: decisions.supervise,
  meeting: decisions.callMeeting,
  decide: decisions.decide,
  exclude: decisions.exclude,
  include: decisions.include,
  reopen: decisions.reopen,
  menu: ({ command, unfold }) => unfold(command.menu && openedBy(command.menu, command.argument)),
  show,
  why,
} satisfies { [V in Command['verb']]?: CommandHandler<V> }

const LOOKING: readonly WorkVerb[] = ['show', 'why', 'note']
const HOLDING: readonly WorkVerb[] = [
  ...LOOKING,
  'accept',
  'return',
  'inquire',
  'resolve',
  'undo',
  'tick',
  'whistle',
  'end_whistle',
  'rate_unit',
  'transfer',
  'categorise',
  'merge',
  'supervise',
  'meeting',
  'menu',
]
/** A card may hang on where it has no business any more: its old buttons order nothing. */
const MAY: Record<GroupRole, readonly WorkVerb[] | 'all'> = {
  duty: 'all',
  holder: HOLDING,
  called: [...LOOKING, 'report_in', 'done', 'decline'],
  // Handing it over is what made them so: it can be taken back like any slip.
  watcher: [...LOOKING, 'supervise', 'undo'],
  former: [...LOOKING, 'undo'],
}

/** A department types the workers' words: 接 reports in, 办结 ends its own part. */
function asDepartment(command: Command): Command {
  switch (command.verb) {
    case 'accept':
      return { verb: 'report_in', number: command.number }
    case 'resolve':
      return { verb: 'done', number: command.number, note: command.note }
    case 'return':
      return { verb: 'decline', number: command.number, note: command.note }
    default:
      return command
  }
}

/** What the menus of a card, and a note that is asked for, are there to make happen. */
const LEADS_TO = {
  return: 'returned',
  resolve: 'resolved',
  note: 'resolved',
  category: 'recategorised',
  grid: 'assigned',
  whistle: 'whistled',
  transfer: 'transferred',
  rate: 'unit_rated',
} as const satisfies Record<CardMenu['kind'], TicketEventKind>

/** An old card may still have the button: what can't happen any more unfolds nothing. @throws TicketRefused */
function assertUnfolds(ticket: Ticket, menu: CardMenu | null): void {
  if (menu && !edgeOf(ticket.state, LEADS_TO[menu.kind])) throw new TicketRefused('not_now', ticket)
}

/** @param ordered what to do, of `ticket` where the command is about one. */
export function runCommand(turn: GroupTurn, ordered: Command, ticket: Ticket | undefined): Work {
  const { deps, conversation, message, group, member, language } = turn
  if (!group || !member) throw new Error('only members command, and only in a bound group')
  const rendering = deps.rendering()
  const org = deps.directory.current()
  const saying =
    (tx: CommandContext['tx']): CommandContext['say'] =>
    (key, values) =>
      tx.say(conversation.id, { text: rendering.replies.say(language, key, values) }, ticket?.id)
  return {
    write: async tx => {
      const say = saying(tx)
      if (ordered.verb === 'mine') say('group_mine', { tickets: await openList(deps, conversation, group) })
      else if (!ticket || !(ordered.verb in HANDLERS))
        say('group_help', { buttons: hasButtons(conversation.channel) })
      else {
        const standing = groupRoleOf({ ...group, gridIds: areaOf(org, group).gridIds }, ticket)
        const command = standing === 'called' ? asDepartment(ordered) : ordered
        const may = MAY[standing]
        if (may !== 'all' && !(may as readonly string[]).includes(command.verb))
          throw new TicketRefused('not_yours', ticket)
        const actor = { kind: 'member', id: member.id } as const
        const order: CommandContext = {
          deps,
          tx,
          conversation,
          message,
          group,
          member,
          language,
          command,
          ticket,
          standing,
          actor,
          record: decide => tx.record(ticket.id, actor, decide),
          say,
          unfold: async menu => {
            assertUnfolds(ticket, menu)
            await setMenu(tx.db, ticket.id, conversation.id, menu)
            tx.redraw(ticket.id, conversation.id)
          },
        }
        await (HANDLERS[command.verb as WorkVerb] as (order: CommandContext) => unknown)(order)
        if (message.kind === 'attachment') showEvidence(tx, conversation, message, ticket.id)
      }
      return ticket?.id ?? null
    },
    refuse: (tx, refused) => {
      const refusal = rendering.replies.label(language, `refusal_${refused.refusal}`)
      const state = rendering.replies.label(language, `state_${refused.ticket.state}`)
      const owner = ownerName(rendering, refused.ticket)
      saying(tx)('refused', { number: shortNumber(refused.ticket.number), refusal, state, owner })
      tx.redraw(refused.ticket.id, conversation.id)
    },
  }
}
