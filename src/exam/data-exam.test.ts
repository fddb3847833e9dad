import { expect, it } from 'vitest'
import { dealFolds, examineFolds, fullText } from './data-exam.ts'

const messages = Array.from({ length: 20 }, (_, i) => ({
  id: String(i),
  text: i % 4 === 0 ? `楼道灯坏了 ${i}` : `垃圾没人收 ${i}`,
  label: i % 4 === 0 ? 'light' : 'rubbish',
}))

it('deals every label evenly to the folds', () => {
  const folds = dealFolds(messages, 5, 1)
  for (let fold = 0; fold < 5; fold++) {
    const labels = messages.filter((_, i) => folds[i] === fold).map(({ label }) => label)
    expect(labels.filter(label => label === 'light')).toHaveLength(1)
    expect(labels).toHaveLength(4)
  }
})

it('answers every message once, by a classifier that has not seen it', () => {
  const result = examineFolds(messages, 5)
  expect(result.predictions.map(({ id }) => id).sort()).toEqual(messages.map(({ id }) => id).sort())
  expect(result.macroF1).toBe(1)
})

it('says the title twice', () => {
  expect(fullText({ id: '1', title: 'T', text: 'x', label: 'a' })).toBe('T\nT\nx')
})
