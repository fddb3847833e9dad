/** A server that does what model servers have been seen to do wrong, and the list of these wrongs. For tests and the bench. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { UnavailableReason } from '../triage/model/types.ts'
import type { ModelTriageOptions } from '../triage/model/triage-by-model.ts'

export type Reply = (response: ServerResponse) => void

export interface ModelServer {
  baseURL: string
  /** What it does with the next calls, in order; the last again and again. */
  does(replies: readonly Reply[]): void
  /** Calls since it was last told what to do. */
  asked(): number
  close(): void
}

export async function openModelServer(): Promise<ModelServer> {
  let replies: readonly Reply[] = []
  let asked = 0
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => replies[Math.min(asked++, replies.length - 1)]?.(response))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    does(inOrder) {
      replies = inOrder
      asked = 0
    },
    asked: () => asked,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export const reply =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

const USAGE = { prompt_tokens: 1200, completion_tokens: 80, total_tokens: 1280 }
const completion = (message: object, finish_reason = 'stop') => ({
  id: 'x',
  object: 'chat.completion',
  created: 0,
  model: 'mock',
  usage: USAGE,
  choices: [
    { index: 0, finish_reason, message: { role: 'assistant', content: null, refusal: null, ...message } },
  ],
})
export const says = (answer: unknown): Reply =>
  reply(200, completion({ content: typeof answer === 'string' ? answer : JSON.stringify(answer) }))

const LAMP = {
  category: 'facilities.lighting',
  confidence: 0.97,
  urgency: 'normal',
  text: '楼道灯坏了',
  summary: '楼道灯坏了',
  place: null,
}
export const request = (item: object = {}) => ({
  intent: 'request',
  about: null,
  emergency: null,
  items: [{ ...LAMP, ...item }],
})
export const GOOD = says(request())

export const tooMany = (code: string, headers = {}): Reply =>
  reply(429, { error: { message: 'slow down', code, type: code } }, headers)

const hang: Reply = () => {}
/** Its headers come at once, its body never ends. */
const drip: Reply = response => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const dripping = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(dripping))
}
const hangUp: Reply = response => response.destroy()
const breakOff: Reply = response => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
  response.write('{"id":"x","choices":[')
  response.destroy()
}
const broken = reply(500, { error: { message: 'oops' } })

export interface Fault {
  kind: string
  does: readonly Reply[]
  /** null: the model answers after all. */
  reason: UnavailableReason | null
  /** How often the server is asked for one turn. */
  calls: number
  /** An answer came that says what it costs. */
  paid?: true
  /** Turns that fail in the same way before the one that is looked at. */
  before?: number
  options?: Partial<ModelTriageOptions>
}

export const FAULTS: readonly Fault[] = [
  { kind: 'no answer at all', does: [hang], reason: 'timeout', calls: 1 },
  { kind: 'headers, then a body that never ends', does: [drip], reason: 'timeout', calls: 1 },
  { kind: '502, then no answer at all', does: [reply(502, {}), hang], reason: 'timeout', calls: 2 },
  { kind: 'hangs up', does: [hangUp], reason: 'network', calls: 2 },
  { kind: 'connection breaks in the middle', does: [breakOff], reason: 'network', calls: 2 },
  { kind: '500', does: [broken], reason: 'server_error', calls: 2 },
  {
    kind: '502 with a page',
    does: [reply(502, '<html>bad gateway</html>')],
    reason: 'server_error',
    calls: 2,
  },
  { kind: '502, then fine', does: [reply(502, '<html></html>'), GOOD], reason: null, calls: 2, paid: true },
  {
    kind: '429, Retry-After: 120',
    does: [tooMany('rate_limit', { 'retry-after': '120' })],
    reason: 'rate_limited',
    calls: 1,
  },
  {
    kind: '429, Retry-After: a date in years',
    does: [tooMany('rate_limit', { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' })],
    reason: 'rate_limited',
    calls: 1,
  },
  {
    kind: '429, Retry-After: 0, then fine',
    does: [tooMany('rate_limit', { 'retry-after': '0' }), GOOD],
    reason: null,
    calls: 2,
    paid: true,
  },
  { kind: '429 insufficient_quota', does: [tooMany('insufficient_quota')], reason: 'quota', calls: 1 },
  { kind: '402', does: [reply(402, { error: { message: 'pay' } })], reason: 'quota', calls: 1 },
  { kind: '401', does: [reply(401, { error: { message: 'no' } })], reason: 'rejected', calls: 1 },
  {
    kind: '404, no such model',
    does: [reply(404, { error: { message: 'no' } })],
    reason: 'rejected',
    calls: 1,
  },
  {
    kind: 'refusal',
    does: [reply(200, completion({ refusal: 'I cannot help with that' }))],
    reason: 'refusal',
    calls: 1,
    paid: true,
  },
  {
    kind: 'content filter',
    does: [reply(200, completion({ content: '' }, 'content_filter'))],
    reason: 'refusal',
    calls: 1,
    paid: true,
  },
  {
    kind: 'out of tokens (finish_reason length)',
    does: [reply(200, completion({ content: '{"intent":' }, 'length'))],
    reason: 'truncated',
    calls: 1,
    paid: true,
  },
  { kind: 'no content', does: [reply(200, completion({}))], reason: 'empty', calls: 1, paid: true },
  {
    kind: 'no choices',
    does: [reply(200, { id: 'x', choices: [], usage: USAGE })],
    reason: 'empty',
    calls: 1,
    paid: true,
  },
  { kind: 'another JSON altogether', does: [reply(200, { hello: 'world' })], reason: 'empty', calls: 1 },
  { kind: 'null', does: [reply(200, 'null')], reason: 'empty', calls: 1 },
  {
    kind: 'a page with status 200',
    does: [reply(200, '<html>login</html>', { 'content-type': 'text/html' })],
    reason: 'empty',
    calls: 1,
  },
  { kind: 'half of a body', does: [reply(200, '{"id":"x","choices":[{"mess')], reason: 'bad_json', calls: 1 },
  {
    kind: 'prose for JSON',
    does: [says('好的！这是一个照明问题。')],
    reason: 'bad_json',
    calls: 1,
    paid: true,
  },
  { kind: 'other fields', does: [says({ category: 'x' })], reason: 'wrong_schema', calls: 1, paid: true },
  {
    kind: 'a category that does not exist',
    does: [says(request({ category: 'facilities.spaceship' }))],
    reason: 'unknown_label',
    calls: 1,
    paid: true,
  },
  {
    kind: 'an answer that contradicts itself',
    does: [says({ ...request(), items: [] })],
    reason: 'contradiction',
    calls: 1,
    paid: true,
  },
  {
    kind: 'the budget of the day is spent',
    does: [GOOD],
    reason: 'budget',
    calls: 0,
    options: { budget: { mayAsk: () => Promise.resolve(false) } },
  },
  { kind: 'the breaker rests', does: [broken], reason: 'resting', calls: 0, before: 3 },
]
/** An address without a listener; a port that was free a moment ago. */
export async function nobodysURL(): Promise<string> {
  const server = await openModelServer()
  server.close()
  return server.baseURL
}
