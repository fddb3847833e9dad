import { expect, test } from 'vitest'
import { answerOf, caseOf } from '../testing/exam-answers.ts'
import { turnOf } from '../testing/turn-input.ts'
import { compareExams } from './compare.ts'
import type { ExamResult } from './exam-result.ts'
import { html } from './html.ts'
import { htmlReport } from './html-report.ts'
import { markExam } from './mark.ts'
import { textReport } from './text-report.ts'
import { objections } from './verdict.ts'

const ATTACK = `<script>alert(1)</script><img src=x onerror='a'>"&`

function result(intent: 'chatter' | 'thanks', over: Partial<ExamResult> = {}): ExamResult {
  const one = caseOf(ATTACK, { intents: ['thanks'], emergency: 'gas' }, { input: turnOf(ATTACK) })
  const marks = markExam([{ one, understanding: answerOf({ intent }) }])
  return {
    version: 'abc',
    decider: ATTACK,
    at: '2026-11-20T08:00:00.000Z',
    seconds: 1,
    reused: 0,
    comparison: null,
    objections: objections(marks, null),
    ...marks,
    ...over,
  }
}

test('nothing that was typed becomes markup', () => {
  const comparison = compareExams(result('thanks'), result('chatter'), [])
  const page = htmlReport(result('chatter', { comparison }))
  expect(page).not.toMatch(/<script|<img/u)
  expect(page).toContain('&lt;script&gt;')
})

test('the page needs nothing from elsewhere, and is for a phone in the dark', () => {
  const page = htmlReport(result('chatter'))
  expect(page).not.toMatch(/https?:|<[^>]*\s(?:src|href)=|@import|url\(/u)
  expect(page).toContain('name="viewport"')
  expect(page).toContain('prefers-color-scheme: dark')
})

test('both say in both languages why it was refused', () => {
  for (const report of [htmlReport(result('chatter')), textReport(result('chatter'))]) {
    expect(report).toContain('险情没有听出来')
    expect(report).toContain('an emergency was missed')
  }
})

test('only HTML stays HTML', () => {
  expect(html`${['<', html`<b>${'&'}</b>`, 1]}`.toString()).toBe('&lt;<b>&amp;</b>1')
})
