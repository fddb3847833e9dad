/** Everything that a model server has been seen to do wrong. No test waits longer than its short timeout. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { turnOf } from '../testing/turn-input.ts'
import { loadTriagePrompt, type TriagePrompt } from './load-prompt.ts'
import { ModelUnavailable } from './model-triage.ts'
import { createModelTriage, type ModelTriageOptions } from './openai.ts'
import { readPromptFiles } from './prompt-files.ts'

type Fault = (response: ServerResponse) => void
let faults: Fault[] = []
let asked = 0
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    const fault = faults[Math.min(asked++, faults.length - 1)]
    fault?.(response)
  })
})
let prompt: TriagePrompt
beforeAll(async () => {
  prompt = await loadTriagePrompt(readPromptFiles('prompts'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked = 0
})

const reply =
  (status: number, body: unknown, headers: Record<string, string> = {}): Fault =>
  response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const choice = (message: object, finish_reason = 'stop') => ({
  id: 'x',
  object: 'chat.completion',
  created: 0,
  model: 'mock',
  choices: [
    { index: 0, finish_reason, message: { role: 'assistant', content: null, refusal: null, ...message } },
  ],
})
const GOOD = reply(
  200,
  choice({ content: JSON.stringify({ intent: 'chatter', about: null, emergency: null, items: [] }) }),
)
const hang: Fault = () => {}
const hangAfterHeaders: Fault = response => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"id":')
}
const hangUp: Fault = response => response.destroy()
const cutOff: Fault = response => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
  response.write('{"id":"x","choices":[')
  response.destroy()
}
const tooMany = (code: string, headers = {}) =>
  reply(429, { error: { message: 'slow down', code, type: code } }, headers)

function against(inOrder: Fault[], options: Partial<ModelTriageOptions> = {}) {
  faults = inOrder
  const { port } = server.address() as AddressInfo
  const baseURL = `http://127.0.0.1:${port}/v1`
  return createModelTriage({ apiKey: 'test', baseURL, prompt, timeoutMs: 300, pauseMs: 1, ...options })
}
async function reasonOf(inOrder: Fault[], options: Partial<ModelTriageOptions> = {}) {
  const error = await against(inOrder, options)
    .understand(turnOf('楼道灯坏了'))
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ModelUnavailable)
  return (error as ModelUnavailable).reason
}

test.each<[string, Fault[], string, number]>([
  ['hangs', [hang], 'timeout', 1],
  ['hangs after its headers', [hangAfterHeaders], 'timeout', 1],
  ['hangs up', [hangUp], 'network', 2],
  ['breaks off in the middle', [cutOff], 'network', 2],
  ['is broken', [reply(500, { error: { message: 'oops' } })], 'server_error', 2],
  ['answers with a page', [reply(502, '<html>bad gateway</html>')], 'server_error', 2],
  ['asks for two minutes of patience', [tooMany('rate_limit', { 'retry-after': '120' })], 'rate_limited', 1],
  [
    'asks for patience until a date',
    [tooMany('rate_limit', { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' })],
    'rate_limited',
    1,
  ],
  ['is out of money', [tooMany('insufficient_quota')], 'quota', 1],
  ['does not know the key', [reply(401, { error: { message: 'no' } })], 'rejected', 1],
  ['does not know the model', [reply(404, { error: { message: 'no' } })], 'rejected', 1],
  ['refuses', [reply(200, choice({ refusal: 'I cannot help with that' }))], 'refusal', 1],
  ['filters', [reply(200, choice({ content: '' }, 'content_filter'))], 'refusal', 1],
  ['runs out of tokens', [reply(200, choice({ content: '{"intent":' }, 'length'))], 'truncated', 1],
  ['says nothing', [reply(200, choice({}))], 'empty', 1],
  ['has no choices', [reply(200, { id: 'x', choices: [] })], 'empty', 1],
  ['sends another shape', [reply(200, { hello: 'world' })], 'empty', 1],
  ['sends text for JSON', [reply(200, choice({ content: '好的！这是一个照明问题。' }))], 'bad_json', 1],
  ['sends half a body', [reply(200, '{"id":"x","choices":[{"mess')], 'bad_json', 1],
  ['sends other fields', [reply(200, choice({ content: '{"category":"x"}' }))], 'wrong_schema', 1],
])('a server that %s', async (_, inOrder, reason, calls) => {
  expect(await reasonOf(inOrder)).toBe(reason)
  expect(asked).toBe(calls)
})

test('a second try saves a turn', async () => {
  const understood = await against([reply(503, {}), GOOD]).understand(turnOf('你好'))
  expect(understood).toMatchObject({ intent: 'chatter', decidedBy: 'model' })
  const hurried = await against([tooMany('rate_limit', { 'retry-after': '0' }), GOOD]).understand(
    turnOf('你好'),
  )
  expect(hurried.intent).toBe('chatter')
})

test('no second try when little time is left', async () => {
  let time = 0
  const slow: Fault = response => {
    time += 200
    reply(500, {})(response)
  }
  expect(await reasonOf([slow], { now: () => time })).toBe('server_error')
  expect(asked).toBe(1)
})

test('nobody listens at all', async () => {
  expect(await reasonOf([GOOD], { baseURL: 'http://127.0.0.1:9/v1' })).toBe('network')
})

test('after failures in a row it rests, then asks once', async () => {
  let time = 0
  const triage = against([reply(500, {})], { now: () => time, breaker: { failures: 2, restMs: 1000 } })
  const reason = () =>
    triage.understand(turnOf('你好')).then(
      heard => heard.intent,
      (error: ModelUnavailable) => error.reason,
    )
  expect([await reason(), await reason()]).toEqual(['server_error', 'server_error'])
  const before = asked
  expect(await reason()).toBe('resting')
  expect(asked).toBe(before)
  time = 1000
  faults = [GOOD]
  expect([await reason(), await reason()]).toEqual(['chatter', 'chatter'])
})

test('a long Retry-After is honoured by resting at once', async () => {
  let time = 0
  const triage = against([tooMany('rate_limit', { 'retry-after': '120' })], { now: () => time })
  const reason = () => triage.understand(turnOf('你好')).catch((error: ModelUnavailable) => error.reason)
  expect([await reason(), await reason()]).toEqual(['rate_limited', 'resting'])
  time = 119_000
  expect(await reason()).toBe('resting')
  time = 121_000
  expect(await reason()).toBe('rate_limited')
})

test('a refusal is about one text and rests nothing', async () => {
  const refuses = against([reply(200, choice({ refusal: 'no' }))], { breaker: { failures: 1 } })
  const reason = () => refuses.understand(turnOf('x')).catch((error: ModelUnavailable) => error.reason)
  expect([await reason(), await reason()]).toEqual(['refusal', 'refusal'])
})
