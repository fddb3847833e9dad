/** Stores each decision on a ticket's category: by what it was made, and how surely. */
import { newId } from '../lib/ids.ts'
import type { Category } from '../domain/category.ts'
import type { Understanding } from '../domain/triage-result.ts'
import type { Queryable } from './store.ts'

export interface Decision {
  category: Category['id']
  /** 0 to 1. */
  confidence: number
  /** null: a person decided. */
  by: Understanding | null
}

export const recordDecision = (
  db: Queryable,
  ticketId: string,
  { category, confidence, by }: Decision,
  at: Date,
) =>
  db.query({
    name: 'triage decision',
    text: `INSERT INTO triage_decision (id, ticket_id, decided_by, category, confidence, model, prompt_version, milliseconds, fallback, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      newId(),
      ticketId,
      by?.decidedBy ?? 'person',
      category,
      confidence,
      by?.model ?? null,
      by?.promptVersion ?? null,
      Math.round(by?.milliseconds ?? 0),
      by?.fallback ?? null,
      at,
    ],
  })
