/** One message of a conversation, before it is known who looks at it. */
import type { OutboundContent } from '../../domain/message.ts'
import type { ApiMessage } from './api-types.ts'

export interface WebMessage extends Omit<ApiMessage, 'from' | 'name'> {
  /** null: Linli itself. */
  author: { identity: string; name: string } | null
}

/** @param identity external id of who looks. */
export function seenBy(identity: string, { author, clientId, ...message }: WebMessage): ApiMessage {
  if (!author) return { from: 'linli', ...message }
  if (author.identity === identity) return { from: 'me', ...message, ...(clientId && { clientId }) }
  return { from: 'other', name: author.name, ...message }
}

export function outboundView(
  id: string,
  content: OutboundContent,
  at: Date,
  edited?: Date | null,
): WebMessage {
  return {
    id,
    author: null,
    text: content.text,
    at: at.toISOString(),
    ...(content.buttons?.length && { buttons: content.buttons }),
    ...(content.media?.length && { media: content.media }),
    ...(content.about && { about: content.about }),
    ...(content.card && { card: content.card }),
    ...(edited && { edited: edited.toISOString() }),
  }
}
