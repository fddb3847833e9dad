import { expect, it } from 'vitest'
import { answerOf, itemOf } from '../testing/exam-answers.ts'
import { turnOf } from '../testing/turn-input.ts'
import type { Understanding } from '../domain/triage-result.ts'
import { triageBeside } from './run-shadow.ts'
import type { PromptSet } from './prompt-set.ts'
import type { ShadowAnswer } from './shadow.ts'

const LAMP = answerOf({ items: [itemOf('facilities.lighting')] })
const ROAD = answerOf({ items: [itemOf('facilities.road')] })

function beside(draft: () => Promise<Understanding>, { share = 1, live = LAMP, luck = 0.5 } = {}) {
  const recorded: ShadowAnswer[] = []
  const errors: unknown[] = []
  const setOf = (version: string, understand: () => Promise<Understanding>) =>
    ({ version, triage: { understand } }) as unknown as PromptSet
  const triage = triageBeside({
    prompts: {
      current: () => setOf('live', async () => live),
      shadow: () => ({ id: 's', share, set: setOf('draft', draft) }),
      refresh: async () => false,
    },
    record: async answer => void recorded.push(answer),
    now: () => new Date(0),
    onError: error => errors.push(error),
    random: () => luck,
  })
  return { triage, recorded, errors }
}

it('says nothing of the words when both agree', async () => {
  const { triage, recorded } = beside(async () => LAMP)
  expect(await triage.understand(turnOf('楼道灯坏了'))).toBe(LAMP)
  await triage.idle()
  expect(recorded).toMatchObject([{ agrees: true, texts: [], liveVersion: 'live' }])
})

it('writes a disagreement down: masked, cut, with both verdicts', async () => {
  const { triage, recorded } = beside(async () => ROAD)
  await triage.understand(turnOf(`打我电话13812345678，${'灯'.repeat(900)}`))
  await triage.idle()
  expect(recorded[0]).toMatchObject({
    agrees: false,
    live: { intent: 'request', categories: ['facilities.lighting'] },
    draft: { categories: ['facilities.road'] },
  })
  expect(recorded[0]?.texts[0]).not.toContain('13812345678')
  expect([...(recorded[0]?.texts[0] ?? '')].length).toBeLessThanOrEqual(500)
})

it.each([
  ['by chance', { share: 0.4, luck: 0.4 }, LAMP],
  ['because the draft had to fall back', {}, answerOf({ fallback: 'timeout' })],
  ['because the live one had to', { live: answerOf({ fallback: 'timeout' }) }, ROAD],
])('leaves a turn out %s', async (_, options, draft) => {
  const { triage, recorded } = beside(async () => draft, options)
  await triage.understand(turnOf('灯坏了'))
  await triage.idle()
  expect(recorded).toEqual([])
})

it('a draft that throws does not affect the answer', async () => {
  const { triage, recorded, errors } = beside(() => Promise.reject(new Error('broken')))
  expect(await triage.understand(turnOf('灯坏了'))).toBe(LAMP)
  await triage.idle()
  expect({ recorded, errors: errors.length }).toEqual({ recorded: [], errors: 1 })
})

it('a draft that is slow delays no answer, and skips turns instead of piling them up', async () => {
  let asked = 0
  const waiting: (() => void)[] = []
  const { triage, recorded } = beside(async () => {
    asked++
    await new Promise<void>(resolve => waiting.push(resolve))
    return ROAD
  })
  for (let i = 0; i < 9; i++) expect(await triage.understand(turnOf('灯坏了'))).toBe(LAMP)
  expect(asked).toBe(4)
  for (const go of waiting) go()
  await triage.idle()
  expect(recorded).toHaveLength(4)
})
