/** A burst of words with what triage made of it, and everything around it that matters. */
import type { Ticket } from '../../domain/ticket/ticket.ts'
import type { Item, Understanding } from '../../domain/triage-result.ts'
import type { Resident } from '../../inbox/residents.ts'
import type { Conversation } from '../../inbox/conversations.ts'
import type { Brought, Heard } from '../../inbox/inbound-messages.ts'

export interface Understood {
  conversation: Conversation
  /** In the language of these words. */
  resident: Resident
  /** Open or lately closed, newest first. */
  tickets: readonly Ticket[]
  /** The one with an unanswered question of ours. */
  asked: Ticket | undefined
  burst: readonly Heard[]
  /** What they had said before these and means now: its files and its pin belong to the ticket too. */
  earlier?: readonly Brought[]
  texts: readonly string[]
  understanding: Understanding
}

/** What is clear without asking triage. */
export const byRule = (
  intent: Understanding['intent'],
  about: string | null,
  items: Item[] = [],
): Understanding => ({
  intent,
  about,
  items,
  decidedBy: 'rule',
  emergency: null,
  model: null,
  promptVersion: null,
  calls: [],
  inputTokens: 0,
  outputTokens: 0,
  milliseconds: 0,
  fallback: null,
})
