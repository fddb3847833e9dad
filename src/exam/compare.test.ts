import { expect, test } from 'vitest'
import { answerOf, caseOf, itemOf } from '../testing/exam-answers.ts'
import { compareExams } from './compare.ts'
import { markExam } from './mark.ts'
import { objections } from './verdict.ts'

const GAS = 'hazards.gas_leak'
const LAMP = 'facilities.lighting'

/** An exam of requests: the expected and the predicted category of each case. */
const exam = (...answers: [id: string, expected: string, got: string][]) =>
  markExam(
    answers.map(([id, expected, got]) => ({
      one: caseOf(id, {
        intents: ['request'],
        items: [{ categories: [expected], urgency: null, place: null, guide: null }],
      }),
      understanding: answerOf({ items: [itemOf(got)] }),
    })),
  )

test('names every case that flipped, and how', () => {
  const before = exam(['a', LAMP, LAMP], ['b', LAMP, GAS], ['c', LAMP, 'x.y'], ['d', LAMP, LAMP])
  const now = exam(['a', LAMP, GAS], ['b', LAMP, LAMP], ['c', LAMP, 'x.z'], ['d', LAMP, LAMP])
  const { flips, compared, before: was, now: is } = compareExams(before, now, [])
  expect(flips.map(({ id, kind }) => [id, kind])).toEqual([
    ['a', 'broke'],
    ['b', 'mended'],
    ['c', 'changed'],
  ])
  expect({ compared, was, is }).toEqual({ compared: 4, was: 2, is: 2 })
})

test('only a protected category that fell refuses', () => {
  const before = exam(['a', LAMP, LAMP], ['b', GAS, GAS])
  const now = exam(['a', LAMP, LAMP], ['b', GAS, LAMP])
  expect(compareExams(before, now, [GAS]).dropped).toEqual([{ category: GAS, before: 1, now: 0 }])
  expect(compareExams(before, now, ['x.y']).dropped).toEqual([])
  expect(compareExams(now, before, [GAS]).dropped).toEqual([])
  expect(objections(now, compareExams(before, now, [GAS]))).toMatchObject([
    { en: expect.stringContaining(GAS) },
  ])
})

test('a case that is new or labelled otherwise is not compared', () => {
  const before = exam(['a', LAMP, LAMP], ['b', GAS, GAS])
  const relabelled = { cases: before.cases.map(one => ({ ...one, hash: `other ${one.hash}` })) }
  expect(compareExams(relabelled, exam(['a', LAMP, GAS]), [LAMP])).toMatchObject({
    compared: 0,
    notComparable: 1,
    flips: [],
    dropped: [],
  })
})

test('a missed emergency and a silent model refuse without any baseline', () => {
  const marks = markExam([
    { one: caseOf('gas-1', { emergency: 'gas' }), understanding: answerOf({ fallback: 'quota' }) },
  ])
  expect(objections(marks, null).map(({ en }) => en)).toEqual([
    'an emergency was missed: gas-1',
    expect.stringContaining('quota 1'),
  ])
})
