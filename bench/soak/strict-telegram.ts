/**
 * A Telegram over HTTP that takes its published limits at their word (strict-limits.ts), at the end of a network that takes
 * its time, each call another. Keeps what a check needs: which messages it took, in which order, and what it refused.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createStrictLimits } from '../../src/gateway/telegram/testing/strict-limits.ts'
import { seededRandom } from '../figures.ts'

export interface Shown {
  chat: string
  /** What its buttons carry. */
  actions: string[]
}

export interface StrictTelegram {
  url: string
  /** Ids of the messages that it took as new ones, oldest first, by chat. */
  readonly taken: ReadonlyMap<string, string[]>
  readonly counts: { sent: number; edited: number; unchanged: number; refused: number; bySecond: number[] }
  onShown: (shown: Shown) => void
  stop(): Promise<void>
}

interface Payload {
  chat_id: number
  message_id?: number
  text?: string
  reply_markup?: { inline_keyboard: { callback_data: string }[][] }
}

/** One way through the network, milliseconds: mostly short, once in a while not. */
const delays = (random: () => number) => () => (random() < 0.02 ? 50 + 250 * random() : 4 + 36 * random())

export async function startStrictTelegram(seed: number): Promise<StrictTelegram> {
  const delay = delays(seededRandom(seed))
  const limits = createStrictLimits()
  const taken = new Map<string, string[]>()
  const shows = new Map<string, string>()
  const began = performance.now()
  const counts = { sent: 0, edited: 0, unchanged: 0, refused: 0, bySecond: [] as number[] }
  let nextId = 1

  function take(method: string, payload: Payload): [status: number, answer: object] {
    const now = performance.now()
    const chat = String(payload.chat_id)
    const retry_after = limits.count(chat, now)
    if (retry_after > 0) {
      counts.refused++
      return [429, refusal(429, `Too Many Requests: retry after ${retry_after}`, { retry_after })]
    }
    const second = Math.floor((now - began) / 1_000)
    counts.bySecond[second] = (counts.bySecond[second] ?? 0) + 1
    const looks = JSON.stringify([payload.text, payload.reply_markup])
    if (method === 'editMessageText') {
      const key = `${chat} ${payload.message_id}`
      if (shows.get(key) === looks) {
        counts.unchanged++
        return [400, refusal(400, 'Bad Request: message is not modified')]
      }
      shows.set(key, looks)
      counts.edited++
    } else {
      const id = String(nextId++)
      // Of a private chat nothing is edited: what it shows need not be kept.
      if (chat.startsWith('-')) shows.set(`${chat} ${id}`, looks)
      const ids = taken.get(chat)
      if (ids) ids.push(id)
      else taken.set(chat, [id])
      counts.sent++
    }
    const actions = payload.reply_markup?.inline_keyboard.flat().map(each => each.callback_data) ?? []
    telegram.onShown({ chat, actions })
    const message_id = payload.message_id ?? nextId - 1
    return [200, { ok: true, result: { message_id, date: 0, chat: { id: payload.chat_id } } }]
  }

  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    await sleep(delay())
    const method = request.url?.split('/').at(-1) ?? ''
    const [status, answer] =
      method === 'sendMessage' || method === 'editMessageText'
        ? take(method, JSON.parse(Buffer.concat(chunks).toString()))
        : [404, refusal(404, `Not Found: ${method}`)]
    await sleep(delay())
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const telegram: StrictTelegram = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    counts,
    onShown: () => {},
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return telegram
}

const refusal = (error_code: number, description: string, parameters = {}) => ({
  ok: false,
  error_code,
  description,
  parameters,
})
