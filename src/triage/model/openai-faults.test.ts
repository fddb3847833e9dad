/** Faults that were observed on model servers. No test waits longer than its short timeout. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Fault,
  FAULTS,
  GOOD,
  type ModelServer,
  nobodysURL,
  openModelServer,
  reply,
  type Reply,
  tooMany,
} from '../../testing/model-faults.ts'
import { turnOf } from '../../testing/turn-input.ts'
import { loadTriagePrompt, type TriagePrompt } from '../../prompt-files/load-prompt.ts'
import type { ModelCallFacts, ModelTriage, ModelUnavailable } from './types.ts'
import { createModelTriage, type ModelTriageOptions } from './triage-by-model.ts'
import { readPromptFiles } from '../../prompt-files/prompt-files.ts'
import { createTriage } from '../triage.ts'
import { NO_GUIDES } from '../../testing/turn-input.ts'

const TIMEOUT_MS = 300
let server: ModelServer
let prompt: TriagePrompt
beforeAll(async () => {
  prompt = await loadTriagePrompt(readPromptFiles('prompts'))
  server = await openModelServer()
})
afterAll(() => server.close())

function against(inOrder: readonly Reply[], options: Partial<ModelTriageOptions> = {}): ModelTriage {
  server.does(inOrder)
  const { baseURL } = server
  return createModelTriage({ apiKey: 'test', baseURL, prompt, timeoutMs: TIMEOUT_MS, pauseMs: 1, ...options })
}
/** The intent, or the reason why there is none. */
const outcome = (model: ModelTriage, text = '楼道灯坏了') =>
  model.understand(turnOf(text)).then(
    ({ intent }) => intent,
    ({ reason }: ModelUnavailable) => reason,
  )

/** The service's triage with a small classifier for lamps. */
const LAMPS = { label: 'facilities.lighting', confidence: 0.8 }
const classifier = {
  labels: [LAMPS.label],
  predict: () => ({ ...LAMPS, ranked: [{ label: LAMPS.label, probability: LAMPS.confidence }] }),
}
const triageWith = (model: ModelTriage) =>
  createTriage({ version: 'v1', guides: NO_GUIDES, tree: prompt.tree, classifier, model, log: { warn() {} } })

async function fallsBack({ does, reason, calls, paid, before = 0, options }: Fault): Promise<void> {
  const facts: ModelCallFacts[] = []
  const model = against(does, { ...options, onCall: call => void facts.push(call) })
  for (let i = 0; i < before; i++) await outcome(model)
  const [askedBefore, since] = [server.asked(), performance.now()]
  facts.length = 0
  const understood = await triageWith(model).understand(turnOf('3号楼楼道灯坏了'))

  expect(performance.now() - since).toBeLessThan(TIMEOUT_MS * 3)
  expect(understood).toMatchObject({
    intent: 'request',
    decidedBy: reason ? 'local' : 'model',
    fallback: reason,
    emergency: null,
    about: null,
    items: [{ category: 'facilities.lighting', urgency: 'normal', placeText: '3号楼', needsPlace: true }],
  })
  expect(understood.items[0]?.summary).toContain('楼道灯坏了')
  expect(server.asked() - askedBefore).toBe(calls)
  // Success or not, the result contains the cost.
  expect(understood.calls).toEqual(facts.map(({ id }) => id))
  expect(facts).toHaveLength(calls)
  if (calls) expect(facts.at(-1)?.failure).toBe(reason)
  expect([understood.inputTokens, understood.outputTokens]).toEqual(paid ? [1200, 80] : [0, 0])
}

test.each(FAULTS.map(fault => [fault.kind, fault] as const))(
  '%s: a complete answer all the same',
  (_, fault) => fallsBack(fault),
)

test('no server listens', async () => {
  const baseURL = await nobodysURL()
  const model = against([GOOD], { baseURL })
  const understood = await triageWith(model).understand(turnOf('楼道灯坏了'))
  expect(understood).toMatchObject({ decidedBy: 'local', fallback: 'network', items: [LAMPS_ITEM] })
  expect(understood.calls).toHaveLength(2)
})
const LAMPS_ITEM = { category: LAMPS.label, confidence: LAMPS.confidence }

test('no second try when little time is left', async () => {
  let time = 0
  const slow: Reply = response => {
    time += 200
    reply(500, {})(response)
  }
  expect(await outcome(against([slow], { now: () => time }))).toBe('server_error')
  expect(server.asked()).toBe(1)
})

test('after failures in a row it rests, then asks once, and goes on by itself', async () => {
  let time = 1
  const model = against([reply(500, {})], { now: () => time, breaker: { failures: 2, restMs: 1000 } })
  expect([await outcome(model), await outcome(model)]).toEqual(['server_error', 'server_error'])
  const before = server.asked()
  const many = await Promise.all(Array.from({ length: 50 }, (_, i) => outcome(model, `楼道灯坏了${i}`)))
  expect(new Set(many)).toEqual(new Set(['resting']))
  expect(server.asked()).toBe(before)
  time += 1000
  server.does([GOOD])
  expect([await outcome(model, '灯'), await outcome(model, '路灯')]).toEqual(['request', 'request'])
})

test('while one caller probes whether it is back, no other waits', async () => {
  let time = 1
  const model = against([reply(500, {})], { now: () => time, breaker: { failures: 1, restMs: 1000 } })
  await outcome(model)
  time += 1000
  let answerIt = () => {}
  server.does([response => (answerIt = () => GOOD(response))])
  const probe = outcome(model, '路灯不亮')
  expect(await outcome(model, '灯坏了')).toBe('resting')
  await expect.poll(() => server.asked()).toBe(1)
  answerIt()
  expect(await probe).toBe('request')
  server.does([GOOD])
  expect(await outcome(model, '灯坏了')).toBe('request')
})

test('a long Retry-After is honoured by resting at once', async () => {
  let time = 1
  const model = against([tooMany('rate_limit', { 'retry-after': '120' })], { now: () => time })
  expect([await outcome(model), await outcome(model)]).toEqual(['rate_limited', 'resting'])
  time = 119_000
  expect(await outcome(model)).toBe('resting')
  time = 121_000
  expect(await outcome(model)).toBe('rate_limited')
})

const OF_ONE_TEXT = FAULTS.filter(({ reason }) =>
  ['refusal', 'truncated', 'unknown_label', 'contradiction'].includes(reason ?? ''),
)
test.each(OF_ONE_TEXT.map(fault => [fault.kind, fault] as const))(
  '%s: is about one text and rests nothing',
  async (_, { does, reason }) => {
    const model = against(does, { breaker: { failures: 1 } })
    expect([await outcome(model), await outcome(model)]).toEqual([reason, reason])
  },
)

test('a spent budget uses up no probe of the breaker', async () => {
  let time = 1
  let affordable = true
  const budget = { mayAsk: () => Promise.resolve(affordable) }
  const model = against([reply(500, {})], { now: () => time, breaker: { failures: 1, restMs: 1000 }, budget })
  await outcome(model)
  time += 1000
  affordable = false
  expect([await outcome(model), await outcome(model)]).toEqual(['budget', 'budget'])
  affordable = true
  server.does([GOOD])
  expect(await outcome(model)).toBe('request')
})
