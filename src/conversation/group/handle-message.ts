/** A message in a work group: a command, an answer to a card, or talk among colleagues, which is not answered. */
import { oneLine } from '../../notify/render/truncate.ts'
import { otherNumbers, residentCommand } from '../../domain/command/parse-text.ts'
import { unfinishedOrder } from '../../domain/command/unfinished-order.ts'
import { shortNumber } from '../../domain/ticket/ticket.ts'
import { ticketOnCard } from '../../tickets/store.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { InboundRow } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import { bindByCode, voidInvitation } from '../../inbox/access-codes.ts'
import { dropCards } from '../../notify/delivery/ticket-cards.ts'
import { hangOpenCards } from '../chat/hang-open-cards.ts'
import { joinMediaGroup } from '../media-group.ts'
import { voidCode } from '../../inbox/link-codes.ts'
import { type Handler, type TurnResult, type Wait, type Work, firstResult } from '../turn.ts'
import { commandIn, ticketNamed } from './command-in.ts'
import { commandHandledBefore } from './edited-message.ts'
import { type GroupTurn, ignore, languageOf, reply, saying } from './group-turn.ts'
import { figures } from './queries.ts'
import { runCommand } from './run-command.ts'

/** In this order; the last one takes every turn. */
const HANDLERS: readonly Handler<GroupTurn>[] = [
  ({ deps, conversation, message }) => joinMediaGroup(deps, conversation, message),
  voidPersonalCode,
  refuseEdit,
  answerTalk,
  bind,
  refuseStranger,
  refuseSeveralNumbers,
  refuseUnknownNumber,
  tellFigures,
  handleCommand,
]

export async function handleGroupMessage(
  deps: TurnDeps,
  conversation: Conversation,
  message: InboundRow,
): Promise<TurnResult | Wait> {
  const org = deps.directory.current()
  const member = org.memberById.get(message.memberId ?? '')
  return await firstResult(HANDLERS, {
    deps,
    conversation,
    message,
    group: org.workGroupById.get(conversation.workGroupId ?? ''),
    member: member?.active ? member : undefined,
    language: languageOf(deps, conversation, message),
    ordered: await commandIn(deps, conversation, message),
  })
}

/** A code of one person that a whole group has read gives no access any more. */
function voidPersonalCode(turn: GroupTurn): TurnResult | null {
  const { message, conversation } = turn
  const personal = message.kind === 'text' ? residentCommand(message.text) : null
  if (personal?.verb !== 'link' && personal?.verb !== 'join') return null
  const { verb, code } = personal
  return {
    messages: [message],
    write: async tx => {
      if (verb === 'link') {
        await voidCode(tx, code)
        return saying(turn, 'link_in_group', {}).write(tx)
      }
      // Another bot may have a command of that name: then the code is not one of ours.
      if (await voidInvitation(tx, code)) return saying(turn, 'join_in_group', {}).write(tx)
      return conversation.workGroupId && /\d/.test(code) ? saying(turn, 'join_elsewhere', {}).write(tx) : null
    },
  }
}

async function refuseEdit(turn: GroupTurn): Promise<TurnResult | null> {
  const before = await commandHandledBefore(turn.deps.pool, turn.conversation, turn.message)
  if (!before) return null
  const { ticketId, number, told } = before
  if (told) return { messages: [turn.message], write: () => ticketId }
  return reply(turn, 'edit_handled', { number: shortNumber(number) }, ticketId)
}

/** Talk among colleagues is not answered; a command that lacks its number, or what it is about, is. */
async function answerTalk(turn: GroupTurn): Promise<TurnResult | null> {
  const { deps, conversation, message, member } = turn
  if (turn.ordered) return null
  const spoken = message.kind === 'text' && !message.data.replyTo && conversation.workGroupId
  const lacks = spoken && member ? unfinishedOrder(message.text) : null
  if (!lacks) return ignore(turn)
  const { verb, word, number } = lacks
  if (number === null || (await ticketNamed(deps, conversation, verb, number)))
    return reply(turn, 'unfinished_order', { verb, word, number: number ?? '' })
  return /^\p{Script=Han}/u.test(word) ? reply(turn, 'unknown_number', { number }) : ignore(turn)
}

