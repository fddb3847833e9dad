/**
 * The bad network between Linli and an emulator of Telegram, in both directions: a proxy on a port of its own. It also makes
 * up for what the emulator does not do and Telegram does: to keep updates until they are confirmed (polling), or to bring
 * them again until they are taken, with the secret, one of a chat after the other (webhook).
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Update } from 'grammy/types'
import { type Accident, createFate } from './accidents.ts'
import { createBringer } from './bringer.ts'

export interface ProxyCall {
  method: string
  chat: string
  accident: Accident | null
}

/** Where the emulator brings what people say. */
const BRING = '/bring'
/** The emulator answers an empty poll at once; Telegram holds it open. */
const EMPTY_POLL_MS = 30
const SLOW_MS = 60

interface Payload {
  chat_id?: number
  offset?: number
  url?: string
  secret_token?: string
}

/** @param upstream the emulator. @param share how many calls meet with an accident, 0..1. */
export async function startFaultProxy({
  upstream,
  seed,
  share,
}: {
  upstream: string
  seed: number
  share: number
}) {
  const fate = createFate(seed, share)
  const calls: ProxyCall[] = []
  const fateOfUpdates = createFate(seed + 1, share)
  const bringer = createBringer(fateOfUpdates)
  let unconfirmed: Update[] = []
  let url = ''

  async function pass(path: string, body: string): Promise<{ status: number; text: string }> {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${upstream}${path}`, { method: 'POST', headers, body })
    return { status: answer.status, text: await answer.text() }
  }

  async function act(path: string, method: string, payload: Payload) {
    if (method === 'setWebhook') {
      bringer.to(payload.url ?? '', payload.secret_token ?? '')
      return pass(path, JSON.stringify({ ...payload, url: `${url}${BRING}` }))
    }
    if (method !== 'getUpdates') return pass(path, JSON.stringify(payload))
    const answer = await pass(path, '{}')
    const { result } = JSON.parse(answer.text) as { result: Update[] }
    const { offset = 0 } = payload
    unconfirmed = [...unconfirmed, ...result].filter(({ update_id }) => update_id >= offset)
    if (unconfirmed.length === 0) await sleep(EMPTY_POLL_MS)
    return { status: answer.status, text: JSON.stringify({ ok: true, result: unconfirmed }) }
  }

  async function answer(path: string, body: string, response: http.ServerResponse): Promise<void> {
    const method = path.split('/').at(-1) ?? ''
    const payload = JSON.parse(body || '{}') as Payload
    const accident = fate.next()
    calls.push({ method, chat: String(payload.chat_id ?? ''), accident })
    if (accident === 'silence') return
    if (accident === 502) return badGateway(response)
    if (accident === 429)
      return send(response, 429, {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 2',
        parameters: { retry_after: 2 },
      })
    const { status, text } = await act(path, method, payload)
    if (accident === 'lost') return
    if (accident === 'false 502') return badGateway(response)
    if (accident === 'half') return breakOff(response, text)
    if (accident === 'slow') await sleep(SLOW_MS)
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  }

  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    if (request.url !== BRING)
      return answer(request.url ?? '', body, response).catch(() => response.destroy())
    // It numbers updates only once they are taken; to bring them again is our business.
    bringer.take(JSON.parse(body) as Update)
    response.writeHead(200).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    calls: calls as readonly ProxyCall[],
    /** How often updates were brought, and how often nobody learnt that they had been taken. */
    brought: bringer.counts,
    storm() {
      for (const each of [fate, fateOfUpdates]) each.storm()
    },
    calm() {
      for (const each of [fate, fateOfUpdates]) each.calm()
    },
    async stop() {
      await bringer.stop()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const send = (response: http.ServerResponse, status: number, answer: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

const badGateway = (response: http.ServerResponse): void => {
  response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502 Bad Gateway</html>')
}

function breakOff(response: http.ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.write(text.slice(0, text.length / 2), () => response.destroy())
}
