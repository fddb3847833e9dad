/** The outbox: messages that are committed with what earned them, and delivered afterwards. */
import type pg from 'pg'
import { toJsonb } from '../../db/jsonb.ts'
import type { ChannelName, OutboundContent } from '../../domain/message.ts'
import { newId } from '../../lib/ids.ts'
import { contentInTraditional } from '../../prompt-files/to-traditional.ts'
import type { RenderContext } from '../render/render-context.ts'

export interface OutboxRow {
  conversationId: string
  ticketId: string | null
  card: boolean
  content: OutboundContent | null
}

const PUT = `
  INSERT INTO outbound_message (id, channel, conversation_id, ticket_id, card, content, not_before, created_at, state, error)
  SELECT m.id, c.channel, c.id, m.ticket_id, m.card, m.content, $6, $6,
    (CASE WHEN c.reachable THEN 'pending' ELSE 'undeliverable' END)::outbound_state,
    CASE WHEN c.reachable THEN NULL ELSE 'the chat is not reachable' END
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::jsonb[]) AS m (id, conversation_id, ticket_id, card, content)
  JOIN conversation c ON c.id = m.conversation_id
  RETURNING channel, id, (SELECT r.traditional FROM conversation c JOIN resident r ON r.id = c.resident_id
    WHERE c.id = outbound_message.conversation_id AND c.kind = 'private') AS traditional`

export async function put(
  db: pg.PoolClient,
  rendering: RenderContext,
  outbox: OutboxRow[],
  at: Date,
): Promise<Set<ChannelName>> {
  if (outbox.length === 0) return new Set()
  const ids = outbox.map(() => newId())
  const { rows } = await db.query<{ channel: ChannelName; id: string; traditional: boolean | null }>({
    name: 'outbound put',
    text: PUT,
    values: [
      ids,
      outbox.map(row => row.conversationId),
      outbox.map(row => row.ticketId),
      outbox.map(row => row.card),
      outbox.map(row => toJsonb(row.content ?? {})),
      at,
    ],
  })
  const inScript = rows.filter(({ traditional }) => traditional)
  const names = inScript.length === 0 ? [] : [...rendering.org.memberById.values()].map(({ name }) => name)
  for (const { id } of inScript) {
    const { content } = outbox[ids.indexOf(id)] as OutboxRow
    if (content)
      await db.query('UPDATE outbound_message SET content = $2 WHERE id = $1', [
        id,
        toJsonb(contentInTraditional(content, names)),
      ])
  }
  return new Set(rows.map(row => row.channel))
}
