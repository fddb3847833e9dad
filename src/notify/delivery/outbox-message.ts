import type { OutboundContent } from '../../domain/message.ts'

/** A row of the outbox, with what is needed to send it. */
export interface OutboxMessage {
  id: string
  conversationId: string
  chat: string
  ticketId: string | null
  card: boolean
  content: OutboundContent
  attempts: number
  /** External id and row of the message to edit, and what it shows. */
  replaces: { externalId: string; id: string; shown: OutboundContent | null } | null
}
