/** What was said of tickets and could not be delivered. */
import type { Button, Language } from '../../domain/message.ts'
import type { Queryable } from '../../db/queryable.ts'

export interface Missed {
  conversationId: string
  text: string
  buttons: Button[][] | null
  language: Language
}

/** @returns of each ticket the newest undelivered message since `since`; all of them count as told from now on. */
export async function takeMissed(
  db: Queryable,
  conversationIds: readonly string[],
  since: Date,
): Promise<Missed[]> {
  const { rows } = await db.query<Missed>(
    `WITH missed AS (
       UPDATE outbound_message o SET state = 'superseded' FROM conversation c
       WHERE c.id = o.conversation_id AND c.kind = 'private' AND c.id = ANY($1::uuid[])
         AND o.state = 'undeliverable' AND o.ticket_id IS NOT NULL AND NOT o.card AND NOT o.content ? 'media' AND o.content->>'text' <> '' AND o.not_before > $2
       RETURNING o.id, o.conversation_id, o.ticket_id, o.content
     ), newest AS (
       SELECT DISTINCT ON (conversation_id, ticket_id) * FROM missed ORDER BY conversation_id, ticket_id, id DESC)
     SELECT n.conversation_id AS "conversationId", n.content->>'text' AS text, n.content->'buttons' AS buttons,
       coalesce(r.language, 'zh-CN') AS language
     FROM newest n JOIN conversation c ON c.id = n.conversation_id LEFT JOIN resident r ON r.id = c.resident_id ORDER BY n.id`,
    [conversationIds, since],
  )
  return rows
}
