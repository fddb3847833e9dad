/**
 * Labels from work 工作中的标注: when a worker sets a ticket's category, the masked text becomes a proposed label. An admin
 * confirms or drops it. Confirmed labels train the classifier and join the exam with the next version.
 */
import type { Pool } from 'pg'
import { inTransaction } from '../db/client.ts'
import type { CategoryTree } from '../domain/category.ts'
import type { Language } from '../domain/message.ts'
import { BY_ID, type Rewrite, rewriteTexts } from '../db/rewrite-texts.ts'
import { newId } from '../lib/ids.ts'
import type { ConfirmedLabel } from '../prompt-files/confirmed-labels.ts'
import { redact } from '../domain/privacy/redact.ts'
import { appendAudit } from './audit.ts'
import { PromptRefused, type Queryable, type Signed } from './versions.ts'

export const LABEL_STATES = ['proposed', 'confirmed', 'dropped'] as const
export type LabelState = (typeof LABEL_STATES)[number]

export interface Label extends ConfirmedLabel {
  state: LabelState
  ticketId: string | null
  /** The decision of triage: category, confidence, decider and version. */
  was: string
  confidence: number
  decidedBy: string | null
  promptVersion: string | null
  /** grid_worker, duty_officer … */
  proposedBy: string
  proposedAt: Date
  judgedBy: string | null
  judgedAt: Date | null
  note: string
}

/** Longer texts are cut, because an admin has to judge a label at a glance. */
const CHARACTERS = 1000

export interface Proposal {
  ticketId: string
  language: Language
  /** The resident's words, not masked. */
  text: string
  category: string
  /** Role of the worker who set the category. */
  by: string
  at: Date
}

/**
 * Must run in the transaction that changes the category. A ticket has at most one open proposal, which a later one
 * replaces. Going back to the category that triage had with confidence deletes it, because that undoes a mistake.
 * @param unsure below this confidence triage did not show its category, so even the same category is a new label.
 */
export async function proposeLabel(db: Queryable, proposal: Proposal, unsure: number): Promise<void> {
  const { ticketId, language, text, category, by, at } = proposal
  await db.query("DELETE FROM label WHERE ticket_id = $1 AND state = 'proposed'", [ticketId])
  const masked = [...redact(text)].slice(0, CHARACTERS).join('').trim()
  if (masked === '') return
  await db.query(
    `INSERT INTO label (id, ticket_id, language, text, was, confidence, decided_by, prompt_version, category, proposed_by, proposed_at)
     SELECT $1, $2, $3, $4, d.category, d.confidence, d.decided_by, d.prompt_version, $5, $6, $7
     FROM triage_decision d WHERE d.ticket_id = $2 AND d.decided_by <> 'person' AND (d.category <> $5 OR d.confidence < $8)
     ORDER BY d.id DESC LIMIT 1`,
    [newId(), ticketId, language, masked, category, by, at, unsure],
  )
}

const COLUMNS = `id, language, text, category, state, ticket_id AS "ticketId", was, confidence, decided_by AS "decidedBy",
  prompt_version AS "promptVersion", proposed_by AS "proposedBy", proposed_at AS "proposedAt", judged_by AS "judgedBy",
  judged_at AS "judgedAt", note`

/** Proposals with the oldest first; judged labels with the newest first. */
export async function listLabels(db: Queryable, state: LabelState, limit = 50): Promise<Label[]> {
  const order = state === 'proposed' ? 'proposed_at, id' : 'judged_at DESC, id'
  const { rows } = await db.query<Label>(
    `SELECT ${COLUMNS} FROM label WHERE state = $1 ORDER BY ${order} LIMIT $2`,
    [state, limit],
  )
  return rows
}

/** All labels for training and exams. */
export async function confirmedLabels(db: Queryable): Promise<ConfirmedLabel[]> {
  const { rows } = await db.query<ConfirmedLabel>(
    "SELECT id, language, text, category FROM label WHERE state = 'confirmed' ORDER BY id",
  )
  return rows
}

