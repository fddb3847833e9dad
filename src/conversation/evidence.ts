/** Pictures and documents that residents send: evidence of a ticket, and no words. */
import type { Language } from '../domain/message.ts'
import type { LabelKey } from '../domain/reply-rules.ts'
import type { Replies } from '../notify/replies.ts'
import { listOf } from '../notify/values.ts'
import type { Transaction } from './transact.ts'
import { type Conversation, type Heard, type TurnDeps, awaitNext, claim } from './turn.ts'

export const isOnlyEvidence = (burst: readonly Heard[]): boolean =>
  burst.every(({ kind, text }) => kind === 'attachment' && text === '')

/** `📎 照片`, for whoever reads the ticket; empty when nothing was attached. */
export function evidenceIn(burst: readonly Heard[], language: Language, replies: Replies): string {
  const attached = burst.filter(({ kind }) => kind === 'attachment')
  const names = new Set(attached.map(message => nameOf(message, language, replies)))
  return attached.length > 0
    ? `📎 ${listOf([...names], language)}${attached.length > 1 ? ` ×${attached.length}` : ''}`
    : ''
}

/** In `conversation.awaiting`: a picture came, and what it shows has not been said yet. */
const PICTURE = 'words:picture'
/** Words that come later are about something else. */
const WORDS_WITHIN_MS = 30 * 60_000

/** The picture stays: what is said next belongs to it. */
export async function askWhatItShows(
  { transact, voice }: TurnDeps,
  conversation: Conversation,
  language: Language,
  burst: readonly Heard[],
): Promise<void> {
  const { replies } = voice()
  const what = burst[0] ? nameOf(burst[0], language, replies) : ''
  await transact(async tx => {
    await claim(tx, burst)
    await awaitNext(tx, conversation.id, PICTURE)
    tx.say(conversation.id, { text: replies.say(language, 'picture_alone', { what }) })
  })
}

/** Pictures that waited for words belong to the ticket of these words. */
export async function claimEarlierPictures(
  { db, at }: Transaction,
  { id, awaiting }: Conversation,
  ticketId: string,
): Promise<void> {
  if (awaiting !== PICTURE) return
  await db.query(
    `UPDATE inbound_message SET ticket_id = $2
     WHERE conversation_id = $1 AND kind = 'attachment' AND ticket_id IS NULL AND received_at > $3`,
    [id, ticketId, new Date(at.getTime() - WORDS_WITHIN_MS)],
  )
  await db.query('UPDATE conversation SET awaiting = NULL, awaiting_at = NULL WHERE id = $1', [id])
}

/** The resident sees what a worker sent for them; what workers show each other is theirs. */
export const markAsProof = ({ db }: Transaction, { id }: Heard) =>
  db.query('UPDATE attachment SET proof = true WHERE inbound_message_id = $1', [id])

/** What platforms call it, in words that people use. */
const SENT: Readonly<Record<string, LabelKey>> = {
  voice: 'sent_voice',
  audio: 'sent_voice',
  photo: 'sent_photo',
  video: 'sent_video',
  video_note: 'sent_video',
  sticker: 'sent_sticker',
  file: 'sent_file',
}

/** As much of a message as says of what kind it was. */
export interface SentKind {
  data: Pick<Heard['data'], 'what'>
}

export const nameOf = ({ data }: SentKind, language: Language, replies: Replies): string =>
  replies.label(language, SENT[data.what ?? ''] ?? 'sent_other')
