/** A resident's turn with what triage made of its words. */
import type { Understanding } from '../../domain/triage-result.ts'
import type { MessageContent } from '../../inbox/inbound-messages.ts'
import { pinOf } from '../attachments.ts'
import type { ResidentTurn } from './resident-turn.ts'

export interface TriagedTurn extends ResidentTurn {
  /** Sent before these words and meant now: their files and pin belong to the ticket too. */
  earlier: readonly MessageContent[]
  texts: readonly string[]
  understanding: Understanding
}

/** The last pin counts, of this turn or of what came before and belongs to it. */
export const pinIn = ({ earlier, burst }: TriagedTurn) => pinOf([...earlier, ...burst])
