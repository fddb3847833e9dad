/**
 * What figures are made of: what happened to a ticket, and whether what was promised was kept. docs/figures.md says what
 * each figure means; read-facts.ts works the facts out in SQL, testing/recompute.ts again and slowly, event by event.
 */
import type { ExclusionReason, Outcome } from '../domain/ticket/ticket-event.ts'

/**
 * A promise: true, kept; false, its time ran out while its clock ran, whatever was promised later and to whomever it went;
 * null, still running, called off, or never made.
 */
export type Kept = boolean | null

/** Times are milliseconds since 1970: figures are made of tens of thousands of them. */
export interface TicketFacts {
  id: string
  number: string
  gridId: string | null
  /** The unit that is to do it; null: the grid itself. */
  unitId: string | null
  category: string
  openedAt: number
  /** Each for the first time, and only if it was not taken back. */
  assignedAt: number | null
  acceptedAt: number | null
  /** Of substance: words to the resident, a question to them, a whistle, a meeting, a result. */
  answeredAt: number | null
  resolvedAt: number | null
  accept: Kept
  answer: Kept
  resolve: Kept
  urges: number
  returns: number
  reopens: number
  /** How far up it went; 0: nowhere. */
  supervised: number
  /** It follows another ticket, and that one counts. */
  merged: boolean
  excluded: Exclusion | null
}

/** 剔除: kept out of the figures, by whom and why. */
export interface Exclusion {
  reason: ExclusionReason
  note: string
  memberId: string | null
  at: number
}

/** A closing 销号. A ticket that was opened again and closed again has two. */
export interface Closing {
  ticketId: string
  at: number
  outcome: Outcome
  /** By the resident's word; else by their silence. */
  byWord: boolean
  reopened: boolean
  /** 1..5 */
  stars: number | null
}

/** A department that was called 吹哨, once. */
export interface WhistleFacts {
  ticketId: string
  unitId: string
  calledAt: number
  report: Kept
  act: Kept
  /** 1..5, from the grid. */
  stars: number | null
}

export interface Facts {
  tickets: TicketFacts[]
  closings: Closing[]
  whistles: WhistleFacts[]
}
