/**
 * An in-process fake of Telegram: keeps updates until they are confirmed, holds an empty poll open, refuses
 * what Telegram refuses. Plug it into a bot, or serve it over HTTP (fault-server.ts).
 */
import type { Bot } from 'grammy'
import type { MessageEntity, Update } from 'grammy/types'

export interface Answer {
  ok: boolean
  result?: unknown
  error_code?: number
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

interface Payload {
  chat_id?: number
  message_id?: number
  text?: string
  entities?: MessageEntity[]
  offset?: number
  timeout?: number
  url?: string
  secret_token?: string
  caption?: string
  media?: { caption?: string | undefined; media?: unknown }[]
  photo?: unknown
  file_id?: string
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] }
}

const SINGLE = /^send(Photo|Video|Voice|Document)$/

export interface FakeMessage {
  chat: string
  id: string
  text: string
  entities: MessageEntity[]
  keyboard: { text: string; callback_data: string }[][]
  /** Bytes of the pictures, when sent over HTTP. */
  photos: Uint8Array[]
}

export const BOT = { id: 666, is_bot: true, first_name: 'Linli', username: 'LinliBot' }
export const refusal = (error_code: number, description: string, parameters = {}): Answer => ({
  ok: false,
  error_code,
  description,
  parameters,
})

export class FakeTelegram {
  /** Messages as chats show them now. */
  messages: FakeMessage[] = []
  calls: { method: string; payload: Payload }[] = []
  /** Files that people uploaded, by file_id. */
  files = new Map<string, Uint8Array>()
  /** Chats that refuse messages. */
  dead = new Set<string>()
  /** The next responses to a method, before the true ones. A function may throw, wait or inspect. */
  faults: { method: string; answer: (signal?: AbortSignal) => Answer | Promise<Answer> }[] = []
  /** The registered webhook, with its secret. */
  webhook: { url: string; secret_token?: string; last_error_date?: number; last_error_message?: string } = {
    url: '',
  }
  #queue: { update: Update; again: boolean }[] = []
  #waiting: (() => void)[] = []
  #nextId = 1

  plug(bot: Bot): void {
    const answer = (method: string, payload: unknown, signal?: unknown) =>
      this.answer(method, payload as Payload, signal as AbortSignal)
    bot.api.config.use((_call, method, payload, signal) => answer(method, payload, signal) as never)
  }