export type Judgement =
  | { state: 'confirmed'; text?: string | undefined; category?: string | undefined }
  | { state: 'dropped' }
  /** Undoes a judgement, so that the label is judged again. */
  | { state: 'proposed' }

const ACTION = { confirmed: 'label.confirm', dropped: 'label.drop', proposed: 'label.reopen' } as const

/**
 * @param id the id, or its end as shown to the admin.
 * @param tree the live tree: a confirmed label must have one of its categories.
 * @throws PromptRefused when there is no such label, it is in that state already (two admins at once), or the category
 * is unknown.
 */
export async function judgeLabel(
  pool: Pool,
  id: string,
  judgement: Judgement,
  tree: CategoryTree,
  { author, at, note }: Signed,
): Promise<Label> {
  return await inTransaction(pool, async db => {
    const label = await lockedLabel(db, id)
    const { state } = judgement
    if (label.state === state || (state !== 'proposed' && label.state !== 'proposed'))
      throw new PromptRefused(
        `${short(label)}: 已由 ${label.judgedBy ?? '-'} 判为 ${label.state} / is ${label.state} already`,
      )
    const { text = label.text, category = label.category } = judgement.state === 'confirmed' ? judgement : {}
    const masked = redact(text).trim()
    if (state === 'confirmed' && !tree.has(category))
      throw new PromptRefused(`${category}: 上线的类别里没有 / is no category of the live version`)
    if (masked === '') throw new PromptRefused('原话不能是空的 / the words must not be empty')
    const judged = state === 'proposed' ? null : { by: author, at }
    const { rows } = await db.query<Label>(
      `UPDATE label SET state = $2, text = $3, category = $4, judged_by = $5, judged_at = $6, note = $7 WHERE id = $1
       RETURNING ${COLUMNS}`,
      [label.id, state, masked, category, judged?.by ?? null, judged?.at ?? null, note],
    )
    await appendAudit(db, {
      at,
      actor: author,
      action: ACTION[state],
      subject: label.id,
      data: { category, note, ...(masked !== label.text && { edited: true }) },
    })
    return rows[0] as Label
  })
}

/** Ids sort by time, so their beginnings are alike; admins refer to a label by its end. */
export const short = ({ id }: Pick<Label, 'id'>): string => id.slice(-6)

async function lockedLabel(db: Queryable, id: string): Promise<Label> {
  const { rows } = await db.query<Label>(
    `SELECT ${COLUMNS} FROM label WHERE right(id::text, length($1)) = lower($1) LIMIT 2 FOR UPDATE`,
    [id],
  )
  if (rows.length > 1) throw new PromptRefused(`${id}: 不止一条 / several labels end like that`)
  if (!rows[0] || id.length < 4) throw new PromptRefused(`${id}: 没有这条标注 / there is no such label`)
  return rows[0]
}

/** Retention: deletes proposals from before this instant. */
export async function forgetProposals(db: Queryable, before: Date): Promise<void> {
  await db.query("DELETE FROM label WHERE state = 'proposed' AND proposed_at < $1", [before])
}

/**
 * Erases a person from labels: deletes the proposals of their tickets and unlinks judged labels. A confirmed label
 * stays a case of the exam, because its text was masked when it was proposed.
 */
export async function eraseLabels(db: Queryable, ticketIds: readonly string[], mask: Rewrite): Promise<void> {
  await db.query("DELETE FROM label WHERE ticket_id = ANY($1::uuid[]) AND state = 'proposed'", [ticketIds])
  const texts = {
    read: "SELECT id, text FROM label WHERE text <> '' AND ticket_id = ANY($1::uuid[])",
    write: `UPDATE label x SET text = n.text ${BY_ID}`,
  }
  await rewriteTexts(db, texts, ticketIds, mask)
  await db.query('UPDATE label SET ticket_id = NULL WHERE ticket_id = ANY($1::uuid[])', [ticketIds])
}
