/** Measures the local check of closing notes on pairs that were written before it. */
import { beforeAll, expect, test } from 'vitest'
import { SHIPPED_CLASSIFIER } from '../../context.ts'
import { type ClosingPair, LEARNT, UNSEEN } from '../../testing/closing-pairs.ts'
import { doubtLocally } from './check-by-rules.ts'
import { readPromptFiles } from '../../prompt-files/prompt-files.ts'
import { triageMaterial, type TriageMaterial } from '../load-triage.ts'

let parts: TriageMaterial
beforeAll(async () => {
  parts = await triageMaterial(readPromptFiles('prompts'), { shipped: SHIPPED_CLASSIFIER, cache: null })
})

const doubts = (pair: ClosingPair) => doubtLocally({ ...pair, outcome: 'fixed' }, parts) !== null

/** docs/closing.md has the recall. A warning about a note that answers must never happen. */
test.each([
  ['that it was chosen on', LEARNT, 16],
  ['that it had not seen', UNSEEN, 14],
])('of the pairs %s it warns of no note that answers, and of most that do not', (_, pairs, atLeast) => {
  const warned = pairs.filter(doubts)
  expect(warned.filter(({ stray }) => !stray)).toEqual([])
  expect(warned.length).toBeGreaterThanOrEqual(atLeast)
})

const lamp = {
  category: 'facilities.lighting',
  asked: '3号楼楼道灯坏了',
  note: '下水道已疏通，污水已清理干净',
}

test.each(['not_fixable_now', 'outside_remit'] as const)('%s may speak of others', outcome => {
  expect(doubtLocally({ ...lamp, outcome }, parts)).toBeNull()
  expect(doubtLocally({ ...lamp, outcome: 'answered' }, parts)).toBe('off_topic')
})

test('a ticket that was filed wrongly: the note follows the words', () => {
  expect(doubtLocally({ ...lamp, asked: '门口污水横流', outcome: 'fixed' }, parts)).toBeNull()
})

test('words in common are enough', () => {
  expect(doubtLocally({ ...lamp, note: '楼道杂物已清理，通道畅通', outcome: 'fixed' }, parts)).toBeNull()
})
