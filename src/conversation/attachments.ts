/** What residents send beside words: pictures, documents, a contact, a pin. It belongs to a ticket and opens none. */
import type { Language } from '../domain/message.ts'
import type { LabelKey } from '../domain/notification-rules.ts'
import type { Replies } from '../prompt-files/replies.ts'
import { listOf } from '../notify/render/template-values.ts'
import type { Transaction } from '../workflow/transaction.ts'
import type { Pin } from '../routing/grid-areas.ts'
import type { Conversation } from '../inbox/conversations.ts'
import type { MessageContent, InboundRow } from '../inbox/inbound-messages.ts'

export const isOnlyEvidence = (burst: readonly MessageContent[]): boolean =>
  burst.every(
    ({ kind, text, data }) => data.contact || kind === 'location' || (kind === 'attachment' && text === ''),
  )

/** `📎 照片`, for the reader of the ticket; empty when nothing was attached. */
export function evidenceIn(burst: readonly MessageContent[], language: Language, replies: Replies): string {
  const attached = burst.filter(({ kind }) => kind === 'attachment')
  const names = new Set(attached.map(message => nameOf(message, language, replies)))
  return attached.length > 0
    ? `📎 ${listOf([...names], language)}${attached.length > 1 ? ` ×${attached.length}` : ''}`
    : ''
}

/** It belongs to a ticket: the chats around it see it once it is stored. A file in a group is fetched only now. */
export function showEvidence(
  tx: Transaction,
  { channel }: Conversation,
  { data }: InboundRow,
  ticketId: string,
): void {
  tx.show(ticketId)
  if (!data.uploaded) tx.queue('fetch', { channel })
}

/** What platforms call it, in words that people use. */
const SENT: Readonly<Record<string, LabelKey>> = {
  voice: 'sent_voice',
  photo: 'sent_photo',
  video: 'sent_video',
  sticker: 'sent_sticker',
  file: 'sent_file',
}

/** The last pin counts: people correct themselves. */
export function pinOf(burst: readonly MessageContent[]): Pin | null {
  const { latitude, longitude } = burst.findLast(message => message.kind === 'location')?.data ?? {}
  return latitude !== undefined && longitude !== undefined ? { latitude, longitude } : null
}

/** As much of a message as says of what kind it was. */
export interface SentKind {
  data: Pick<InboundRow['data'], 'what' | 'contact' | 'latitude'>
}

export const nameOf = ({ data }: SentKind, language: Language, replies: Replies): string =>
  replies.label(
    language,
    data.contact
      ? 'sent_contact'
      : data.latitude !== undefined
        ? 'sent_location'
        : (SENT[data.what ?? ''] ?? 'sent_other'),
  )
