/**
 * The facts that figures are computed from: the times of a ticket, and whether its deadlines were kept.
 * docs/figures.md defines each figure. read-facts.ts computes the facts in SQL; testing/recompute.ts computes
 * them again, slowly, event by event.
 */
import type { ExclusionReason, Outcome } from '../domain/ticket/ticket-event.ts'

/**
 * Result of a deadline: true, kept; false, it passed while its clock ran, even when a later deadline was set
 * or the ticket changed hands; null, still running, called off, or never set.
 */
export type Kept = boolean | null

/** Times are milliseconds since 1970: dates would be slow for tens of thousands of tickets. */
export interface TicketFacts {
  id: string
  number: string
  gridId: string | null
  /** The unit that owns the ticket; null: the grid itself. */
  unitId: string | null
  category: string
  openedAt: number
  /** The first of each kind, unless it was taken back. */
  assignedAt: number | null
  acceptedAt: number | null
  /** The first answer of substance: a message to the resident, a question, a whistle, a meeting, a result. */
  answeredAt: number | null
  resolvedAt: number | null
  accept: Kept
  answer: Kept
  resolve: Kept
  urges: number
  returns: number
  reopens: number
  /** Highest level of supervision; 0: none. */
  supervised: number
  /** The ticket follows another one, which counts instead. */
  merged: boolean
  excluded: Exclusion | null
}

/** 剔除: excluded from the figures, by whom and why. */
export interface Exclusion {
  reason: ExclusionReason
  note: string
  memberId: string | null
  at: number
}

/** A closing 销号. A ticket that was reopened and closed again has two. */
export interface Closing {
  ticketId: string
  at: number
  outcome: Outcome
  /** Closed by the resident's confirmation; otherwise by their silence. */
  byWord: boolean
  reopened: boolean
  /** 1..5 */
  stars: number | null
}

/** One call 吹哨 of a department. */
export interface WhistleFacts {
  ticketId: string
  unitId: string
  calledAt: number
  report: Kept
  act: Kept
  /** 1..5, given by the grid. */
  stars: number | null
}

export interface Facts {
  tickets: TicketFacts[]
  closings: Closing[]
  whistles: WhistleFacts[]
}
