import { expect, it } from 'vitest'
import { mark } from './metrics.ts'

const answer = (expected: string, predicted: string, confidence = 0.9) => ({
  expected,
  predicted,
  confidence,
})

it('marks a small exam as one would by hand', () => {
  const marks = mark([answer('a', 'a'), answer('a', 'b'), answer('b', 'b'), answer('b', 'b')])
  expect(marks.accuracy).toBe(0.75)
  expect(marks.classes[0]).toEqual({ label: 'a', support: 2, precision: 1, recall: 0.5, f1: 2 / 3 })
  expect(marks.macroF1).toBeCloseTo((2 / 3 + 0.8) / 2)
  expect(marks.confusion).toEqual({
    labels: ['a', 'b'],
    counts: [
      [1, 1],
      [0, 2],
    ],
  })
})

it('leaves a label that no case expects out of the macro F1', () => {
  expect(mark([answer('a', 'a'), answer('a', 'c')]).macroF1).toBeCloseTo(2 / 3)
})

it('measures how far confidence is from the truth', () => {
  const marks = mark([answer('a', 'a', 1), answer('a', 'b', 0.5)])
  expect(marks.reliability[9]).toMatchObject({ count: 1, meanConfidence: 1, accuracy: 1 })
  expect(marks.reliability[5]).toMatchObject({ count: 1, meanConfidence: 0.5, accuracy: 0 })
  expect(marks.ece).toBe(0.25)
})

it('has zeros, not NaN, for no answers', () => {
  expect(mark([])).toMatchObject({ count: 0, accuracy: 0, macroF1: 0, ece: 0 })
})
