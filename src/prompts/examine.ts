/**
 * Runs the exams of a version: one for each decider (the model, and the local classifier that is its fallback),
 * compared with the live version. Each exam is a row, so that an admin who publishes can see the results.
 */
import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import { toJsonb } from '../db/jsonb.ts'
import { LOCAL } from '../exam/decider.ts'
import { examPapers, type ExamPapers } from '../exam/exam-papers.ts'
import type { ExamResult } from '../exam/exam-result.ts'
import { examinePrompt } from '../exam/prompt-exam.ts'
import { workCases } from '../exam/work-cases.ts'
import { newId } from '../lib/ids.ts'
import { BEGIN, MOST_LOST, PROCESS } from '../lib/attempt-marker.ts'
import { loadGuides } from '../prompt-files/guide-library.ts'
import { loadCategories, loadTriagePrompt } from '../prompt-files/load-prompt.ts'
import { PromptFileError, type PromptFiles } from '../prompt-files/prompt-files.ts'
import { appendAudit } from './audit.ts'
import { type ExamRecord, examRecord, failExam } from './exam-record.ts'
import { confirmedLabels } from './labels.ts'
import type { Required } from './publish.ts'
import { filesOf, liveVersion, type Queryable, type Signed } from './versions.ts'

export interface ExamDeps {
  pool: Pool
  /** prompts/exams. */
  exams: string
  shippedClassifier: string
  dataDir: string
  model: Config['model']
  now: () => Date
  /** See `check.ts`. */
  mistakesIn(files: PromptFiles): Promise<string[]>
}

/** An invalid version must not be examined, published, rolled back to or run as a shadow. @throws PromptFileError */
export async function mustBeReadable({ pool, mistakesIn }: ExamDeps, versionId: string): Promise<void> {
  const mistakes = await mistakesIn(await filesOf(pool, versionId))
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
}

export interface HeldExam {
  id: string
  decider: string
  state: 'passed' | 'refused' | 'failed'
  /** null: the exam failed; `error` gives the reason. */
  result: ExamResult | null
  error: string | null
}

/** The exams that a version must have passed to be published now. @throws PromptFileError */
export async function requiredFor(deps: ExamDeps, versionId: string): Promise<Required> {
  await mustBeReadable(deps, versionId)
  const files = await filesOf(deps.pool, versionId)
  return { casesHash: (await papersFor(deps, files)).hash, deciders: await decidersFor(deps, files) }
}

/** Queues one exam for each decider, unless the same exam waits already. @returns their ids. @throws PromptFileError */
export async function planExams(
  deps: ExamDeps,
  versionId: string,
  { author, at }: Pick<Signed, 'author' | 'at'>,
): Promise<string[]> {
  const live = await liveVersion(deps.pool)
  const { casesHash, deciders } = await requiredFor(deps, versionId)
  const ids = []
  for (const decider of deciders) {
    const planned = { versionId, baselineId: live, decider, casesHash, author, at }
    ids.push((await waitingExam(deps.pool, planned)) ?? (await insertExam(deps.pool, planned)))
  }
  await appendAudit(deps.pool, {
    at,
    actor: author,
    action: 'prompt.exam',
    subject: versionId,
    data: { deciders },
  })
  return ids
}

export interface HoldOptions {
  onProgress?: (done: number, of: number) => void
  /** Aborts the exam, which then throws the signal's reason. */
  signal?: AbortSignal
}

const DEADLY =
  '两个进程考到一半都断了，不再考；换一版，或看看内存够不够再考一次 / two processes died holding it, so it is not held again: change the version, or see whether there is memory enough and ask for a new one'

/**
 * Runs a queued exam, or resumes one whose process died: a model's answers are cached, so no call is repeated. An exam
 * that is over returns its result. @throws PromptUnknown when there is no such exam.
 */
export async function holdExam(
  deps: ExamDeps,
  id: string,
  { onProgress = () => {}, signal }: HoldOptions = {},
): Promise<HeldExam> {
  const { pool, now } = deps
  const { rows } = await pool.query<Planned & { lost: number }>(
    `UPDATE prompt_exam e SET state = 'running', done = 0, ${BEGIN('e', '$2')}
     WHERE id = $1 AND state IN ('queued', 'running')
     RETURNING version_id AS "versionId", baseline_id AS "baselineId", decider, author, lost`,
    [id, PROCESS],
  )
  const planned = rows[0]
  if (!planned) return over(await examRecord(pool, id))
  const { versionId, decider } = planned
  const failed = async (error: string): Promise<HeldExam> => {
    await failExam(pool, id, error, now())
    return { id, decider, state: 'failed', result: null, error }
  }
  if (planned.lost >= MOST_LOST) return failed(DEADLY)
  try {
    const files = await filesOf(pool, versionId)
    const papers = await papersFor(deps, files)
    const progress = shownIn(pool, id, onProgress)
    const baseline = await baselineOf(deps, planned, papers, signal)
    const result = await examine(deps, files, papers, { decider, baseline, onProgress: progress, signal })
    const state = result.objections.length > 0 ? 'refused' : 'passed'
    await pool.query(
      'UPDATE prompt_exam SET state = $2, cases_hash = $3, result = $4, done = total, ended_at = $5 WHERE id = $1',
      [id, state, papers.hash, toJsonb(result), now()],
    )
    return { id, decider, state, result, error: null }
  } catch (error) {
    if (error instanceof PromptFileError) return failed(error.message)
    // An error is no process death, so it must not count as one. Without the database the row stays, and it counts.
    await pool.query('UPDATE prompt_exam SET begun_by = NULL WHERE id = $1', [id]).catch(() => {})
    throw error
  }
}