function bind(turn: GroupTurn): TurnResult | null {
  const { deps, conversation, message, ordered } = turn
  if (ordered?.command.verb !== 'bind') return null
  const { code } = ordered.command
  let isBound = false
  return {
    messages: [message],
    write: async tx => {
      const group = await bindByCode(tx, code, conversation)
      isBound = group !== null
      // Cards of the former group are not the new one's: they are drawn here no more, and their buttons are void.
      if (group && conversation.workGroupId && conversation.workGroupId !== group.id)
        await dropCards(tx.db, conversation.id)
      const { replies } = deps.rendering()
      const text = group
        ? replies.say(group.language, 'bound', { group: group.name })
        : replies.say(turn.language, 'bind_failed', {})
      tx.say(conversation.id, { text })
      return null
    },
    committed: async () => {
      await deps.directory.reload()
      if (isBound) await hangOpenCards(deps, conversation.id)
    },
  }
}

function refuseStranger(turn: GroupTurn): TurnResult | null {
  const { conversation, message, group, member } = turn
  if (!conversation.workGroupId) return reply(turn, 'not_bound', {})
  if (!member) return reply(turn, 'not_member', { name: oneLine(message.name ?? '') })
  // Bound a moment ago by another process, whose change of the directory has not arrived: the job is retried.
  if (!group) throw new Error(`work group ${conversation.workGroupId} is not in the directory`)
  return null
}

const numbersBeside = ({ message, ordered }: GroupTurn): string[] =>
  message.kind === 'text' && ordered?.command.verb !== 'merge' ? otherNumbers(message.text) : []

/** `接 0231 0232` takes both; any other command is for one ticket. */
async function refuseSeveralNumbers(turn: GroupTurn): Promise<TurnResult | null> {
  const { deps, conversation, message, ordered } = turn
  const numbers = numbersBeside(turn)
  if (numbers.length === 0 || ordered?.command.verb === 'accept') return null
  // "办结 0231 1302 室已修" names a room; what hangs here is a ticket.
  const alone = /^[\d\s,，、#和及与-]+$/u.test(message.text.replace(/^\D+/u, ''))
  const others = alone
    ? []
    : await Promise.all(numbers.map(each => ticketOnCard(deps.pool, conversation.id, each)))
  if (!alone && !others.some(Boolean)) return null
  const [word = ''] = /\p{L}+/u.exec(message.text) ?? []
  const number = ordered?.ticket ? shortNumber(ordered.ticket.number) : (numbers[0] ?? '')
  return reply(turn, 'one_at_a_time', { word, number })
}

async function refuseUnknownNumber(turn: GroupTurn): Promise<TurnResult | null> {
  const { wanted, ticket } = turn.ordered ?? {}
  if (!wanted || ticket) return null
  const refusal = reply(turn, 'unknown_number', { number: wanted.replace(/^\d{4}(?=\d{4}-)/, '') })
  return { ...refusal, before: await acceptOthers(turn) }
}

async function tellFigures(turn: GroupTurn): Promise<TurnResult | null> {
  const { deps, group, ordered } = turn
  return group && ordered?.command.verb === 'figures'
    ? await figures(deps, turn, group, ordered.command.span)
    : null
}

async function handleCommand(turn: GroupTurn): Promise<TurnResult> {
  const { ordered, message } = turn
  if (!ordered) return ignore(turn)
  const work = runCommand(turn, ordered.command, ordered.ticket)
  return { ...work, messages: [message], before: await acceptOthers(turn) }
}

/** The other numbers of `接 0231 0232`, each answered for itself. The first one comes last and counts the message. */
async function acceptOthers(turn: GroupTurn): Promise<Work[]> {
  if (turn.ordered?.command.verb !== 'accept') return []
  const { deps, conversation } = turn
  return await Promise.all(
    numbersBeside(turn).map(async number => {
      const ticket = await ticketOnCard(deps.pool, conversation.id, number)
      return ticket
        ? runCommand(turn, { verb: 'accept', number }, ticket)
        : saying(turn, 'unknown_number', { number })
    }),
  )
}
