/** For any text: no exception, no lost words, no item that cannot become a ticket. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPENS_TICKETS } from '../../domain/triage-result.ts'
import { lampTicket, turnOf } from '../../testing/turn-input.ts'
import { loadCategories } from '../../prompt-files/load-prompt.ts'
import type { LocalClassifier } from '../classifier/classifier.ts'
import { triageLocally } from './triage-by-rules.ts'
import { readPromptFiles } from '../../prompt-files/prompt-files.ts'

const tree = loadCategories(readPromptFiles('prompts'))
const labels = [...tree.keys()]
/** A fake classifier whose confidence depends on the text's length. */
const classifier: LocalClassifier = {
  labels,
  predict(text) {
    const label = labels[text.length % labels.length] ?? 'other.unclear'
    const probability = (text.length % 11) / 10
    return { label, confidence: probability, ranked: [{ label, probability }] }
  },
}

const WORDS = [
  '楼道灯坏了',
  '3号楼',
  '快来修',
  '谢谢',
  '另外',
  '1、',
  '2、',
  '一是',
  '二是',
  '还是',
  '停水',
  '?',
  '，',
  '\n',
  'a',
  ' ',
]
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 20 }).map(words => words.join('')),
)
const tickets = fc.constantFrom(
  [],
  [lampTicket()],
  [lampTicket({ state: 'resolved' })],
  [lampTicket({ state: 'closed' })],
)
/** The words without numbering and punctuation, which may be lost. */
const said = (of: string) => of.replace(/[^\p{Script=Han}]/gu, '').replace(/[一二是]/gu, '')

test('every turn ends in tickets that hold all that was said, or in none', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 4 }),
      tickets,
      fc.boolean(),
      (texts, openTickets, asked) => {
        const pendingQuestion = asked ? { number: lampTicket().number, what: 'place' as const } : null
        const { intent, items, about } = triageLocally(turnOf(texts, { openTickets, pendingQuestion }), {
          tree,
          classifier,
        })
        expect(items.length > 0).toBe(OPENS_TICKETS.includes(intent))
        expect(items.length).toBeLessThanOrEqual(5)
        expect(about === null || about === lampTicket().number).toBe(true)
        for (const item of items) {
          expect([...item.summary].length).toBeLessThanOrEqual(/\p{Script=Han}/u.test(item.summary) ? 40 : 80)
          expect(item.text.trim()).not.toBe('')
          expect(item.summary.trim()).not.toBe('')
          expect(item.confidence).toBeGreaterThanOrEqual(0)
        }
        const kept = items.map(item => said(item.text)).join('')
        if (items.length > 0) for (const char of said(texts.join(''))) expect(kept).toContain(char)
      },
    ),
    { numRuns: 2000 },
  )
})

test('a pasted novel is read in time', () => {
  const start = performance.now()
  triageLocally(turnOf('楼道灯坏了，物业说没人来修，1、电梯停 2、还有垃圾。'.repeat(4000)), {
    tree,
    classifier,
  })
  expect(performance.now() - start).toBeLessThan(2000)
})
