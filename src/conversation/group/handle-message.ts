/** A message in a work group: an order, an answer to a card, or talk among colleagues, which is none of our business. */
import { oneLine } from '../../notify/render/truncate.ts'
import { type Command, decodeAction } from '../../domain/command/command.ts'
import type { Language } from '../../domain/message.ts'
import {
  groupCommand,
  isStrayCommand,
  otherNumbers,
  outcomeOf,
  replyCommand,
  residentCommand,
  saysDone,
} from '../../domain/command/parse-text.ts'
import { unfinishedOrder } from '../../domain/command/unfinished-order.ts'
import { OUTCOMES, type Outcome } from '../../domain/ticket/ticket-event.ts'
import { shortNumber, type Ticket } from '../../domain/ticket/ticket.ts'
import { areaOf } from '../../routing/area.ts'
import {
  hangsIn,
  lastTouched,
  menuOf,
  newestTicketIn,
  ticketByNumber,
  ticketOfCard,
  ticketOnCard,
} from '../../tickets/store.ts'
import { followsAlbum } from '../media-group.ts'
import { nameOf } from '../attachments.ts'
import { obeyedBefore } from './edited-message.ts'
import { voidCode } from '../privacy/link-accounts.ts'
import { hangOpenCards } from '../chat/hang-open-cards.ts'
import { bindByCode, voidInvitation } from '../chat/access-codes.ts'
import { obeyWorker } from './run-command.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import { type Heard, claim } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'
import type { ReplyKey } from '../../domain/notification-rules.ts'
import type { PlainReply, ReplyValues } from '../../prompt-files/reply-values.ts'

export async function groupTurn(deps: TurnDeps, conversation: Conversation, message: Heard): Promise<'done'> {
  if (await followsAlbum(deps, conversation, message)) return 'done'
  const personal = message.kind === 'text' ? residentCommand(message.text) : null
  if (personal?.verb === 'link' || personal?.verb === 'join') {
    await withdrawCode(deps, conversation, message, personal)
    return 'done'
  }
  const before = await obeyedBefore(deps.pool, conversation, message)
  if (before) {
    await deps.transact(async tx => {
      await claim(tx, [message], before.ticketId)
      const text = deps
        .voice()
        .replies.say(languageOf(deps, conversation), 'edit_handled', { number: shortNumber(before.number) })
      if (!before.told) tx.say(conversation.id, { text }, before.ticketId)
    })
    return 'done'
  }
  const order = await orderIn(deps, conversation, message)
  if (!order) await sayWhatLacks(deps, conversation, message)
  else if (order.command.verb === 'bind') await bind(deps, conversation, message, order.command.code)
  else if (!conversation.workGroupId) await answer(deps, conversation, message, 'not_bound', {})
  else if (!isMember(deps, message))
    await answer(deps, conversation, message, 'not_member', { name: oneLine(message.name ?? '') })
  else await obeyEach(deps, conversation, message, order)
  return 'done'
}