  /** Adds an update. @returns it, to be delivered `again` as after a lost confirmation. */
  push(update: Omit<Update, 'update_id'> & { update_id?: number }, again = false): Update {
    const numbered = { update_id: 1000 + this.#nextId++, ...update } as Update
    this.#queue.push({ update: numbered, again })
    for (const wake of this.#waiting.splice(0)) wake()
    return numbered
  }

  /** Ids of updates that Telegram would still deliver. */
  get unconfirmed(): number[] {
    return this.#queue.map(({ update }) => update.update_id)
  }

  fail(method: string, answer: Answer | ((signal?: AbortSignal) => Answer | Promise<Answer>)): void {
    this.faults.push({ method, answer: typeof answer === 'function' ? answer : () => answer })
  }

  async answer(method: string, payload: Payload, signal?: AbortSignal): Promise<Answer> {
    this.calls.push({ method, payload })
    const fault = this.faults.findIndex(each => each.method === method)
    const [planned] = fault < 0 ? [] : this.faults.splice(fault, 1)
    if (planned) return planned.answer(signal)
    if (method === 'getMe') return { ok: true, result: BOT }
    if (method === 'getUpdates') return { ok: true, result: await this.#updates(payload, signal) }
    if (method === 'setWebhook') this.webhook = { url: '', ...payload }
    if (method === 'getWebhookInfo') return { ok: true, result: this.webhook }
    if (method === 'sendMessage') return this.#send(payload)
    if (method === 'sendMediaGroup') return this.#album(payload)
    if (method === 'getFile') return this.#file(payload)
    if (SINGLE.test(method))
      return this.#album({ ...payload, media: [{ caption: payload.caption, media: payload.photo }] })
    if (method === 'editMessageText') return this.#edit(payload)
    return { ok: true, result: true }
  }

  async #updates({ offset = 0, timeout }: Payload, signal?: AbortSignal): Promise<Update[]> {
    this.#queue = this.#queue.filter(({ update, again }) => again || update.update_id >= offset)
    if (this.#queue.length === 0 && timeout)
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve)
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    for (const each of this.#queue) each.again = false
    return this.#queue.map(({ update }) => update)
  }

  #send({ chat_id, text = '', entities = [], reply_markup }: Payload): Answer {
    const chat = String(chat_id)
    if (this.dead.has(chat)) return refusal(403, 'Forbidden: bot was blocked by the user')
    if (text.trim() === '') return refusal(400, 'Bad Request: message text is empty')
    if (text.length > 4096) return refusal(400, 'Bad Request: message is too long')
    const refused = refusedMarks(text, entities, reply_markup)
    if (refused) return refusal(400, refused)
    const id = this.#nextId++
    const keyboard = reply_markup?.inline_keyboard ?? []
    this.messages.push({ chat, id: String(id), text, entities, keyboard, photos: [] })
    return { ok: true, result: { message_id: id, date: 0, chat: { id: chat_id }, text } }
  }

  /** Shows pictures as their captions, or as a placeholder. */
  #album({ chat_id, media = [] }: Payload): Answer {
    if (this.dead.has(String(chat_id))) return refusal(403, 'Forbidden: bot was blocked by the user')
    if (media.some(({ caption = '' }) => caption.length > 1024))
      return refusal(400, 'Bad Request: message caption is too long')
    const sent = media.map(({ caption, media: file }) => {
      const id = this.#nextId++
      const text = caption ?? '🖼'
      const photos = file instanceof Uint8Array ? [file] : []
      this.messages.push({ chat: String(chat_id), id: String(id), text, entities: [], keyboard: [], photos })
      return { message_id: id, date: 0, chat: { id: chat_id } }
    })
    return { ok: true, result: sent.length === 1 ? sent[0] : sent }
  }

  #file({ file_id = '' }: Payload): Answer {
    if (!this.files.has(file_id)) return refusal(400, 'Bad Request: invalid file_id')
    return { ok: true, result: { file_id, file_unique_id: file_id, file_path: `photos/${file_id}` } }
  }

  #edit({ chat_id, message_id, text = '', entities = [], reply_markup }: Payload): Answer {
    if (this.dead.has(String(chat_id))) return refusal(403, 'Forbidden: bot was blocked by the user')
    const seen = this.messages.find(each => each.id === String(message_id) && each.chat === String(chat_id))
    if (!seen) return refusal(400, 'Bad Request: message to edit not found')
    const refused = refusedMarks(text, entities, reply_markup)
    if (refused) return refusal(400, refused)
    const keyboard = reply_markup?.inline_keyboard ?? []
    if (seen.text === text && JSON.stringify(seen.keyboard) === JSON.stringify(keyboard))
      return refusal(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup …',
      )
    Object.assign(seen, { text, entities, keyboard })
    return { ok: true, result: true }
  }
}

/** Telegram counts in UTF-16 units, and callback data in bytes. */
function refusedMarks(
  text: string,
  entities: MessageEntity[],
  markup: Payload['reply_markup'],
): string | null {
  if (entities.some(({ offset, length }) => offset < 0 || length < 1 || offset + length > text.length))
    return 'Bad Request: ENTITY_BOUNDS_INVALID'
  const data = (markup?.inline_keyboard ?? []).flat().map(button => Buffer.byteLength(button.callback_data))
  return data.some(bytes => bytes < 1 || bytes > 64) ? 'Bad Request: BUTTON_DATA_INVALID' : null
}
