/** What was said in a conversation: what came in and what was sent, in the order of their ids, which is time. */
import type { Pool } from 'pg'
import { MEDIA } from '../../attachments/rows.ts'
import type { InboundContent, Media, OutboundContent } from '../../domain/message.ts'
import { outboundView, type WebMessage } from './message-view.ts'

export interface Page {
  messages: WebMessage[]
  more: boolean
}

/** A forged action stands in no message: the search for its label must end. */
const LABEL_WITHIN_MESSAGES = 200

/** The label of the button that carried an action, in the newest message before `m` that had it. */
const LABEL = `(
  SELECT button->>'label'
  FROM (SELECT id, content FROM outbound_message o
        WHERE o.conversation_id = m.conversation_id AND o.id < m.id
        ORDER BY o.id DESC LIMIT ${LABEL_WITHIN_MESSAGES}) o,
       jsonb_array_elements(o.content->'buttons') AS line, jsonb_array_elements(line) AS button
  WHERE button->>'action' = m.data->>'action'
  ORDER BY o.id DESC LIMIT 1)`

/** What stands on the button that carries an action now; it may be gone in a moment. */
export async function labelOf(
  pool: Pool,
  conversationId: string,
  action: string,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ label: string }>({
    name: 'web label',
    text: `
      SELECT button->>'label' AS label
      FROM (SELECT id, content FROM outbound_message WHERE conversation_id = $1 ORDER BY id DESC LIMIT ${LABEL_WITHIN_MESSAGES}) o,
           jsonb_array_elements(o.content->'buttons') AS line, jsonb_array_elements(line) AS button
      WHERE button->>'action' = $2 ORDER BY o.id DESC LIMIT 1`,
    values: [conversationId, action],
  })
  return rows[0]?.label
}

const INBOUND = `
  SELECT m.id, m.external_id AS "externalId", m.kind, m.text, m.data, m.received_at AS at,
         n.external_id AS identity, coalesce(p.name, n.name, '') AS name,
         CASE WHEN m.kind = 'action' THEN coalesce(m.data->>'label', ${LABEL}) END AS label,
         CASE WHEN a.id IS NOT NULL THEN ${MEDIA} END AS media, NULL::jsonb AS content, NULL::timestamptz AS edited
  FROM inbound_message m
  LEFT JOIN attachment a ON a.inbound_message_id = m.id AND a.state = 'stored'
  JOIN identity n ON n.id = m.identity_id
  LEFT JOIN member p ON p.id = n.member_id`

const OUTBOUND = `
  SELECT m.id, m.external_id AS "externalId", NULL::inbound_kind AS kind, '' AS text, NULL::jsonb AS data,
         coalesce(m.sent_at, m.created_at) AS at, NULL AS identity, NULL AS name, NULL AS label,
         NULL::jsonb AS media, m.content, m.edited_at AS edited
  FROM outbound_message m`

/** An edit lives on in the message that it changed; what was not sent was not seen. */
const VISIBLE = `m.state = 'sent' AND m.replaces_id IS NULL`

/** Talk in a group that belongs to no ticket is not kept. */
const KEPT = `NOT m.data ? 'dropped'`

/**
 * Of a page, bytes of what was typed: two hundred messages of 100,000 characters would hold up all callers while they are
 * put together. The two longest fit in; `more` says that others come before.
 */
const MOST_TYPED = 800_000

/**
 * The newest messages, oldest first.
 * @param before only those older than this message.
 */
export async function history(
  pool: Pool,
  conversationId: string,
  { limit, before }: { limit: number; before?: string },
): Promise<Page> {
  const newest = `m.conversation_id = $1 AND ($3::uuid IS NULL OR m.id < $3) `
  const { rows } = await pool.query<Row & { more: boolean }>(
    `WITH page AS (
       (${INBOUND} WHERE ${newest} AND ${KEPT} ORDER BY m.id DESC LIMIT $2)
       UNION ALL
       (${OUTBOUND} WHERE ${newest} AND ${VISIBLE} ORDER BY m.id DESC LIMIT $2)
       ORDER BY id DESC LIMIT $2
     ), numbered AS (
       SELECT page.*, count(*) OVER () AS of, row_number() OVER upwards AS nth, sum(octet_length(text)) OVER upwards AS typed
       FROM page WINDOW upwards AS (ORDER BY id DESC)
     ), fitting AS (SELECT * FROM numbered WHERE nth < $2 AND typed <= ${MOST_TYPED})
     SELECT fitting.*, (SELECT count(*) FROM fitting) < of AS more FROM fitting ORDER BY id DESC`,
    [conversationId, limit + 1, before ?? null],
  )
  return { messages: rows.reverse().map(view), more: rows[0]?.more ?? false }
}

/** Cards alone: open ones urgent first, then oldest first; closed ones newest first. */
export async function cards(
  pool: Pool,
  conversationId: string,
  { open, limit }: { open: boolean | undefined; limit: number },
): Promise<WebMessage[]> {
  const { rows } = await pool.query<Row>(
    `SELECT * FROM (${OUTBOUND} WHERE m.conversation_id = $1 AND m.card AND ${VISIBLE}) m
     WHERE m.content->'card' IS NOT NULL AND ($2::boolean IS NULL OR (m.content->'card'->>'open')::boolean = $2)
     ORDER BY (m.content->'card'->>'open')::boolean DESC,
              CASE WHEN (m.content->'card'->>'open')::boolean THEN (m.content->'card'->>'urgent')::boolean END DESC,
              CASE WHEN (m.content->'card'->>'open')::boolean THEN m.id END ASC,
              coalesce(m.edited, m.at) DESC
     LIMIT $3`,
    [conversationId, open ?? null, limit],
  )
  return rows.map(view)
}

/** One message that came in, to show it to those who have the chat open. */
export async function inboundMessage(pool: Pool, id: string): Promise<WebMessage | null> {
  const { rows } = await pool.query<Row>(`${INBOUND} WHERE m.id = $1 AND ${KEPT}`, [id])
  return rows[0] ? view(rows[0]) : null
}

interface Row {
  id: string
  externalId: string | null
  kind: InboundContent['kind'] | null
  text: string
  data: { action?: string; replyTo?: string; latitude?: number; longitude?: number } | null
  at: Date
  identity: string | null
  name: string | null
  label: string | null
  media: Media | null
  content: OutboundContent | null
  edited: Date | null
}

function view(row: Row): WebMessage {
  if (row.content) return outboundView(row.id, row.content, row.at, row.edited)
  const { action, replyTo, latitude, longitude } = row.data ?? {}
  const clientId = row.externalId?.slice(row.externalId.lastIndexOf('/') + 1)
  return {
    id: row.id,
    author: { identity: row.identity ?? '', name: row.name ?? '' },
    text: row.kind === 'action' ? (row.label ?? wordOf(action ?? '')) : row.text,
    at: row.at.toISOString(),
    ...(clientId && { clientId }),
    ...(row.kind === 'action' && { pressed: true as const }),
    ...(row.kind === 'location' && { location: { latitude: latitude ?? 0, longitude: longitude ?? 0 } }),
    ...(row.media && { media: [row.media] }),
    ...(replyTo && { replyTo }),
  }
}

/** When its button is gone: `urge` of `urge:20261120-0231`. */
const wordOf = (action: string) => action.split(':')[0] ?? action
