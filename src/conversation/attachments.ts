/** What residents send beside words: pictures, documents, somebody's card, a pin. It belongs to a ticket and opens none. */
import type { Language } from '../domain/message.ts'
import type { LabelKey } from '../domain/notification-rules.ts'
import type { Replies } from '../prompt-files/replies.ts'
import { listOf } from '../notify/render/template-values.ts'
import type { Transaction } from '../workflow/transaction.ts'
import type { Pin } from '../routing/grid-areas.ts'
import { type Conversation, awaitNext, awaitNothing } from '../inbox/conversations.ts'
import { type Brought, type Heard, claim } from '../inbox/inbound-messages.ts'
import type { TurnDeps } from '../workflow/deps.ts'

export const isOnlyEvidence = (burst: readonly Brought[]): boolean =>
  burst.every(
    ({ kind, text, data }) => data.contact || kind === 'location' || (kind === 'attachment' && text === ''),
  )

/** `📎 照片`, for whoever reads the ticket; empty when nothing was attached. */
export function evidenceIn(burst: readonly Brought[], language: Language, replies: Replies): string {
  const attached = burst.filter(({ kind }) => kind === 'attachment')
  const names = new Set(attached.map(message => nameOf(message, language, replies)))
  return attached.length > 0
    ? `📎 ${listOf([...names], language)}${attached.length > 1 ? ` ×${attached.length}` : ''}`
    : ''
}

/** In `conversation.awaiting`: a picture came, and what it shows has not been said yet. */
const PICTURE = 'words:picture'
const waitsForWords = (awaiting: string | null) => awaiting === PICTURE || awaiting?.startsWith('voice:')
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
    tx.say(conversation.id, {
      text: replies.say(language, 'picture_alone', { what, pin: pinOf(burst) !== null }),
    })
  })
}

/** Cards and pins that waited for words are said with them. */
export async function saidBefore(
  { pool, now }: Pick<TurnDeps, 'pool' | 'now'>,
  { id, awaiting }: Conversation,
): Promise<Brought[]> {
  if (!waitsForWords(awaiting)) return []
  const { rows } = await pool.query<Brought>(
    `SELECT kind, text, data FROM inbound_message
     WHERE conversation_id = $1 AND (kind = 'location' OR data ? 'contact') AND ticket_id IS NULL AND state = 'handled' AND received_at > $2 ORDER BY id`,
    [id, new Date(now().getTime() - WORDS_WITHIN_MS)],
  )
  return rows
}

/** What waited for words belongs to the ticket of these words. */
export async function claimEarlierPictures(
  tx: Transaction,
  { id, awaiting }: Conversation,
  ticketId: string,
): Promise<void> {
  if (!waitsForWords(awaiting)) return
  await tx.db.query(
    `UPDATE inbound_message SET ticket_id = $2
     WHERE conversation_id = $1 AND (kind IN ('attachment', 'location') OR data ? 'contact') AND ticket_id IS NULL AND received_at > $3`,
    [id, ticketId, new Date(tx.at.getTime() - WORDS_WITHIN_MS)],
  )
  await awaitNothing(tx, id)
}

/** The resident sees what a worker sent for them; what workers show each other is theirs. */
export const markAsProof = ({ db }: Transaction, { id }: Heard) =>
  db.query('UPDATE attachment SET proof = true WHERE inbound_message_id = $1', [id])

/** It belongs to a ticket: whoever is around it sees it, once it is here. In a group it is fetched only now. */
export function showEvidence(
  tx: Transaction,
  { channel }: Conversation,
  { data }: Heard,
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
export function pinOf(burst: readonly Brought[]): Pin | null {
  const { latitude, longitude } = burst.findLast(message => message.kind === 'location')?.data ?? {}
  return latitude !== undefined && longitude !== undefined ? { latitude, longitude } : null
}

/** As much of a message as says of what kind it was. */
export interface SentKind {
  data: Pick<Heard['data'], 'what' | 'contact' | 'latitude'>
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
