/**
 * What was sent with a ticket is shown to those around it: a resident's photos and speech where its card hangs, a worker's proof to
 * the resident. Who follows sees neither, for it may be another's home. Each file once in each chat, in a message of its own
 * behind the card or the words.
 */
import type pg from 'pg'
import { HIGHEST_LEVEL } from '../domain/sla/next-check.ts'
import { MARK_SHOWN, MEDIA } from '../attachments/rows.ts'
import { type Language, type Media, MOST_MEDIA, type OutboundContent } from '../domain/message.ts'
import { shortNumber, spokenNumber } from '../domain/ticket/ticket.ts'
import type { RenderContext } from './render/render-context.ts'

export interface ShownMedia {
  conversationId: string
  ticketId: string
  content: OutboundContent
}

interface Row {
  conversationId: string
  ticketId: string
  number: string
  /** What the resident to whom it goes speaks by now; null: it goes to a group. */
  resident: Language | null
  /** Of the worker who sent it. */
  sender: string | null
  media: Media[]
}

/**
 * Two of us at once: the second waits, and sees what the first has shown and where its card hangs. No stronger lock than an
 * event's: a transaction that writes a row with the ticket's id holds its key, and may wait for this one. Most tickets have
 * nothing to show and are not locked: a file that comes later is shown by the job that stores it or the turn that finds its ticket.
 */
const LOCK = `
  SELECT FROM ticket t WHERE t.id = $1 AND EXISTS (
    SELECT FROM inbound_message m JOIN attachment a ON a.inbound_message_id = m.id AND a.state = 'stored' WHERE m.ticket_id = t.id)
  FOR NO KEY UPDATE`

/** What is confidential shows its pictures to the desk alone: a picture knows no mask. */
const AT_DESK = `EXISTS (
  SELECT FROM conversation x JOIN work_group g ON g.id = x.work_group_id
  WHERE x.id = c.conversation_id AND g.kind = 'duty' AND (t.level < ${HIGHEST_LEVEL} OR g.community_id IS NULL AND g.subdistrict_id IS NULL))`

/** What follows another ticket has no card: what its resident sends is seen on the card of that one. */
const NEW = `
  WITH ticket_here AS (SELECT id, coalesce(parent_id, id) AS card, (confidential->>'level')::int AS level FROM ticket WHERE id = $1),
  wanted AS (
    SELECT a.id, n.member_id, p.name AS sender, chat.*
    FROM ticket_here t
    JOIN inbound_message m ON m.ticket_id = t.id
    JOIN attachment a ON a.inbound_message_id = m.id AND a.state = 'stored'
    JOIN identity n ON n.id = m.identity_id LEFT JOIN member p ON p.id = n.member_id
    CROSS JOIN LATERAL (
      SELECT c.conversation_id, k.id AS ticket_id, k.number, NULL::language AS resident
      FROM ticket_card c JOIN ticket k ON k.id = c.ticket_id WHERE c.ticket_id = t.card AND (t.level IS NULL OR ${AT_DESK})
      UNION ALL
      SELECT r.conversation_id, r.id, r.number, person.language FROM ticket r JOIN resident person ON person.id = r.resident_id
      WHERE a.proof AND r.id = t.id
    ) chat
    WHERE chat.conversation_id <> m.conversation_id),
  sent AS (
    INSERT INTO attachment_sent (attachment_id, conversation_id, at)
    SELECT DISTINCT id, conversation_id, $2::timestamptz FROM wanted ON CONFLICT DO NOTHING
    RETURNING attachment_id AS id, conversation_id),
  looked AS (${MARK_SHOWN})
  SELECT w.conversation_id AS "conversationId", w.ticket_id AS "ticketId", w.number, w.resident, w.sender,
    jsonb_agg(${MEDIA} ORDER BY a.id) AS media
  FROM wanted w JOIN sent USING (id, conversation_id) JOIN attachment a ON a.id = w.id
  GROUP BY w.conversation_id, w.ticket_id, w.number, w.resident, w.sender`

/** @param languageOf of a group's chat. */
export async function showMedia(
  db: pg.PoolClient,
  { replies }: RenderContext,
  ticketId: string,
  at: Date,
  languageOf: (conversationId: string) => Language,
): Promise<ShownMedia[]> {
  const { rowCount } = await db.query({ name: 'media lock', text: LOCK, values: [ticketId] })
  if (rowCount === 0) return []
  const { rows } = await db.query<Row>({ name: 'media new', text: NEW, values: [ticketId, at] })
  return rows.flatMap(({ conversationId, ticketId: of, number, resident, sender, media }) => {
    const language = resident ?? languageOf(conversationId)
    const key = resident === null ? 'group_media' : 'proof'
    const [spoken, seen] = [media.filter(isSpoken), media.filter(each => !isSpoken(each))]
    // Speech goes one by one: no platform mixes it with pictures.
    return [...albumsOf(seen, MOST_MEDIA), ...albumsOf(spoken, 1)].map(album => {
      const values = {
        number: key === 'proof' ? spokenNumber(number) : shortNumber(number),
        sender,
        spoken: album.every(isSpoken),
      }
      const text = replies.say(language, key, { ...values, count: album.length })
      return { conversationId, ticketId: of, content: { text, media: album, about: number } }
    })
  })
}

const isSpoken = ({ what }: Media): boolean => what === 'voice'

const albumsOf = (media: readonly Media[], most: number): Media[][] =>
  Array.from({ length: Math.ceil(media.length / most) }, (_, index) =>
    media.slice(index * most, (index + 1) * most),
  )
