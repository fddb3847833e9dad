/** Sends an outbound message as one or more Telegram messages, or as an edit of one. */
import { type Api, GrammyError } from 'grammy'
import {
  type Button,
  type Channel,
  DeliveryError,
  type OutboundContent,
  type ReadMedia,
} from '../../domain/message.ts'
import type { CallLimit } from './call-timeout.ts'
import { topicOf, wholeOf } from './chat.ts'
import { isUnchanged, isUneditable, newHomeOf, toDeliveryError } from './delivery-error.ts'
import { mentionsIn, mentionsOf, type TextMention } from './mention-entities.ts'
import { createPacer } from './rate-limiter.ts'
import { CAPTION_UNITS, idOf, sendMedia } from './send-media.ts'
import { splitText } from '../split-text.ts'
import type { Time } from '../time.ts'
import type { Log } from '../log-once.ts'

/** Longer waits are returned to the delivery queue, which has other messages to send meanwhile. */
const LONGEST_WAIT_MS = 2_000
/** The parts of a message stay together: between them a longer wait for the chat's rate limit is accepted. */
const LONGEST_BREAK_MS = 4_000

export interface SenderDeps {
  api: Api
  time: Time
  log: Log
  /** Timeout of a call. */
  limit: () => CallLimit
  /** Timeout of a call with files. */
  fileLimit: () => CallLimit
  /** Called when a group has a new id. May fail: Telegram reports the move again. */
  onMoved: (from: string, to: number) => Promise<void>
  readMedia: ReadMedia
}

/** Telegram's limit on a button's data. A longer one would make it refuse the whole message. */
const ACTION_BYTES = 64

/** One Telegram message. */
interface Piece {
  text: string
  entities: TextMention[]
  buttons: Button[][]
}

export function createSender({
  api,
  time,
  log,
  limit,
  fileLimit,
  onMoved,
  readMedia,
}: SenderDeps): Channel['send'] {
  const pacer = createPacer()
  /** Number of sent parts of a long message: a retry continues there. */
  const arrived = new Map<string, number>()
  /** New ids of moved groups, for messages under way. Message ids start anew there: nothing can be edited. */
  const moved = new Map<string, string>()

  /** Messages whose pictures are sent, while their text is not. */
  const shown = new Set<string>()

  /** Runs a call that counts as `count` messages as soon as the rate limits allow it. */
  async function inTurn<T>(
    chat: string,
    call: () => Promise<T>,
    { count = 1, patience = LONGEST_WAIT_MS } = {},
  ): Promise<T> {
    const whole = wholeOf(chat)
    for (let waited = 0; ; ) {
      const wait = pacer.wait(whole, time.now(), count)
      if (wait === 0) break
      waited += wait
      if (waited > patience)
        throw new DeliveryError('Telegram takes no more messages for this chat right now.', {
          retry: true,
          retryAfterMs: wait,
          untried: true,
        })
      await time.sleep(wait)
    }
    const answered = pacer.go(whole, time.now(), count)
    return await call().finally(() => answered(time.now()))
  }

  async function sendNew(
    id: string,
    chat: string,
    piece: Piece,
    patience = LONGEST_WAIT_MS,
  ): Promise<string> {
    const form = { ...formOf(piece), ...topicOf(chat) }
    const send = () => api.sendMessage(Number(wholeOf(chat)), piece.text, form, limit())
    const sent = await inTurn(chat, send, { patience })
    return idOf(sent, id)
  }

  async function edit(id: string, chat: string, replaces: string, piece: Piece): Promise<string> {
    if (!Number.isInteger(Number(replaces))) return sendNew(id, chat, piece)
    try {
      await inTurn(chat, () =>
        api.editMessageText(Number(wholeOf(chat)), Number(replaces), piece.text, formOf(piece), limit()),
      )
    } catch (error) {
      if (isUneditable(error)) return sendNew(id, chat, piece)
      if (!isUnchanged(error)) throw error
    }
    return replaces
  }

  /** Follows a chat that has moved. @throws DeliveryError */
  async function reach<T>(chat: string, act: (chat: string) => Promise<T>): Promise<T> {
    try {
      return await act(chat)
    } catch (error) {
      const home = newHomeOf(error)
      if (home !== undefined && String(home) !== chat) {
        log.info(`The Telegram group ${chat} has become ${home}; Linli follows.`)
        moved.set(chat, String(home))
        await onMoved(chat, home).catch(() => {})
        return reach(String(home), act)
      }
      const failure = toDeliveryError(error)
      if (error instanceof GrammyError && failure.retryAfterMs !== undefined)
        pacer.pause(wholeOf(chat), time.now() + failure.retryAfterMs)
      throw failure
    }
  }

  /** @returns the id when pictures and text were sent together; null: the text is still to be sent. */
  async function show(id: string, chat: string, { text, media = [], buttons, mentions }: OutboundContent) {
    if (media.length === 0 || shown.has(id)) return null
    const plain = !buttons?.length && !mentions?.length
    const caption = plain && text.length <= CAPTION_UNITS ? text : ''
    const sent = await reach(chat, at => {
      const where = { chat: Number(wholeOf(at)), topic: topicOf(at) }
      const send = () => sendMedia({ api, readMedia, limit: fileLimit }, { ...where, id, media, caption })
      return inTurn(at, send, { count: media.length })
    })
    if (sent !== null && (caption || !text.trim())) return sent
    shown.add(id)
    return null
  }

  return async ({ id, chat: known, content, replaces }) => {
    const chat = () => moved.get(known) ?? known
    const together = replaces === undefined ? await show(id, chat(), content) : null
    if (together !== null) return { externalId: together }
    const parts = splitText(content.text)
    const mentions = mentionsIn(content.text, content.mentions ?? [])
    const sent = arrived.get(id) ?? 0
    let externalId = ''
    for (const [index, part] of parts.slice(sent).entries()) {
      const isLast = sent + index === parts.length - 1
      const buttons = isLast ? (content.buttons ?? []) : []
      const piece = { text: part.text, entities: mentionsOf(part, mentions), buttons }
      const edited = sent + index === 0 ? replaces : undefined
      const patience = sent + index > 0 || shown.has(id) ? LONGEST_BREAK_MS : LONGEST_WAIT_MS
      externalId = await reach(chat(), at =>
        edited !== undefined && at === known ? edit(id, at, edited, piece) : sendNew(id, at, piece, patience),
      )
      if (!isLast) arrived.set(id, sent + index + 1)
    }
    arrived.delete(id)
    shown.delete(id)
    return { externalId }
  }
}

/** Plain text, without escapes. An empty keyboard removes the buttons of an edited card. */
const formOf = ({ entities, buttons }: Piece) => ({
  ...(entities.length > 0 ? { entities } : {}),
  link_preview_options: { is_disabled: true },
  reply_markup: {
    inline_keyboard: buttons.map(row =>
      row
        .filter(({ action }) => Buffer.byteLength(action) <= ACTION_BYTES)
        .map(({ label, action }) => ({ text: label, callback_data: action })),
    ),
  },
})
