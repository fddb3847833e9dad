/** Cases and answers for tests of the exams, with everything filled in that a test does not care about. */
import type { Understanding } from '../domain/triage-result.ts'
import type { ExamCase, Expected } from '../exam/exam-file.ts'
import { turnOf } from './turn-input.ts'

export const caseOf = (id: string, expected: Partial<Expected>, over: Partial<ExamCase> = {}): ExamCase => ({
  id,
  exam: 'test',
  input: turnOf('楼道灯坏了'),
  expected: { intents: null, items: null, about: undefined, emergency: null, ...expected },
  hash: `hash of ${id}`,
  ...over,
})

export const itemOf = (category: string, over: Partial<Understanding['items'][number]> = {}) => ({
  category,
  confidence: 0.9,
  urgency: 'normal' as const,
  text: '楼道灯坏了',
  summary: '楼道灯坏了',
  placeText: null,
  guide: null,
  needsPlace: true,
  ...over,
})

export const answerOf = (over: Partial<Understanding>): Understanding => ({
  intent: 'request',
  items: [],
  about: null,
  decidedBy: 'local',
  emergency: null,
  model: null,
  promptVersion: null,
  calls: [],
  inputTokens: 0,
  outputTokens: 0,
  milliseconds: 1,
  fallback: null,
  ...over,
})
