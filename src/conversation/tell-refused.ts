/** A file could not be kept: whoever sent it learns why, so that they can send another. */
import type { Refusal } from '../attachments/inspect.ts'
import type { Language } from '../domain/message.ts'
import { type SentKind, nameOf } from './evidence.ts'
import type { TurnDeps } from './turn.ts'

export async function tellRefused(
  { transact, voice }: Pick<TurnDeps, 'transact' | 'voice'>,
  { conversationId, inboundMessageId }: { conversationId: string; inboundMessageId: string },
  refusal: Refusal | 'gone',
): Promise<void> {
  const { replies } = voice()
  await transact(async ({ db, say }) => {
    const { rows } = await db.query<{ data: SentKind['data']; ticketId: string | null; language: Language }>(
      `SELECT m.data, m.ticket_id AS "ticketId", coalesce(r.language, g.language, 'zh-CN') AS language
       FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
       LEFT JOIN resident r ON r.id = c.resident_id LEFT JOIN work_group g ON g.id = c.work_group_id WHERE m.id = $1`,
      [inboundMessageId],
    )
    if (!rows[0]) return
    const { data, ticketId, language } = rows[0]
    const what = nameOf({ data }, language, replies)
    const why = replies.label(language, `file_${refusal}`)
    say(conversationId, { text: replies.say(language, 'file_refused', { what, why }) }, ticketId ?? undefined)
  })
}
