/** The audit log: who changed what decides. Appended in the transaction of the change itself. */
import type { Pool } from 'pg'
import { toJsonb } from '../db/jsonb.ts'
import { newId } from '../ids.ts'

export const AUDITED = [
  'prompt.draft',
  'prompt.exam',
  'prompt.publish',
  'prompt.rollback',
  'shadow.start',
  'shadow.stop',
  'label.confirm',
  'label.drop',
  'label.reopen',
] as const

export interface AuditEntry {
  at: Date
  /** A member's name, or the operator's on the command line. */
  actor: string
  action: (typeof AUDITED)[number]
  /** What it was done to: a version, a label. */
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

/** The newest first. */
export async function auditEntries(db: Pick<Pool, 'query'>, limit = 50): Promise<Required<AuditEntry>[]> {
  const { rows } = await db.query<Required<AuditEntry>>(
    'SELECT at, actor, action, subject, data FROM audit_entry ORDER BY at DESC, id DESC LIMIT $1',
    [limit],
  )
  return rows
}
