/**
 * Makes a version live: by publishing it after its exams against the current live version, or by a rollback. Each
 * inserts one row, which every process polls, so that all switch within seconds.
 */
import type { Pool } from 'pg'
import { inTransaction } from '../db/client.ts'
import { newId } from '../lib/ids.ts'
import { appendAudit } from './audit.ts'
import { type Queryable, PromptRefused, type Signed, liveVersion } from './versions.ts'

type PublicationKind = 'start' | 'publish' | 'rollback'

/** The exams that count: on these cases, one for each decider. */
export interface Required {
  casesHash: string
  deciders: readonly string[]
}

/** @throws PromptRefused when the version is live already, or an exam is missing, outdated or not passed. */
export async function publish(
  pool: Pool,
  versionId: string,
  required: Required,
  signed: Signed,
): Promise<void> {
  await changeLive(pool, async (db, live) => {
    if (live === versionId) throw new PromptRefused(`${versionId}: 已经在用了 / is live already`)
    const missing = await missingExams(db, versionId, live, required)
    if (missing.length > 0)
      throw new PromptRefused(
        `${versionId}: 还没通过对照当前版本的考卷（${missing.join('、')}），不能上线 / has not passed its exam against the live version (${missing.join(', ')}): not published`,
      )
    await goLive(db, versionId, 'publish', signed, live)
  })
}

/** Deciders without a passed exam of this version on these cases against this baseline. */
export async function missingExams(
  db: Queryable,
  versionId: string,
  baselineId: string | null,
  { casesHash, deciders }: Required,
): Promise<string[]> {
  const { rows } = await db.query<{ decider: string; state: string }>(
    `SELECT DISTINCT ON (decider) decider, state FROM prompt_exam
     WHERE version_id = $1 AND baseline_id IS NOT DISTINCT FROM $2 AND cases_hash = $3 AND state IN ('passed', 'refused')
     ORDER BY decider, started_at DESC, id DESC`,
    [versionId, baselineId, casesHash],
  )
  return deciders.filter(name => !rows.some(({ decider, state }) => decider === name && state === 'passed'))
}

/**
 * Rolls back to a version that was live before; without an id, to the previous one. No exam is needed: the version has
 * worked before, and a rollback is urgent.
 * @returns the version that is live now. @throws PromptRefused
 */
export async function rollBack(pool: Pool, versionId: string | null, signed: Signed): Promise<string> {
  return changeLive(pool, async (db, live) => {
    const target = await rollbackTarget(db, versionId, live)
    await goLive(db, target, 'rollback', signed, live)
    return target
  })
}

/** The version that a rollback makes live. @throws PromptRefused */
export async function rollbackTarget(
  db: Queryable,
  versionId: string | null,
  live: string | null,
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT version_id AS id FROM prompt_publication WHERE version_id <> $1 GROUP BY version_id
     -- Twice back is two steps back: first whatever was live before this version first was.
     ORDER BY min(at) < (SELECT min(at) FROM prompt_publication WHERE version_id = $1) DESC, max(at) DESC`,
    [live],
  )
  const before = rows.map(({ id }) => id)
  const target = versionId ?? before[0]
  if (!target) throw new PromptRefused('之前没有上线过别的版本 / no other version was live before')
  if (target === live) throw new PromptRefused(`${target}: 已经在用了 / is live already`)
  if (!before.includes(target))
    throw new PromptRefused(`${target}: 从未上线过，请用 publish / was never live: publish it instead`)
  return target
}

/** Publishes the folder's prompts, before the first manual publication or when the published version is unreadable. */
export async function publishFolder(pool: Pool, versionId: string, signed: Signed): Promise<void> {
  await changeLive(pool, async (db, live) => {
    if (live !== versionId) await goLive(db, versionId, 'start', signed, live)
  })
}

/** Advisory lock: with two concurrent publications, each exam would compare with a version that is no longer live. */
const LOCK = 'linli prompts'

const changeLive = <T>(pool: Pool, change: (db: Queryable, live: string | null) => Promise<T>): Promise<T> =>
  inTransaction(pool, async db => {
    await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCK])
    return change(db, await liveVersion(db))
  })

const ACTION = { start: 'prompt.publish', publish: 'prompt.publish', rollback: 'prompt.rollback' } as const

async function goLive(
  db: Queryable,
  versionId: string,
  kind: PublicationKind,
  { author, note, at }: Signed,
  before: string | null,
): Promise<void> {
  // The newest row is live, so its time must be later than all others even if the clock was set back.
  await db.query(
    `INSERT INTO prompt_publication (id, version_id, kind, author, note, at)
     SELECT $1, $2, $3, $4, $5, greatest($6::timestamptz, max(at) + interval '1 millisecond') FROM prompt_publication`,
    [newId(), versionId, kind, author, note, at],
  )
  await appendAudit(db, {
    at,
    actor: author,
    action: ACTION[kind],
    subject: versionId,
    data: { kind, before, note },
  })
}
