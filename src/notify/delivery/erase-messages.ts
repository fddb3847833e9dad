/** The words of an erased resident in messages that Linli sent: theirs, and lines, cards, lists and files in groups. */
import type { Queryable } from '../../db/queryable.ts'
import { BY_ID, type Rewrite, rewriteTexts } from '../../db/rewrite-texts.ts'

/** What was said to them. @returns how many messages. */
export async function eraseSaid(db: Queryable, residentId: string): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE outbound_message SET content = '{"text": ""}', external_id = NULL, state = CASE WHEN state = 'pending' THEN 'undeliverable' ELSE state END,
       error = CASE WHEN state IN ('pending', 'undeliverable') THEN 'erased' END
     WHERE conversation_id IN (SELECT id FROM conversation WHERE resident_id = $1 AND kind = 'private')`,
    [residentId],
  )
  return rowCount ?? 0
}

/** @param followed tickets of others whose cards show theirs. @param instead stands where the words stood. */
export const eraseInGroups = (
  db: Queryable,
  ticketIds: readonly string[],
  followed: readonly string[],
  instead: string,
) =>
  db.query(
    `UPDATE outbound_message SET content = jsonb_build_object('text', $2::text) || CASE WHEN card THEN content - 'text' ELSE '{}' END,
       state = CASE WHEN state = 'pending' AND NOT card THEN 'undeliverable' ELSE state END
     WHERE (ticket_id = ANY($1::uuid[]) OR card AND ticket_id = ANY($3::uuid[]))
       AND conversation_id IN (SELECT id FROM conversation WHERE kind = 'group') AND NOT (card AND state = 'pending')`,
    [ticketIds, instead, followed],
  )

/** Lines, not cards, of these tickets. @param mask is given every text. */
export const rewriteSaid = (db: Queryable, ticketIds: readonly string[], mask: Rewrite) =>
  rewriteTexts(
    db,
    {
      read: `SELECT id, content->>'text' AS text FROM outbound_message WHERE ticket_id = ANY($1::uuid[]) AND NOT card AND content->>'text' <> ''`,
      write: `UPDATE outbound_message x SET content = jsonb_set(x.content, '{text}', to_jsonb(n.text)) ${BY_ID}`,
    },
    ticketIds,
    mask,
  )

/** @param quotes words by which a list names the ticket of that id. */
export async function eraseQuoting(
  db: Queryable,
  quotes: readonly { id: string; words: string }[],
  instead: string,
): Promise<void> {
  // Ids are in the order of time: nothing quotes a ticket before it exists.
  await db.query(
    `UPDATE outbound_message o SET content = jsonb_build_object('text', $3::text),
       state = CASE WHEN state = 'pending' THEN 'undeliverable' ELSE state END
     FROM unnest($1::uuid[], $2::text[]) AS q (id, words)
     WHERE o.conversation_id IN (SELECT id FROM conversation WHERE kind = 'group') AND o.ticket_id IS NULL AND o.id > q.id
       AND strpos(o.content->>'text', q.words) > 0`,
    [quotes.map(({ id }) => id), quotes.map(({ words }) => words), instead],
  )
}

/** Their files were shown where cards hang, also that of a ticket which theirs followed. */
export const eraseShown = (db: Queryable, attachmentIds: readonly string[], instead: string) =>
  db.query(
    `UPDATE outbound_message o SET content = jsonb_build_object('text', $2::text),
       state = CASE WHEN o.state = 'pending' THEN 'undeliverable' ELSE o.state END
     FROM attachment_sent s
     WHERE s.attachment_id = ANY($1::uuid[]) AND o.conversation_id = s.conversation_id AND o.id > s.attachment_id
       AND o.content @> jsonb_build_object('media', jsonb_build_array(jsonb_build_object('id', s.attachment_id)))`,
    [attachmentIds, instead],
  )
