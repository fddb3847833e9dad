/** A resident who uses the web chat's HTTP interface (docs/api.md) and does not give up: not on a limit, not on an outage. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface ShownMessage {
  id: string
  clientId?: string
  from: 'me' | 'linli' | 'other'
  text: string
  at: string
  buttons?: { label: string; action: string }[][]
}

/** How often something had to be tried again, by why. */
export interface Retries {
  /** 429. */
  tooFast: number
  /** 503 or another error of the server. */
  notReady: number
  /** Refused, reset, timed out. */
  noConnection: number
}

export interface WebOptions {
  url: string
  retries: Retries
  /** After so long without success a call fails. */
  patienceMs: number
}

const CALL_MS = 15_000
const PAUSE_MS = 250

export class WebResident {
  readonly #options: WebOptions
  #token: string | undefined
  #chat: string | undefined

  constructor(options: WebOptions) {
    this.#options = options
  }

  async signIn(): Promise<void> {
    const { body } = await this.#call('POST', '/session', {})
    const { token, chats } = body as { token: string; chats: { id: string }[] }
    this.#token = token
    this.#chat = chats[0]?.id
  }

  /** @returns once the message is in the database; `fresh` is false when it had been there already. */
  async say(id: string, text: string): Promise<{ id: string; fresh: boolean; tries: number }> {
    const { body, tries } = await this.#call('POST', `/chats/${this.#chat}/messages`, { id, text })
    return { ...(body as { id: string; fresh: boolean }), tries }
  }

  async newest(limit = 20): Promise<ShownMessage[]> {
    const { body } = await this.#call('GET', `/chats/${this.#chat}/messages?limit=${limit}`)
    return (body as { messages: ShownMessage[] }).messages
  }

  /** The same call until it is answered: every call of this interface may be repeated. */
  async #call(method: string, path: string, json?: object): Promise<{ body: unknown; tries: number }> {
    const { url, retries, patienceMs } = this.#options
    const deadline = Date.now() + patienceMs
    let trouble = ''
    for (let tries = 1; Date.now() < deadline; tries++) {
      let pauseMs = PAUSE_MS
      try {
        const response = await fetch(`${url}/api/resident${path}`, {
          method,
          headers: {
            ...(this.#token && { Authorization: `Bearer ${this.#token}` }),
            ...(json && { 'Content-Type': 'application/json' }),
            'Accept-Language': 'zh-CN',
          },
          ...(json && { body: JSON.stringify(json) }),
          signal: AbortSignal.timeout(CALL_MS),
        })
        if (response.ok) return { body: await response.json(), tries }
        trouble = `${response.status} ${await response.text()}`
        if (response.status === 429) {
          retries.tooFast += 1
          pauseMs = Number(response.headers.get('Retry-After') ?? 1) * 1000
        } else if (response.status >= 500) retries.notReady += 1
        else throw new Refused(`${method} ${path}: ${trouble}`)
      } catch (error) {
        if (error instanceof Refused) throw error
        retries.noConnection += 1
        trouble = String((error as Error & { cause?: Error }).cause?.message ?? error)
      }
      await sleep(pauseMs)
    }
    throw new Error(`${method} ${path}: no answer in ${patienceMs / 1000} s, at last ${trouble}`)
  }
}

/** Trying again would not help. */
class Refused extends Error {
  override name = 'Refused'
}
