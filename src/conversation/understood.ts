/** A burst of words with what triage made of it, and everything around it that matters. */
import type { Ticket } from '../domain/ticket.ts'
import type { Understanding } from '../domain/understanding.ts'
import type { Resident } from './resident.ts'
import type { Conversation, Heard } from './turn.ts'

export interface Understood {
  conversation: Conversation
  /** In the language of these words. */
  resident: Resident
  /** Open or lately closed, newest first. */
  tickets: readonly Ticket[]
  /** The one with an unanswered question of ours. */
  asked: Ticket | undefined
  burst: readonly Heard[]
  texts: readonly string[]
  understanding: Understanding
}
