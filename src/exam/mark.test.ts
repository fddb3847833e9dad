import { describe, expect, test } from 'vitest'
import { answerOf, caseOf, itemOf } from '../testing/exam-answers.ts'
import type { Understanding } from '../domain/triage-result.ts'
import type { Expected, ExpectedItem } from './exam-file.ts'
import { markExam } from './mark.ts'
import { checksOf, namingsOf, samePlace } from './mark-case.ts'

const LAMP = 'facilities.lighting'
const SEWER = 'drainage.sewer'
const wanted = (category: string | string[], over: Partial<ExpectedItem> = {}): ExpectedItem => ({
  categories: [category].flat(),
  urgency: null,
  place: null,
  guide: null,
  ...over,
})
const asked = (expected: Partial<Expected>) => caseOf('a', expected)
const wrong = (expected: Partial<Expected>, answer: Partial<Understanding>) =>
  checksOf(asked(expected), answerOf(answer))
    .filter(check => !check.right)
    .map(check => check.kind)

describe('a case', () => {
  test('any of the allowed answers is right', () => {
    expect(wrong({ intents: ['chatter', 'question'] }, { intent: 'question' })).toEqual([])
    expect(wrong({ intents: ['chatter'] }, { intent: 'thanks' })).toEqual(['intent'])
    const items = [wanted([SEWER, LAMP])]
    expect(wrong({ intents: ['request'], items }, { items: [itemOf(LAMP)] })).toEqual([])
  })

  test('which ticket: silent, forbidden, or this one', () => {
    expect(wrong({}, { about: '20261120-0231' })).toEqual([])
    expect(wrong({ about: null }, { about: '20261120-0231' })).toEqual(['about'])
    expect(wrong({ about: '20261120-0231' }, { about: null })).toEqual(['about'])
  })

  test('an alarm that the case does not expect is a mistake too', () => {
    expect(wrong({}, { emergency: 'fire' })).toEqual(['emergency'])
    expect(wrong({ emergency: 'gas' }, { emergency: 'fire' })).toEqual(['emergency'])
  })

  test('a request that was lost is one mistake, but its category was missed as well', () => {
    const expected = { intents: ['request' as const], items: [wanted(LAMP)] }
    expect(wrong(expected, { intent: 'chatter' })).toEqual(['intent'])
    expect(namingsOf(asked(expected), answerOf({ intent: 'chatter' }))).toEqual([
      { expected: LAMP, predicted: '-', confidence: 0 },
    ])
    const either = { ...expected, intents: ['request' as const, 'chatter' as const] }
    expect(namingsOf(asked(either), answerOf({ intent: 'chatter' }))).toEqual([])
  })

  test('too few or too many items: each finds the one it fits', () => {
    const items = [wanted(LAMP), wanted(SEWER)]
    expect(wrong({ items }, { items: [itemOf(SEWER)] })).toEqual(['items', 'category'])
    expect(wrong({ items }, { items: [itemOf('x'), itemOf(LAMP), itemOf(SEWER)] })).toEqual(['items'])
  })

  test('urgency and place only where the case says so', () => {
    const items = [wanted(LAMP, { urgency: 'urgent', place: '3号楼' })]
    expect(wrong({ items }, { items: [itemOf(LAMP)] })).toEqual(['urgency', 'place'])
    const there = itemOf(LAMP, { urgency: 'urgent', placeText: '状元府3号楼' })
    expect(wrong({ items }, { items: [there] })).toEqual([])
  })
})

test('a place is the same when it holds the words or reads as the same address', () => {
  expect(samePlace('3号楼2单元', '状元府 3栋 2单元')).toBe(true)
  expect(samePlace('3号楼', '5号楼')).toBe(false)
  expect(samePlace('文昌路', '文昌路 路口')).toBe(true)
  expect(samePlace('文昌路', `我从早上走到晚上，${'走啊走'.repeat(20)}在文昌路`)).toBe(false)
  expect(samePlace('文昌路', null)).toBe(false)
})

test('the whole exam: tallies, alarms, time, tokens, cost, and why a model kept silent', () => {
  const marks = markExam(
    [
      {
        one: caseOf('right', { intents: ['request'], items: [wanted(LAMP)] }),
        understanding: answerOf({
          items: [itemOf(LAMP)],
          decidedBy: 'model',
          inputTokens: 1_000_000,
          outputTokens: 500_000,
          milliseconds: 9,
        }),
      },
      { one: caseOf('missed', { emergency: 'gas' }), understanding: answerOf({ fallback: 'timeout' }) },
      { one: caseOf('false', {}), understanding: answerOf({ emergency: 'fire', decidedBy: 'rule' }) },
    ],
    { input: 2, output: 4 },
  )
  expect(marks).toMatchObject({
    right: { right: 1, of: 3 },
    checks: { intent: { right: 1, of: 1 }, emergency: { right: 1, of: 3 } },
    exams: [{ exam: 'test', right: 1, of: 3 }],
    categories: { macroF1: 1 },
    emergencies: { expected: 1, missed: ['missed'], otherKind: [], falseAlarms: ['false'] },
    milliseconds: { p50: 1, p95: 9, p99: 9 },
    decidedBy: { rule: 1, model: 1, local: 1 },
    fallbacks: { timeout: 1 },
    cost: 4,
  })
  expect(markExam([]).cost).toBeNull()
})
