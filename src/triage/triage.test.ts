import { expect, test, vi } from 'vitest'
import { lampTicket, turnOf } from '../testing/turn-input.ts'
import { EMERGENCY_KINDS } from '../domain/emergency-kind.ts'
import { EMERGENCY_FILING } from './emergency/categories.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import type { LocalClassifier } from './classifier/classifier.ts'
import { ModelUnavailable, type ModelTriage } from './model/types.ts'
import { createTriage } from './triage.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { NO_GUIDES } from '../testing/turn-input.ts'

const tree = loadCategories(readPromptFiles('prompts'))
const saying = (label: string, confidence: number): LocalClassifier => ({
  labels: [label],
  predict: () => ({ label, confidence, ranked: [{ label, probability: confidence }] }),
})
const classifier = saying('facilities.lighting', 0.8)
const log = { warn: vi.fn() }
const failing: ModelTriage = {
  understand: () => Promise.reject(new ModelUnavailable('timeout', 'after 8000 ms')),
}

test('every emergency has a leaf in the tree', () => {
  for (const kind of EMERGENCY_KINDS) {
    const { category, instead = [] } = EMERGENCY_FILING[kind]
    for (const leaf of [category, ...instead.map(([, id]) => id)])
      expect([leaf, tree.has(leaf)]).toEqual([leaf, true])
  }
})

test('an alarm asks no model', async () => {
  const model = { understand: vi.fn<ModelTriage['understand']>() }
  const triage = createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, model, log })
  const heard = await triage.understand(turnOf(['我家厨房有煤气味', '3号楼']))
  expect(model.understand).not.toHaveBeenCalled()
  expect(heard).toMatchObject({
    intent: 'request',
    decidedBy: 'rule',
    emergency: 'gas',
    items: [{ category: 'hazards.gas_leak', urgency: 'emergency', confidence: 1, placeText: '3号楼' }],
  })
})

test('the same alarm again joins its ticket, and still gives advice', async () => {
  const triage = createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, log })
  const gas = lampTicket({ category: 'hazards.gas_leak' })
  const again = await triage.understand(turnOf('煤气味越来越大了', { openTickets: [gas] }))
  expect(again).toMatchObject({ intent: 'addition', about: gas.number, emergency: 'gas', items: [] })
  const later = await triage.understand(turnOf('有煤气味', { openTickets: [{ ...gas, minutesOld: 90 }] }))
  expect(later.intent).toBe('request')
  const withdrawn = { ...gas, state: 'withdrawn' as const }
  const anew = await triage.understand(turnOf('有煤气味', { openTickets: [withdrawn] }))
  expect(anew.intent).toBe('request')
})

test('who cries for help again before saying where they are is one cry', async () => {
  const triage = createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, log })
  const help = lampTicket({ category: 'health.sudden_illness', state: 'needs_info' })
  const fire = await triage.understand(turnOf('着火了', { openTickets: [help] }))
  expect(fire).toMatchObject({ intent: 'addition', about: help.number, emergency: 'fire' })
  const known = { ...help, state: 'assigned' as const }
  expect((await triage.understand(turnOf('着火了', { openTickets: [known] }))).intent).toBe('request')
})

test('an alarm told in two messages, or buried among long ones, is heard', async () => {
  const triage = createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, log })
  const heard = async (...texts: string[]) => (await triage.understand(turnOf(texts))).emergency
  expect(await heard('电梯停了', '我在里面')).toBe('trapped')
  const long = '物业费的事情说了很多次，一直没有人答复。'.repeat(20)
  expect(await heard(long, '着火了', long)).toBe('fire')
})

test('a lift is a lift, a river is not', async () => {
  const triage = createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, log })
  const categoryOf = async (text: string) => (await triage.understand(turnOf(text))).items[0]?.category
  expect(await categoryOf('我被困在电梯里了')).toBe('lift.trapped')
  expect(await categoryOf('孩子掉河里了')).toBe('health.sudden_illness')
  expect(await categoryOf('孩子被狗咬了')).toBe('animals.bite')
})

test('a model that fails leaves its reason, and the classifier decides', async () => {
  const triage = createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, model: failing, log })
  const heard = await triage.understand(turnOf('楼道灯坏了'))
  expect(heard).toMatchObject({ decidedBy: 'local', fallback: 'timeout', model: null, intent: 'request' })
  expect(heard.items[0]).toMatchObject({ category: 'facilities.lighting', confidence: 0.8 })
  expect(log.warn).toHaveBeenCalledWith(expect.objectContaining({ reason: 'timeout' }), expect.any(String))
})

test('an error other than ModelUnavailable is not swallowed', async () => {
  const model: ModelTriage = { understand: () => Promise.reject(new RangeError('a bug')) }
  await expect(
    createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, model, log }).understand(
      turnOf('灯坏了'),
    ),
  ).rejects.toThrow('a bug')
})

test('a label that the tree does not know is unclear, with no confidence', async () => {
  const triage = createTriage({
    version: 'v1',
    guides: NO_GUIDES,
    tree,
    classifier: saying('gone.leaf', 0.99),
    log,
  })
  const { items } = await triage.understand(turnOf('楼道灯坏了'))
  expect(items[0]).toMatchObject({ category: 'other.unclear', confidence: 0 })
})

test('a model that calls a complaint about people small talk is not believed', async () => {
  const understand = vi.fn<ModelTriage['understand']>(async () => ({
    ...(await createTriage({ version: 'v1', guides: NO_GUIDES, tree, classifier, log }).understand(
      turnOf(['你好']),
    )),
    intent: 'chatter',
    items: [],
    calls: ['paid'],
  }))
  const triage = createTriage({
    version: 'v1',
    guides: NO_GUIDES,
    tree,
    classifier,
    model: { understand },
    log,
  })
  const heard = await triage.understand(turnOf(['状元府3号楼2单元402，物业私自进我家']))
  expect(heard).toMatchObject({ intent: 'request', items: [{}], calls: ['paid'] })
})
