/** Shadows 影子: a draft that runs beside the live version on a share of the turns, without effect; at most one. */
import type { Pool } from 'pg'
import { inTransaction } from '../db/client.ts'
import { toJsonb } from '../db/jsonb.ts'
import { newId } from '../lib/ids.ts'
import { appendAudit } from './audit.ts'
import { liveVersion, PromptRefused, type Queryable, type Signed } from './versions.ts'

export interface Shadow {
  id: string
  versionId: string
  /** 0..1 of the turns. */
  share: number
}

/** The parts of a triage result that are compared. */
export interface Verdict {
  intent: string
  categories: readonly string[]
  urgencies: readonly string[]
  about: string | null
  emergency: string | null
}

export interface ShadowAnswer {
  shadowId: string
  at: Date
  liveVersion: string
  /** Masked. Empty when both agree, because there is nothing to review. */
  texts: readonly string[]
  live: Verdict
  draft: Verdict
  agrees: boolean
}

export interface ShadowSummary extends Shadow {
  author: string
  startedAt: Date
  endedAt: Date | null
  asked: number
  agreed: number
}

/** Starts a shadow and ends the running one. @throws PromptRefused when the version is live or the share is invalid. */
export async function startShadow(
  pool: Pool,
  versionId: string,
  share: number,
  signed: Signed,
): Promise<void> {
  if (!(share > 0 && share <= 1))
    throw new PromptRefused('份额是 0 到 1 之间的数，如 0.1 / a share is a number up to 1, such as 0.1')
  await inTransaction(pool, async db => {
    // Lock against a race: two concurrent starts would leave two running shadows.
    await db.query("SELECT pg_advisory_xact_lock(hashtext('linli shadow'))")
    if (versionId === (await liveVersion(db)))
      throw new PromptRefused(`${versionId}: 已经在用，无从比较 / is live: there is nothing to compare`)
    await db.query('UPDATE shadow SET ended_at = $1 WHERE ended_at IS NULL', [signed.at])
    await db.query(
      'INSERT INTO shadow (id, version_id, share, author, started_at) VALUES ($1, $2, $3, $4, $5)',
      [newId(), versionId, share, signed.author, signed.at],
    )
    await appendAudit(db, {
      at: signed.at,
      actor: signed.author,
      action: 'shadow.start',
      subject: versionId,
      data: { share },
    })
  })
}

/** @throws PromptRefused when none runs. */
export async function stopShadow(pool: Pool, { author, at }: Signed): Promise<void> {
  await inTransaction(pool, async db => {
    const { rows } = await db.query<{ versionId: string }>(
      'UPDATE shadow SET ended_at = $1 WHERE ended_at IS NULL RETURNING version_id AS "versionId"',
      [at],
    )
    if (!rows[0]) throw new PromptRefused('没有影子在跑 / no shadow is running')
    await appendAudit(db, { at, actor: author, action: 'shadow.stop', subject: rows[0].versionId })
  })
}

/** The newest first. */
export async function listShadows(db: Queryable, limit = 10): Promise<ShadowSummary[]> {
  const { rows } = await db.query<ShadowSummary>(
    `SELECT s.id, s.version_id AS "versionId", s.share, s.author, s.started_at AS "startedAt", s.ended_at AS "endedAt",
       count(a.id)::int AS asked, count(a.id) FILTER (WHERE a.agrees)::int AS agreed
     FROM shadow s LEFT JOIN shadow_answer a ON a.shadow_id = s.id GROUP BY s.id ORDER BY s.started_at DESC LIMIT $1`,
    [limit],
  )
  return rows
}

/** The newest first. */
export async function disagreements(
  db: Queryable,
  shadowId: string,
  limit = 50,
): Promise<Omit<ShadowAnswer, 'agrees'>[]> {
  const { rows } = await db.query<Omit<ShadowAnswer, 'agrees'>>(
    `SELECT shadow_id AS "shadowId", at, live_version AS "liveVersion", texts, live, draft
     FROM shadow_answer WHERE shadow_id = $1 AND NOT agrees ORDER BY at DESC LIMIT $2`,
    [shadowId, limit],
  )
  return rows
}

export async function recordShadowAnswer(db: Queryable, answer: ShadowAnswer): Promise<void> {
  const { shadowId, at, liveVersion: version, agrees, texts, live, draft } = answer
  await db.query({
    name: 'shadow answer',
    text: `INSERT INTO shadow_answer (id, shadow_id, at, live_version, agrees, texts, live, draft)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [newId(), shadowId, at, version, agrees, texts, toJsonb(live), toJsonb(draft)],
  })
}

/** Retention: residents' words are stored only as long as the review of a draft takes. */
export async function forgetShadowAnswers(db: Queryable, before: Date): Promise<void> {
  await db.query('DELETE FROM shadow_answer WHERE at < $1', [before])
}
