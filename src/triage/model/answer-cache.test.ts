/** Through triage and over HTTP: which requests are cached. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GOOD, type ModelServer, openModelServer, reply, says, request } from '../../testing/model-faults.ts'
import { lampTicket, turnOf } from '../../testing/turn-input.ts'
import { loadTriagePrompt, type TriagePrompt } from '../../prompt-files/load-prompt.ts'
import type { ModelCallFacts } from './types.ts'
import { createModelTriage, type ModelTriageOptions } from './triage-by-model.ts'
import { readPromptFiles } from '../../prompt-files/prompt-files.ts'

const HOUR = 60 * 60_000
let server: ModelServer
let prompt: TriagePrompt
beforeAll(async () => {
  prompt = await loadTriagePrompt(readPromptFiles('prompts'))
  server = await openModelServer()
})
afterAll(() => server.close())

function model(options: Partial<ModelTriageOptions> = {}) {
  server.does([GOOD])
  const facts: ModelCallFacts[] = []
  const onCall = (call: ModelCallFacts) => void facts.push(call)
  const { baseURL } = server
  const triage = createModelTriage({ apiKey: 'test', baseURL, prompt, pauseMs: 1, onCall, ...options })
  return { facts, understand: triage.understand }
}

test('the same words again cost nothing, and are no call', async () => {
  const { understand, facts } = model()
  const first = await understand(turnOf('楼道灯坏了'))
  const second = await understand(turnOf('楼道灯坏了'))
  expect(first.calls).toEqual([facts[0]?.id])
  expect(second).toEqual({
    ...first,
    calls: [],
    inputTokens: 0,
    outputTokens: 0,
    milliseconds: expect.any(Number) as number,
  })
  expect([server.asked(), facts.length]).toEqual([1, 1])
})

test('those who ask at once share one call, and one of them pays', async () => {
  const { understand } = model()
  const heard = await Promise.all(Array.from({ length: 10 }, () => understand(turnOf('楼道灯坏了'))))
  expect(server.asked()).toBe(1)
  expect(heard.map(({ intent }) => intent)).toEqual(Array(10).fill('request'))
  expect(heard.flatMap(({ calls }) => calls)).toHaveLength(1)
})

test('masked, two numbers are the same text; each keeps their own words', async () => {
  const { understand } = model()
  await understand(turnOf('楼道灯坏了，打13812345678'))
  const { items } = await understand(turnOf('楼道灯坏了，打13987654321'))
  expect(server.asked()).toBe(1)
  expect(items[0]?.text).toContain('13987654321')
})

test('another context, language, model or version is another question', async () => {
  const { understand } = model()
  await understand(turnOf('楼道灯坏了'))
  await understand(turnOf('楼道灯坏了', { openTickets: [lampTicket()] }))
  await understand(turnOf('楼道灯坏了', { language: 'en' }))
  expect(server.asked()).toBe(3)
})

test('a failure is not cached, and those who waited for it fall back together', async () => {
  const { understand } = model({ breaker: { failures: 99 } })
  server.does([reply(500, {}), reply(500, {}), GOOD])
  const both = await Promise.allSettled([understand(turnOf('灯坏了')), understand(turnOf('灯坏了'))])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(server.asked()).toBe(2)
  expect((await understand(turnOf('灯坏了'))).intent).toBe('request')
})

test('an answer that is not believed is asked for again', async () => {
  const { understand } = model()
  server.does([says({ ...request(), items: [] }), GOOD])
  await expect(understand(turnOf('灯坏了'))).rejects.toThrow('contradiction')
  expect((await understand(turnOf('灯坏了'))).intent).toBe('request')
})

test('it is kept for a day', async () => {
  let time = 1
  const { understand } = model({ now: () => time })
  await understand(turnOf('灯坏了'))
  time += 24 * HOUR - 1
  await understand(turnOf('灯坏了'))
  expect(server.asked()).toBe(1)
  time += 2
  await understand(turnOf('灯坏了'))
  expect(server.asked()).toBe(2)
})

test('what is kept is there though the money is gone or the service rests', async () => {
  let affordable = true
  const { understand } = model({ budget: { mayAsk: () => Promise.resolve(affordable) } })
  await understand(turnOf('灯坏了'))
  affordable = false
  expect((await understand(turnOf('灯坏了'))).decidedBy).toBe('model')
  await expect(understand(turnOf('停水了'))).rejects.toThrow('budget')
})
