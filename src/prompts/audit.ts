/** The audit log of changes to prompts and to staff. An entry is written in the transaction of its change. */
import type { Pool } from 'pg'
import { toJsonb } from '../db/jsonb.ts'
import { newId } from '../lib/ids.ts'

const AUDITED = [
  'prompt.draft',
  'prompt.exam',
  'prompt.publish',
  'prompt.rollback',
  'prompt.unreadable',
  'shadow.start',
  'shadow.stop',
  'label.confirm',
  'label.drop',
  'label.reopen',
  'org.import',
  'resident.link',
  'resident.forget',
] as const

export interface AuditEntry {
  at: Date
  /** A member's name, or the operator's on the command line. */
  actor: string
  action: (typeof AUDITED)[number]
  /** The object of the action: a version, a label. */
  subject: string
  data?: Readonly<Record<string, unknown>>
}

export async function appendAudit(db: Pick<Pool, 'query'>, entry: AuditEntry): Promise<void> {
  const { at, actor, action, subject, data = {} } = entry
  await db.query(
    'INSERT INTO audit_entry (id, at, actor, action, subject, data) VALUES ($1, $2, $3, $4, $5, $6)',
    [newId(), at, actor, action, subject, toJsonb(data)],
  )
}

export interface ReadEntry extends Required<AuditEntry> {
  id: string
}

/** The newest first; with `before`, only older entries than that one. */
export async function auditEntries(
  db: Pick<Pool, 'query'>,
  { before, limit = 50 }: { before?: string; limit?: number } = {},
): Promise<ReadEntry[]> {
  const { rows } = await db.query<ReadEntry>(
    `SELECT id, at, actor, action, subject, data FROM audit_entry
     WHERE $1::uuid IS NULL OR (at, id) < (SELECT at, id FROM audit_entry WHERE id = $1)
     ORDER BY at DESC, id DESC LIMIT $2`,
    [before ?? null, limit],
  )
  return rows
}
