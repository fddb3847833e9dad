import { expect, it } from 'vitest'
import { answerOf, caseOf } from '../testing/exam-answers.ts'
import { runExam } from './run-exam.ts'

const cases = (count: number) => Array.from({ length: count }, (_, i) => caseOf(`case ${i}`, {}))

it('lets the rest of the process work while a triage that never waits is asked', async () => {
  let heardAfter = 0
  let done = 0
  setImmediate(() => (heardAfter = done))
  const busy = () => {
    for (const until = performance.now() + 1; performance.now() < until; );
    return Promise.resolve(answerOf({}))
  }
  await runExam(cases(60), { understand: busy }, { onProgress: now => (done = now) })
  expect(done).toBe(60)
  expect(heardAfter).toBeGreaterThan(0)
  expect(heardAfter).toBeLessThan(40)
})

it('ends at once when it is aborted, without waiting for the triage', async () => {
  const stop = new AbortController()
  const asked = { count: 0 }
  const silent = () => {
    asked.count++
    return new Promise<never>(() => {})
  }
  const exam = runExam(cases(10), { understand: silent }, { concurrency: 2, signal: stop.signal })
  stop.abort(new Error('stopping'))
  await expect(exam).rejects.toThrow('stopping')
  expect(asked.count).toBe(2)
  await expect(runExam(cases(1), { understand: silent }, { signal: stop.signal })).rejects.toThrow('stopping')
})
