/** Sends an outbound message as one or more WeChat messages, at a human pace. */
import { type Channel, DeliveryError, type Mention, type ReadMedia } from '../../domain/message.ts'
import { splitText } from '../split-text.ts'
import type { Time } from '../time.ts'
import type { Log } from '../log-once.ts'
import { changeOf } from './card-changes.ts'
import { choiceLine } from './numbered-buttons.ts'
import { toDeliveryError } from './delivery-error.ts'
import type { Pacer } from './rate-limiter.ts'
import type { Platform } from './wechaty.ts'

/** WeChat accepts more, but longer bubbles are hard to read. UTF-16 units. */
const MESSAGE_UNITS = 1_500
/** Retry delay while the account is logged out. */
const LOGIN_PATIENCE_MS = 30_000
/** Typing time of a file, as a number of characters. */
const MEDIA_CHARACTERS = 80
/** WeChat's end of a mention: with it the mentioned member is notified. */
const END_OF_MENTION = '\u2005'

export interface SenderDeps {
  platform: Platform
  isOnline: () => boolean
  pacer: Pacer
  time: Time
  log: Log
  readMedia?: ReadMedia | undefined
}

export function createSender(deps: SenderDeps): Channel['send'] {
  const { platform, time, log } = deps
  const { puppet } = platform.bot
  /** Number of sent parts of a message: a retry continues there. */
  const arrived = new Map<string, number>()

  async function takeTurn(chat: string, characters: number): Promise<void> {
    const { wait, booked } = deps.pacer.book(chat, characters, time.now())
    if (!booked) throw untried('WeChat is spoken to no faster than a person would.', wait)
    await time.sleep(wait)
    if (!deps.isOnline()) throw untried('Nobody is logged in to WeChat.', LOGIN_PATIENCE_MS)
  }

  /** Members whom the room knows are mentioned; other names stay plain text. */
  async function ringing(chat: string, text: string, mentions: readonly Mention[]) {
    const ids: string[] = []
    let said = text
    // Longer names first: @王师 also begins @王师傅.
    for (const { externalId, name } of mentions.toSorted((a, b) => b.name.length - a.name.length)) {
      if (!externalId) continue
      const member = await puppet.roomMemberPayload(chat, externalId).catch(() => null)
      const called = member?.roomAlias || member?.name
      if (!called || !said.includes(`@${name}`)) continue
      said = said.replace(`@${name}`, () => `@${called}${END_OF_MENTION}`)
      ids.push(externalId)
    }
    return { said, ids }
  }

  return async ({ id, chat, content, replaces, replaced }) => {
    if (!deps.isOnline()) throw untried('Nobody is logged in to WeChat.', LOGIN_PATIENCE_MS)
    const shown = replaces !== undefined && replaced ? changeOf(replaced, content) : content
    // No visible change: the chat shows it already.
    if (!shown && replaces !== undefined) return { externalId: replaces }
    const { text, mentions = [], media = [] } = shown ?? content
    const { said, ids } = await ringing(chat, text, mentions)
    const parts: (() => Promise<void>)[] = splitText(
      [said, choiceLine(shown ?? content)].filter(Boolean).join('\n'),
      MESSAGE_UNITS,
    ).map(part => async () => {
      await takeTurn(chat, part.text.length)
      await puppet.messageSendText(chat, part.text, ids.length > 0 ? ids : undefined)
    })
    for (const each of media)
      parts.push(async () => {
        const bytes = await deps.readMedia?.(each).catch(() => undefined)
        if (!bytes) return log.warn(`A file for WeChat is no longer kept: ${each.id}.`)
        await takeTurn(chat, MEDIA_CHARACTERS)
        await puppet.messageSendFile(chat, platform.fileOf(bytes, each.name))
      })
    for (const [index, part] of parts.entries()) {
      if (index < (arrived.get(id) ?? 0)) continue
      await part().catch(error => {
        throw toDeliveryError(error, deps.isOnline())
      })
      arrived.set(id, index + 1)
    }
    arrived.delete(id)
    // Only some puppets return an id. The outbound id suffices, since a quote names a ticket and not a
    // message.
    return { externalId: id }
  }
}

const untried = (message: string, retryAfterMs: number): DeliveryError =>
  new DeliveryError(message, { retry: true, untried: true, retryAfterMs })
