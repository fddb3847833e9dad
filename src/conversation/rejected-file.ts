/**
 * A file could not be kept: a resident learns why, so that they can send another, and once for all files of a moment. In a
 * group no message is sent: its members see each other's pictures, and the words arrived.
 */
import type { Refusal } from '../attachments/inspect.ts'
import type { Language } from '../domain/message.ts'
import { type SentKind, nameOf } from './attachments.ts'
import type { Transaction } from '../workflow/transaction.ts'
import type { TurnDeps } from '../workflow/deps.ts'

export async function tellRefused(
  { transact, rendering }: Pick<TurnDeps, 'transact' | 'rendering'>,
  { conversationId, inboundMessageId }: { conversationId: string; inboundMessageId: string },
  refusal: Refusal | 'gone',
): Promise<void> {
  const { replies } = rendering()
  await transact(async ({ db, say, at }) => {
    // Of several files that fail at once, the second waits here and finds that it was said.
    const { rows } = await db.query<{ data: SentKind['data']; ticketId: string | null; language: Language }>(
      `SELECT m.data, m.ticket_id AS "ticketId", coalesce(r.language, g.language, 'zh-CN') AS language
       FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
       LEFT JOIN resident r ON r.id = c.resident_id LEFT JOIN work_group g ON g.id = c.work_group_id
       WHERE m.id = $1 AND c.kind = 'private' FOR NO KEY UPDATE OF c`,
      [inboundMessageId],
    )
    if (!rows[0]) return
    const { data, ticketId, language } = rows[0]
    const what = nameOf({ data }, language, replies)
    const why = replies.label(language, `file_${refusal}`)
    const text = replies.say(language, 'file_refused', { what, why })
    if (await saidJustNow(db, conversationId, text, at)) return
    say(conversationId, { text }, ticketId ?? undefined)
  })
}

/** Files of one moment: an album, or a handful sent one by one. */
const MOMENT_MS = 2 * 60_000

async function saidJustNow(
  db: Transaction['db'],
  conversationId: string,
  text: string,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT FROM outbound_message WHERE conversation_id = $1 AND content->>'text' = $2 AND not_before > $3 LIMIT 1`,
    [conversationId, text, new Date(at.getTime() - MOMENT_MS)],
  )
  return rowCount !== 0
}
