/**
 * A proxy with network faults between Linli and a Telegram emulator, in both directions. It also adds what
 * the emulator lacks: keeping updates until they are confirmed (polling), or repeating them until they are
 * accepted, with the secret, in order per chat (webhook).
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Update } from 'grammy/types'
import { type Accident, createFate } from './accidents.ts'
import { createBringer } from './bringer.ts'

interface ProxyCall {
  method: string
  chat: string
  accident: Accident | null
}

/** Path to which the emulator delivers updates. */
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

/** @param upstream the emulator. @param share of calls with a fault, 0..1. */
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
    // The emulator numbers updates only when they are accepted: this proxy accepts and repeats them.
    bringer.take(JSON.parse(body) as Update)
    response.writeHead(200).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    calls: calls as readonly ProxyCall[],
    /** Number of deliveries, and of those whose acceptance stayed unknown. */
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
