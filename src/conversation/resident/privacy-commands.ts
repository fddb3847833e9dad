/** What residents order about themselves: what is kept of them, a code that links another channel, being forgotten. */
import type { Command } from '../../domain/command/command.ts'
import type { ReplyKey } from '../../domain/notification-rules.ts'
import type { ReplyValues } from '../../prompt-files/reply-values.ts'
import { spokenNumber } from '../../domain/ticket/ticket.ts'
import { isOpen } from '../../domain/ticket/transitions.ts'
import { button } from '../../notify/render/resident-buttons.ts'
import { forget, keepsFromForgetting, ownedBy } from '../privacy/erase-resident.ts'
import { LINK_MINUTES, link, linkCode } from '../privacy/link-accounts.ts'
import { agree, noticeIn } from './privacy-notice.ts'
import type { Resident } from '../../inbox/residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import { type Conversation, awaitNext, awaitNothing } from '../../inbox/conversations.ts'
import { type Heard, TurnTaken, claim } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

const VERBS = ['privacy', 'agree', 'keep', 'link_code', 'link', 'forget'] as const
export type SelfCommand = Extract<Command, { verb: (typeof VERBS)[number] }>
export const isAboutSelf = (command: Command): command is SelfCommand =>
  (VERBS as readonly string[]).includes(command.verb)

/** "Yes, delete" answers the question of a moment ago; later it is asked anew. */
const SURE_MS = 30 * 60_000
const AWAITING_FORGET = 'forget'

export async function obeySelf(
  deps: TurnDeps,
  conversation: Conversation,
  resident: Resident,
  heard: Heard,
  command: SelfCommand,
): Promise<void> {
  const voice = deps.voice()
  const { language } = resident
  const say = <K extends ReplyKey>(tx: Transaction, key: K, values: ReplyValues<K>) =>
    tx.say(conversation.id, { text: voice.replies.say(language, key, values) })

  await deps.transact(async tx => {
    await claim(tx, [heard])
    switch (command.verb) {
      case 'privacy':
        return tx.say(conversation.id, noticeIn(voice, language))
      case 'agree':
        await agree(tx, resident.id, voice.rules.notice)
        return say(tx, 'notice_agreed', {})
      case 'keep':
        await awaitNothing(tx, conversation.id)
        return say(tx, 'kept', {})
      case 'link_code':
        return say(tx, 'link_code', { code: await linkCode(tx, resident.id), minutes: LINK_MINUTES })
      case 'link':
        return await join(deps, tx, conversation, resident, heard, command.code)
      case 'forget':
        return await leave(deps, tx, conversation, resident, command.sure)
    }
  })
}

async function join(
  deps: TurnDeps,
  tx: Transaction,
  conversation: Conversation,
  resident: Resident,
  { identityId }: Heard,
  code: string,
): Promise<void> {
  const { replies } = deps.voice()
  const linked = await link(tx, resident, identityId, code)
  if (linked.outcome !== 'linked') {
    const key = `link_${linked.outcome}` as const
    return tx.say(conversation.id, { text: replies.say(resident.language, key, {}) })
  }
  const { tickets, elsewhere, residentId } = linked
  const { rows } = await tx.db.query<{ language: Resident['language'] }>(
    'SELECT language FROM resident WHERE id = $1',
    [residentId],
  )
  const language = rows[0]?.language ?? resident.language
  tx.say(conversation.id, { text: replies.say(language, 'linked', { tickets }) })
  for (const id of elsewhere) tx.say(id, { text: replies.say(language, 'linked_elsewhere', {}) })
}

async function leave(
  deps: TurnDeps,
  tx: Transaction,
  conversation: Conversation,
  resident: Resident,
  sure: boolean,
): Promise<void> {
  const voice = deps.voice()
  const { language } = resident
  await hold(tx, resident)
  const tickets = await ownedBy(tx, resident.id)
  const kept = tickets.filter(keepsFromForgetting)
  if (kept.length > 0) {
    const numbers = kept.map(({ number }) => spokenNumber(number))
    return tx.say(conversation.id, { text: voice.replies.say(language, 'forget_later', { numbers }) })
  }
  const { awaiting, awaitingAt } = conversation
  const asked = awaiting === AWAITING_FORGET && awaitingAt && tx.at.getTime() - awaitingAt.getTime() < SURE_MS
  if (!sure || !asked) {
    const open = tickets.filter(({ state }) => isOpen(state)).length
    await awaitNext(tx, conversation.id, AWAITING_FORGET)
    return tx.say(conversation.id, {
      text: voice.replies.say(language, 'forget_sure', { open }),
      buttons: [
        [
          button(voice, language, 'forget_yes', { verb: 'forget', sure: true }),
          button(voice, language, 'keep', { verb: 'keep' }),
        ],
      ],
    })
  }
  const chat = await forget(tx, voice, resident, conversation, tickets)
  tx.say(chat, { text: voice.replies.say(language, 'forgotten', {}) })
}

/**
 * Whatever they open on another channel meanwhile comes before, and is seen, or after, and is somebody new's.
 * @throws TurnTaken: by a link they have just become somebody else, as whom this is taken up anew.
 */
async function hold({ db }: Transaction, { id }: Resident): Promise<void> {
  const { rowCount } = await db.query('SELECT FROM resident WHERE id = $1 FOR UPDATE', [id])
  if (rowCount === 0) throw new TurnTaken()
}
