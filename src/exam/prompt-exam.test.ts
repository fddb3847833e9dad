/** The command `exam` end to end: without a model, and with @copilotkit/aimock as the model over HTTP. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ROOT } from '../lib/root.ts'
import { run } from './cli.ts'
import type { ExamResult } from './exam-result.ts'

const folder = mkdtempSync(join(tmpdir(), 'linli-prompt-exam-'))
const prompts = join(folder, 'prompts')
/** The build's classifier; without it the first test trains one. */
const shippedClassifier = join(ROOT, 'dist', 'classifier.bin')
const mock = new LLMock({ port: 0 })
let runs = 0
let dataDir = ''

const CASES = `exam: triage
cases:
  - id: lamp
    texts: ["楼道灯坏了"]
    language: zh-CN
    expect: { intent: request, items: [{ category: facilities.lighting }] }
  - id: hello
    texts: ["你好"]
    language: zh-CN
    expect: { intent: chatter }
  - id: gas
    texts: ["厨房有很浓的煤气味"]
    language: zh-CN
    expect: { intent: request, items: [{ category: hazards.gas_leak, urgency: emergency }], emergency: gas }
`

beforeAll(async () => {
  await mock.start()
  mkdirSync(join(prompts, 'exams'), { recursive: true })
  for (const name of ['categories.yaml', 'rules.yaml', 'triage.prompt', 'closure-check.prompt', 'replies'])
    cpSync(join('prompts', name), join(prompts, name), { recursive: true })
  writeFileSync(join(prompts, 'exams', 'few.yaml'), CASES)
  writeFileSync(join(prompts, 'exams', 'protected.yaml'), 'protected: [facilities.lighting]\n')
})
afterAll(async () => {
  await mock.stop()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  mock.clearFixtures()
  mock.clearRequests()
  dataDir = join(folder, `data${runs++}`)
})

async function exam(args: string[] = [], env: Record<string, string> = {}) {
  const out: string[] = []
  const err: string[] = []
  const drawn: string[] = []
  const code = await run(
    args,
    { out: text => out.push(text), err: text => err.push(text), draw: text => drawn.push(text) },
    { env: { DATA_DIR: dataDir, ...env }, prompts, shippedClassifier },
  )
  return { code, out: out.join('\n'), err: err.join('\n'), drawn: drawn.join('') }
}
const result = ({ out }: { out: string }) => JSON.parse(out) as ExamResult
const withModel = () => ({ OPENAI_API_KEY: 'test', OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_MODEL: 'toy' })

/** A model that reads a greeting as a greeting and everything else as a broken lamp, unless a test changes that. */
function modelAnswers(lamp = 'facilities.lighting') {
  const says = (reply: object) => ({
    content: JSON.stringify({ intent: 'request', about: null, emergency: null, items: [], ...reply }),
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  })
  const item = { confidence: 0.9, urgency: 'normal', text: '楼道灯坏了', summary: '灯坏了', place: null }
  mock.on({ userMessage: /你好/ }, says({ intent: 'chatter' }))
  mock.on({}, says({ items: [{ ...item, category: lamp }] }))
}

test('without a model: a table, two files, a bar on a terminal, and it passes', async () => {
  const { code, out, err, drawn } = await exam()
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/whole case\s+3\s+3\s+100/)
  expect(out).toContain('通过 / passed')
  expect(drawn).toContain('3/3')
  expect(readdirSync(join(dataDir, 'exams')).map(name => name.split('.').at(-1))).toEqual(['html', 'json'])
}, 60_000)

test('--json writes one document and nothing else; --only chooses files and cases', async () => {
  expect(result(await exam(['--json', '--only', 'hello', '--only', 'lamp'])).right).toEqual({
    right: 2,
    of: 2,
  })
  expect(result(await exam(['--json', '--only', 'few.yaml'])).right.of).toBe(3)
  expect(await exam(['--only', 'nothing'])).toMatchObject({ code: 2, err: expect.stringMatching(/nothing/) })
})

test('a model is asked once: an answer that is kept is not paid for twice', async () => {
  modelAnswers()
  const first = result(await exam(['--json', '--price-in', '2', '--price-out', '10'], withModel()))
  expect(first).toMatchObject({
    decider: 'toy',
    reused: 0,
    right: { right: 3, of: 3 },
    decidedBy: { rule: 1, model: 2, local: 0 },
    tokens: { input: 2000, output: 200 },
    cost: 0.006,
  })
  expect(result(await exam(['--json'], withModel()))).toMatchObject({ reused: 2, right: { right: 3 } })
  expect(mock.getRequests()).toHaveLength(2)
  await exam(['--json', '--fresh'], withModel())
  expect(mock.getRequests()).toHaveLength(4)
  await exam(['--json', '--model', 'other'], withModel())
  expect(mock.getRequests()).toHaveLength(6)
})

test('a protected category that falls below the baseline refuses', async () => {
  modelAnswers()
  await exam([], withModel())
  const [json] = readdirSync(join(dataDir, 'exams')).filter(name => name.endsWith('.json'))
  const baseline = join(folder, 'baseline.json')
  writeFileSync(baseline, readFileSync(join(dataDir, 'exams', json ?? '')))
  mock.clearFixtures()
  modelAnswers('sanitation.rubbish')
  const { code, out } = await exam(['--baseline', baseline, '--fresh'], withModel())
  expect(code).toBe(1)
  expect(out).toMatch(/- lamp .*\n.*facilities\.lighting.* -> .*sanitation\.rubbish/)
  expect(out).toMatch(/受保护的类别变差了：facilities\.lighting/)
})

test('a model that keeps silent has not passed, and its silence is not kept', async () => {
  mock.on({}, { error: { message: 'no such key', type: 'invalid_request_error' }, status: 401 })
  const silent = await exam(['--json'], withModel())
  expect({ code: silent.code, fallbacks: result(silent).fallbacks }).toMatchObject({ code: 1 })
  expect(result(silent).decidedBy).toMatchObject({ model: 0, local: 2 })
  mock.clearFixtures()
  modelAnswers()
  expect((await exam([], withModel())).code).toBe(0)
})

test.each([
  [['--model', 'x'], /OPENAI_API_KEY/],
  [['--concurrency', '0'], /whole number/],
  [['--price-in', '1'], /together/],
  [['--baseline', 'package.json'], /not the result of an exam/],
  [['--baseline', 'none.json'], /none\.json/],
])('refuses %j', async (args, message) => {
  expect(await exam(args)).toMatchObject({ code: 2, err: expect.stringMatching(message) })
})