function over({ id, decider, state, result, error }: ExamRecord): HeldExam {
  if (state === 'queued' || state === 'running') throw new Error(`exam ${id} is not over`)
  return { id, decider, state, result, error }
}

interface Planned {
  versionId: string
  baselineId: string | null
  decider: string
  author: string
}

/** The live version's result on the same papers; without one the live version is examined now. */
async function baselineOf(
  deps: ExamDeps,
  { versionId, baselineId, decider, author }: Planned,
  papers: ExamPapers,
  signal: AbortSignal | undefined,
): Promise<ExamResult | null> {
  if (!baselineId || baselineId === versionId) return null
  const { pool, now } = deps
  const { rows } = await pool.query<{ result: ExamResult }>(
    `SELECT result FROM prompt_exam WHERE version_id = $1 AND decider = $2 AND cases_hash = $3 AND result IS NOT NULL
     ORDER BY started_at DESC, id DESC LIMIT 1`,
    [baselineId, decider, papers.hash],
  )
  if (rows[0]) return rows[0].result
  const result = await examine(deps, await filesOf(pool, baselineId), papers, {
    decider,
    baseline: null,
    signal,
  })
  const id = await insertExam(pool, {
    versionId: baselineId,
    baselineId: null,
    decider,
    casesHash: papers.hash,
    author,
    at: now(),
  })
  await pool.query(
    'UPDATE prompt_exam SET state = $2, result = $3, done = total, ended_at = $4 WHERE id = $1',
    [id, result.objections.length > 0 ? 'refused' : 'passed', toJsonb(result), now()],
  )
  return result
}

async function examine(
  { model, shippedClassifier, dataDir, now }: ExamDeps,
  files: PromptFiles,
  { cases, guarded }: ExamPapers,
  asked: {
    decider: string
    baseline: ExamResult | null
    onProgress?: (done: number, of: number) => void
    signal: AbortSignal | undefined
  },
): Promise<ExamResult> {
  if (asked.decider !== LOCAL && !model)
    throw new PromptFileError(`${asked.decider}: 这里没有设模型 / no model is set here: OPENAI_API_KEY`)
  return examinePrompt({
    files,
    cases,
    guarded,
    shippedClassifier,
    dataDir,
    // The model of the plan, because the settings may have changed since.
    model: asked.decider === LOCAL || !model ? null : { ...model, model: asked.decider },
    fresh: false,
    baseline: asked.baseline,
    now,
    ...(asked.onProgress && { onProgress: asked.onProgress }),
    ...(asked.signal && { signal: asked.signal }),
  })
}

/**
 * Cases are checked against the version's own tree: a case of a category that it has dropped is reported as a mistake.
 * Labels from work are included as they are confirmed now.
 */
async function papersFor({ exams, pool }: ExamDeps, files: PromptFiles): Promise<ExamPapers> {
  const tree = loadCategories(files)
  const guides = loadGuides(files, tree)
  return examPapers(exams, { tree, guides }, workCases(await confirmedLabels(pool), tree))
}

/** The local classifier is always included, because it is the fallback of the model. */
async function decidersFor({ model }: ExamDeps, files: PromptFiles): Promise<string[]> {
  return model ? [LOCAL, model.model ?? (await loadTriagePrompt(files)).model] : [LOCAL]
}

async function waitingExam(db: Queryable, exam: Planned & { casesHash: string }): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM prompt_exam WHERE state IN ('queued', 'running') AND version_id = $1
     AND baseline_id IS NOT DISTINCT FROM $2 AND decider = $3 AND cases_hash = $4 ORDER BY started_at DESC, id DESC LIMIT 1`,
    [exam.versionId, exam.baselineId, exam.decider, exam.casesHash],
  )
  return rows[0]?.id ?? null
}

async function insertExam(db: Queryable, exam: Planned & { casesHash: string; at: Date }): Promise<string> {
  const id = newId()
  await db.query(
    `INSERT INTO prompt_exam (id, version_id, baseline_id, decider, cases_hash, state, author, started_at)
     VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7)`,
    [id, exam.versionId, exam.baselineId, exam.decider, exam.casesHash, exam.author, exam.at],
  )
  return id
}

/** Stores the progress in the row at every percent, for other processes. */
function shownIn(db: Queryable, id: string, onProgress: (done: number, of: number) => void) {
  let shown = -1
  return (done: number, of: number) => {
    onProgress(done, of)
    const part = Math.floor((done * 100) / of)
    if (part === shown) return
    shown = part
    // The progress is informative only; a failed update must not fail the exam.
    db.query("UPDATE prompt_exam SET done = $2, total = $3 WHERE id = $1 AND state = 'running'", [
      id,
      done,
      of,
    ]).catch(() => {})
  }
}
