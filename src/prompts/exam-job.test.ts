/** After any failure of its process an exam is completed once, or marked as failed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { PROMPTS, SHIPPED_CLASSIFIER } from '../context.ts'
import { tryLock } from '../db/advisory-lock.ts'
import { sweep } from '../queue/sweep.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { holdExamNow, holdQueuedExam } from './exam-job.ts'
import { examRecord } from './exam-record.ts'
import { type ExamDeps, planExams } from './examine.ts'
import { saveVersion } from './versions.ts'

const CASES = `exam: triage
cases:
  - { id: lamp, texts: ["楼道灯坏了"], language: zh-CN, expect: { intent: request, items: [{ category: facilities.lighting }] } }
  - { id: hello, texts: ["你好"], language: zh-CN, expect: { intent: chatter } }
`
const signed = { author: '华管理员', note: '', at: new Date() }
const run = { lastAttempt: false, stopping: new AbortController().signal }
const folder = mkdtempSync(path.join(tmpdir(), 'linli-exam-job-'))
const exams = path.join(folder, 'exams')
/** A folder in place of the file, so that reading it fails. */
const unreadable = path.join(folder, 'unreadable')
let db: TestDatabase
let deps: ExamDeps
let version: string
let exam: string

beforeAll(async () => {
  for (const each of [exams, path.join(unreadable, 'few.yaml')]) mkdirSync(each, { recursive: true })
  writeFileSync(path.join(exams, 'few.yaml'), CASES)
  cpSync(path.join(PROMPTS, 'exams', 'protected.yaml'), path.join(exams, 'protected.yaml'))
  db = await createTestDatabase()
  deps = {
    pool: db.pool,
    exams,
    shippedClassifier: SHIPPED_CLASSIFIER,
    dataDir: folder,
    model: undefined,
    now: () => new Date(),
    mistakesIn: async () => [],
  }
  version = await saveVersion(db.pool, readPromptFiles(PROMPTS), signed)
})
afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  await db.pool.query('DELETE FROM prompt_exam')
  exam = (await planExams(deps, version, signed))[0] ?? ''
})

const state = async () => (await examRecord(db.pool, exam)).state
async function swept(patienceMs?: number) {
  const queued: unknown[] = []
  await sweep(
    {
      pool: db.pool,
      now: () => new Date(),
      queues: { enqueue: async (name, payload) => void queued.push([name, payload]) },
    },
    patienceMs,
  )
  return queued
}

it('is queued again as long as it is not over, by the sweep of rows without progress', async () => {
  await db.pool.query("UPDATE prompt_exam SET state = 'running', done = 1, total = 2")
  expect(await swept()).toEqual([])
  expect(await swept(0)).toEqual([['exam', { examId: exam }]])
  await holdQueuedExam(deps, exam, run)
  expect(await examRecord(db.pool, exam)).toMatchObject({ state: 'passed', done: 2, total: 2, error: null })
  expect(await swept(0)).toEqual([])
})

it('is planned once while it waits: a second request gets the same', async () => {
  expect(await planExams(deps, version, signed)).toEqual([exam])
  await holdExamNow(deps, exam)
  expect(await planExams(deps, version, signed)).not.toEqual([exam])
})

it('that is over is not held again', async () => {
  const first = await holdExamNow(deps, exam)
  await holdQueuedExam({ ...deps, exams: unreadable }, exam, run)
  expect(await holdExamNow({ ...deps, exams: unreadable }, exam)).toEqual(first)
})

it('is held by one at a time: a job leaves it, a person waits for it', async () => {
  const lock = await tryLock(db.pool, `exam ${exam}`)
  await holdQueuedExam(deps, exam, run)
  expect(await state()).toBe('queued')
  const waiting = holdExamNow(deps, exam)
  await lock?.release()
  expect(await waiting).toMatchObject({ id: exam, state: 'passed' })
})

it('waits for the next process when this one stops', async () => {
  const stopping = AbortSignal.abort(new Error('stop'))
  await holdQueuedExam(deps, exam, { lastAttempt: true, stopping })
  expect(await state()).toBe('running')
})

it('has failed when the last attempt fails, and not before', async () => {
  // A missing table may be temporary, so it is retried; unreadable papers are not.
  await db.pool.query('ALTER TABLE prompt_version RENAME TO away')
  try {
    await expect(holdQueuedExam(deps, exam, run)).rejects.toThrow('prompt_version')
    expect(await state()).toBe('running')
    await expect(holdQueuedExam(deps, exam, { ...run, lastAttempt: true })).rejects.toThrow('prompt_version')
  } finally {
    await db.pool.query('ALTER TABLE away RENAME TO prompt_version')
  }
  expect(await examRecord(db.pool, exam)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('prompt_version'),
  })
})

