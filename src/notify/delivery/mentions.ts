/** Who a mentioned member is on the channel of the chat, so that only their telephone rings. */
import type pg from 'pg'
import type { OutboxMessage } from './outbox-message.ts'

export async function withMentions(
  pool: pg.Pool,
  messages: readonly OutboxMessage[],
): Promise<OutboxMessage[]> {
  const mentioning = messages.filter(({ content }) => content.mentions)
  if (mentioning.length === 0) return [...messages]
  const members = mentioning.flatMap(({ content }) => content.mentions?.map(({ memberId }) => memberId) ?? [])
  const { rows } = await pool.query<{ conversationId: string; memberId: string; externalId: string }>({
    name: 'mentioned',
    text: `
      SELECT c.id AS "conversationId", i.member_id AS "memberId", min(i.external_id) AS "externalId"
      FROM conversation c JOIN identity i ON i.channel = c.channel
      WHERE c.id = ANY($1::uuid[]) AND i.member_id = ANY($2::uuid[]) GROUP BY c.id, i.member_id`,
    values: [[...new Set(mentioning.map(({ conversationId }) => conversationId))], [...new Set(members)]],
  })
  const known = new Map(rows.map(row => [`${row.conversationId} ${row.memberId}`, row.externalId]))
  return messages.map(message => {
    const { mentions } = message.content
    if (!mentions) return message
    const named = mentions.map(mention => {
      const externalId = known.get(`${message.conversationId} ${mention.memberId}`)
      return externalId ? { ...mention, externalId } : mention
    })
    return { ...message, content: { ...message.content, mentions: named } }
  })
}