/** `接 0231 0232` takes both, each answered for itself; of any other order several numbers are refused before it is obeyed. */
async function obeyEach(
  deps: TurnDeps,
  conversation: Conversation,
  message: Heard,
  { command, ticket, wanted }: Order,
): Promise<void> {
  const numbers = message.kind === 'text' && command.verb !== 'merge' ? otherNumbers(message.text) : []
  if (command.verb !== 'accept') {
    // "办结 0231 1302 室已修" names a room; what hangs here is a ticket.
    const others = await Promise.all(numbers.map(each => ticketOnCard(deps.pool, conversation.id, each)))
    const alone = /^[\d\s,，、#和及与-]+$/u.test(message.text.replace(/^\D+/u, ''))
    if (numbers.length > 0 && (alone || others.some(Boolean))) {
      const [word = ''] = /\p{L}+/u.exec(message.text) ?? []
      const number = ticket ? shortNumber(ticket.number) : (numbers[0] ?? '')
      return await answer(deps, conversation, message, 'one_at_a_time', { word, number })
    }
  } else
    for (const number of numbers) {
      const other = await ticketOnCard(deps.pool, conversation.id, number)
      // The first order of all comes last and is what counts the message: cut off in between, all are obeyed again.
      if (other)
        await obeyWorker(deps, conversation, message, { verb: 'accept', number }, other, { counts: false })
      else await say(deps, conversation, message, 'unknown_number', { number })
    }
  if (wanted && !ticket) {
    const number = wanted.replace(/^\d{4}(?=\d{4}-)/, '')
    return await answer(deps, conversation, message, 'unknown_number', { number })
  }
  await obeyWorker(deps, conversation, message, command, ticket)
}

/** Talk among colleagues is not answered; an order that lacks its number, or what it is about, is. */
async function sayWhatLacks(deps: TurnDeps, conversation: Conversation, message: Heard): Promise<void> {
  const spoken = message.kind === 'text' && !message.data.replyTo && conversation.workGroupId
  const lacks = spoken && isMember(deps, message) ? unfinishedOrder(message.text) : null
  if (!lacks) return await deps.transact(tx => claim(tx, [message]))
  const { verb, word, number } = lacks
  if (number === null || (await ticketNamed(deps, conversation, verb, number)))
    await answer(deps, conversation, message, 'unfinished_order', { verb, word, number: number ?? '' })
  else if (/^\p{Script=Han}/u.test(word))
    await answer(deps, conversation, message, 'unknown_number', { number })
  else await deps.transact(tx => claim(tx, [message]))
}

interface Order {
  command: Command
  ticket: Ticket | undefined
  /** The number that they named; without a ticket it was a wrong one. */
  wanted: string | null
}

async function orderIn(deps: TurnDeps, conversation: Conversation, message: Heard): Promise<Order | null> {
  if (message.kind === 'action') {
    const command = decodeAction(message.data.action ?? '')
    if (!command) return null
    const wanted = 'number' in command ? command.number : null
    const ticket = wanted ? await ticketByNumber(deps.pool, wanted) : undefined
    // A button works only where its card hangs: a forged one names a ticket of somebody else.
    const hangs = ticket ? await hangsIn(deps.pool, conversation.id, ticket.id) : false
    return { command, ticket: hangs ? ticket : undefined, wanted }
  }
  const typed = groupCommand(message.text)
  if (typed) {
    const wanted = 'number' in typed ? typed.number : null
    if (typed.verb === 'undo' && wanted === null)
      return {
        command: typed,
        ticket: await lastTouched(deps.pool, conversation.id, message.memberId, deps.now()),
        wanted,
      }
    const ticket = wanted ? await ticketNamed(deps, conversation, typed.verb, wanted) : undefined
    return { command: typed, ticket, wanted }
  }
  const ticket = message.data.replyTo
    ? await ticketOfCard(deps.pool, conversation.id, message.data.replyTo)
    : await ticketShownIn(deps, conversation, message)
  // A picture says what its caption says; without one it is still proof.
  const shown =
    message.kind === 'attachment' ? nameOf(message, languageOf(deps, conversation), deps.voice().replies) : ''
  const words = message.text.trim() || (shown && `[${shown}]`)
  return ticket && words
    ? { command: await answerTo(deps, conversation, ticket, words), ticket, wanted: ticket.number }
    : null
}

/** A picture cannot quote a card on WeChat: it belongs to what its sender gave an order about, just before. */
async function ticketShownIn(
  { pool, now }: TurnDeps,
  { id, channel }: Conversation,
  { kind, memberId }: Heard,
): Promise<Ticket | undefined> {
  if (channel !== 'wechat' || kind !== 'attachment' || !memberId) return undefined
  const ticket = await lastTouched(pool, id, memberId, now())
  return ticket && now().getTime() - ticket.updatedAt.getTime() < SHOWN_WITHIN_MS ? ticket : undefined
}

const SHOWN_WITHIN_MS = 10 * 60_000

/** What duty officers may look at and count is all of their area, whether or not its card ever came to them. */
const OF_THE_AREA: readonly Command['verb'][] = ['show', 'why', 'exclude', 'include']

async function ticketNamed(
  { pool, directory }: TurnDeps,
  { id, workGroupId }: Conversation,
  verb: Command['verb'],
  wanted: string,
): Promise<Ticket | undefined> {
  const onCard = await ticketOnCard(pool, id, wanted)
  const org = directory.current()
  const group = org.workGroupById.get(workGroupId ?? '')
  if (onCard || group?.kind !== 'duty' || !OF_THE_AREA.includes(verb)) return onCard
  return await newestTicketIn(pool, areaOf(org, group), wanted)
}

/** A reply to a card: what it was asked for, the end of the work, or an answer to the resident on the way there. */
async function answerTo(
  deps: TurnDeps,
  conversation: Conversation,
  ticket: Ticket,
  words: string,
): Promise<Command> {
  const menu = await menuOf(deps.pool, ticket.id, conversation.id)
  const asked = menu?.replace(/^note:/, '')
  const outcome = OUTCOMES.find(each => each === asked)
  const ordered = replyCommand(words, ticket.number)
  if (outcome) return resolve(ticket, outcome, ordered?.verb === 'resolve' ? ordered.note || words : words)
  if (isStrayCommand(words)) return { verb: 'help' }
  // "到了" tells the resident of the grid's worker; of a department it is what they were called for.
  const group = deps.directory.current().workGroupById.get(conversation.workGroupId ?? '')
  if (ordered && (ordered.verb !== 'report_in' || group?.kind === 'unit')) return ordered
  return saysDone(words)
    ? resolve(ticket, outcomeOf(words), words)
    : { verb: 'note', number: ticket.number, text: words }
}

const resolve = (ticket: Ticket, outcome: Outcome, note: string): Command => ({
  verb: 'resolve',
  number: ticket.number,
  outcome,
  note,
})

/** A work group's own; in a chat that is none yet, that of whoever spoke, if their telephone says. */
const languageOf = ({ directory }: TurnDeps, { workGroupId }: Conversation, message?: Heard): Language =>
  directory.current().workGroupById.get(workGroupId ?? '')?.language ?? message?.data.language ?? 'zh-CN'

const isMember = (deps: TurnDeps, { memberId }: Heard): boolean =>
  memberId !== null && deps.directory.current().memberById.get(memberId)?.active === true

async function bind(deps: TurnDeps, conversation: Conversation, message: Heard, code: string): Promise<void> {
  const group = await deps.transact(async tx => {
    await claim(tx, [message])
    const group = await bindByCode(tx, code, conversation)
    const { replies } = deps.voice()
    const text = group
      ? replies.say(group.language, 'bound', { group: group.name })
      : replies.say(languageOf(deps, conversation, message), 'bind_failed', {})
    tx.say(conversation.id, { text })
    return group
  })
  await deps.directory.reload()
  if (group) await hangOpenCards(deps, conversation.id)
}

const answer = <K extends ReplyKey>(
  deps: TurnDeps,
  conversation: Conversation,
  message: Heard,
  key: K,
  values: ReplyValues<K>,
): Promise<void> => say(deps, conversation, message, key, values, { counts: true })

async function say<K extends ReplyKey>(
  deps: TurnDeps,
  conversation: Conversation,
  message: Heard,
  key: K,
  values: ReplyValues<K>,
  { counts } = { counts: false },
): Promise<void> {
  await deps.transact(async tx => {
    if (counts) await claim(tx, [message])
    const language = languageOf(deps, conversation, message)
    tx.say(conversation.id, { text: deps.voice().replies.say(language, key, values) })
  })
}

/** A code of one person that a whole group has read: it must make nobody them any more. */
async function withdrawCode(
  deps: TurnDeps,
  conversation: Conversation,
  message: Heard,
  { verb, code }: Extract<Command, { code: string }>,
): Promise<void> {
  await deps.transact(async tx => {
    await claim(tx, [message])
    const say = (key: PlainReply) => {
      const text = deps.voice().replies.say(languageOf(deps, conversation, message), key, {})
      tx.say(conversation.id, { text })
    }
    if (verb === 'link') {
      await voidCode(tx, code)
      say('link_in_group')
      // Another bot may have a command of that name: then it is none of ours.
    } else if (await voidInvitation(tx, code)) say('join_in_group')
    else if (conversation.workGroupId && /\d/.test(code)) say('join_elsewhere')
  })
}