it('has failed at once when its papers cannot be read', async () => {
  await holdQueuedExam({ ...deps, exams: unreadable }, exam, run)
  expect(await examRecord(db.pool, exam)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('few.yaml'),
  })
})

it('of a model is left to a process that has its key, for a day', async () => {
  await db.pool.query("UPDATE prompt_exam SET decider = 'toy-model'")
  await holdQueuedExam(deps, exam, run)
  expect(await state()).toBe('queued')
  const tomorrow = new Date(Date.now() + 25 * 60 * 60 * 1000)
  await holdQueuedExam({ ...deps, now: () => tomorrow }, exam, run)
  expect(await examRecord(db.pool, exam)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('within a day'),
  })
})

it('of a model is never sat by another decider in its name', async () => {
  await db.pool.query("UPDATE prompt_exam SET decider = 'toy-model'")
  expect(await holdExamNow(deps, exam)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('OPENAI_API_KEY'),
  })
})

const DYING = fileURLToPath(new URL('../testing/dying-exam.ts', import.meta.url))

it('whose process dies counts as tried: the third process does not hold it, and says so', async () => {
  for (const _ of [0, 1]) {
    const child = spawn(process.execPath, ['--import', 'tsx', DYING, db.url, folder, exam], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(await state()).toBe('running')
  }
  // PostgreSQL notices the dead connection a moment later, and then releases its lock.
  await vi.waitFor(async () => {
    await holdQueuedExam(deps, exam, run)
    expect(await examRecord(db.pool, exam)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('two processes died'),
    })
  })
  expect(await swept(0)).toEqual([])
}, 120_000)

it('that is stopped, or fails, as often as it takes is not taken for deadly', async () => {
  const aborted = { ...run, stopping: AbortSignal.abort(new Error('stop')) }
  for (let times = 0; times < 3; times++) {
    await holdQueuedExam(deps, exam, aborted)
    const { rows } = await db.pool.query('SELECT begun_by, lost FROM prompt_exam')
    expect(rows).toEqual([{ begun_by: null, lost: 0 }])
  }
})

it('of a model goes on where the process before it was stopped', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  let silent = true
  // The model answers greetings, and hangs on the lamp until the process is stopped.
  const model = createServer(async (request, response) => {
    const { messages } = JSON.parse(await text(request)) as { messages: unknown[] }
    const about = JSON.stringify(messages.at(-1)).includes('楼道灯坏了') ? 'lamp' : 'hello'
    asked.push(about)
    if (about === 'lamp' && silent) return
    const item = {
      category: 'facilities.lighting',
      confidence: 0.9,
      urgency: 'normal',
      text: '楼道灯坏了',
      summary: '灯坏了',
      place: null,
    }
    const says = about === 'lamp' ? { intent: 'request', items: [item] } : { intent: 'chatter', items: [] }
    const content = JSON.stringify({ about: null, emergency: null, ...says })
    response.setHeader('Content-Type', 'application/json')
    response.end(
      JSON.stringify({
        choices: [
          { index: 0, finish_reason: 'stop', message: { role: 'assistant', content, refusal: null } },
        ],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    )
  }).listen(0, '127.0.0.1')
  await once(model, 'listening')
  const baseUrl = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`
  const withModel = {
    ...deps,
    model: { apiKey: 'x', baseUrl, model: 'another', timeoutMs: 8000, prices: null, dailyBudget: null },
  }
  try {
    await db.pool.query("UPDATE prompt_exam SET decider = 'toy'")
    const held = holdQueuedExam(withModel, exam, { ...run, stopping: stop.signal })
    await vi.waitFor(
      async () => expect(await examRecord(db.pool, exam)).toMatchObject({ done: 1, total: 2 }),
      { timeout: 20_000 },
    )
    stop.abort(new Error('stop'))
    await held
    expect([await state(), asked.toSorted()]).toEqual(['running', ['hello', 'lamp']])
    silent = false
    await holdQueuedExam(withModel, exam, run)
    expect(await examRecord(db.pool, exam)).toMatchObject({
      state: 'passed',
      result: { decider: 'toy', reused: 1 },
    })
    expect(asked.slice(2)).toEqual(['lamp'])
  } finally {
    model.closeAllConnections()
    model.close()
  }
})
