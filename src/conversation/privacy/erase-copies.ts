/** What others hold of the words of somebody who is erased: lines, cards and lists in groups, workers' messages, labels. */
import type { Eraser } from '../../domain/ticket/erase.ts'
import { shortNumber } from '../../domain/ticket/ticket.ts'
import { oneLine } from '../../notify/render/truncate.ts'
import { redact } from '../../domain/privacy/redact.ts'
import type { Transaction } from '../../workflow/transaction.ts'

interface Reported {
  id: string
  number: string
  /** As it was before it was erased. */
  summary: string
}

/** @param followed tickets of others that are one thing with theirs: words about one may stand on the other. */
export async function eraseAround(
  tx: Transaction,
  tickets: readonly Reported[],
  followed: readonly string[],
  { instead, mask, traces }: Eraser,
): Promise<void> {
  const { db } = tx
  const ids = tickets.map(({ id }) => id)
  await db.query(
    `UPDATE outbound_message SET content = jsonb_build_object('text', $2::text) || CASE WHEN card THEN content - 'text' ELSE '{}' END,
       state = CASE WHEN state = 'pending' AND NOT card THEN 'undeliverable' ELSE state END
     WHERE (ticket_id = ANY($1::uuid[]) OR card AND ticket_id = ANY($3::uuid[]))
       AND conversation_id IN (SELECT id FROM conversation WHERE kind = 'group') AND NOT (card AND state = 'pending')`,
    [ids, instead, followed],
  )
  const { rows: cards } = await db.query<{ ticket: string; chat: string }>(
    'SELECT ticket_id AS ticket, conversation_id AS chat FROM ticket_card WHERE ticket_id = ANY($1::uuid[])',
    [[...ids, ...followed]],
  )
  for (const { ticket, chat } of cards) tx.redraw(ticket, chat)
  await eraseLists(tx, tickets, instead)
  await rewrite(db, WORKED, ids, mask)
  await rewrite(db, WORKED, followed, traces)
  await rewrite(db, SAID, followed, traces)
  await rewrite(db, FILES, ids, mask)
  // Masked when they were made; what an admin has confirmed teaches on, and leads to nobody.
  await db.query("DELETE FROM label WHERE ticket_id = ANY($1::uuid[]) AND state = 'proposed'", [ids])
  await rewrite(db, LABELS, ids, traces)
  await db.query('UPDATE label SET ticket_id = NULL WHERE ticket_id = ANY($1::uuid[])', [ids])
  await db.query('DELETE FROM closure_check WHERE ticket_id = ANY($1::uuid[])', [ids])
}

/** Words that stand by a ticket: how they are read, and written back. */
interface Kept {
  read: string
  write: string
}
const kept = (table: string, column: string, where: string): Kept => ({
  read: `SELECT x.id, x.${column} AS text FROM ${table} x WHERE x.${column} <> '' AND ${where}`,
  write: `UPDATE ${table} x SET ${column} = n.text FROM unnest($1::uuid[], $2::text[]) AS n (id, text) WHERE x.id = n.id`,
})
const IN_GROUPS = "x.conversation_id IN (SELECT id FROM conversation WHERE kind = 'group')"
const WORKED = kept('inbound_message', 'text', `x.ticket_id = ANY($1::uuid[]) AND ${IN_GROUPS}`)
const FILES = kept(
  'attachment',
  'name',
  `x.inbound_message_id IN (SELECT m.id FROM inbound_message m WHERE m.ticket_id = ANY($1::uuid[]))`,
)
const LABELS = kept('label', 'text', 'x.ticket_id = ANY($1::uuid[])')
const SAID: Kept = {
  read: `SELECT id, content->>'text' AS text FROM outbound_message WHERE ticket_id = ANY($1::uuid[]) AND NOT card AND content->>'text' <> ''`,
  write: `UPDATE outbound_message o SET content = jsonb_set(o.content, '{text}', to_jsonb(n.text)) FROM unnest($1::uuid[], $2::text[]) AS n (id, text) WHERE o.id = n.id`,
}

async function rewrite(
  db: Transaction['db'],
  { read, write }: Kept,
  ticketIds: readonly string[],
  mask: (text: string) => string,
): Promise<void> {
  const { rows } = await db.query<{ id: string; text: string }>(read, [ticketIds])
  const changed = rows
    .map(({ id, text }) => ({ id, text, after: mask(text) }))
    .filter(({ text, after }) => text !== after)
  if (changed.length > 0)
    await db.query(write, [changed.map(({ id }) => id), changed.map(({ after }) => after)])
}

/** Enough of a summary to tell its own list from one with another day's ticket of the same short number. */
const ENOUGH = 6

/** Lists and daily figures belong to no ticket and quote many: one that quotes theirs goes as a whole. */
async function eraseLists({ db }: Transaction, tickets: readonly Reported[], instead: string): Promise<void> {
  const begin = (text: string) => Array.from(text).slice(0, ENOUGH).join('')
  const quotes = tickets.flatMap(({ id, number, summary }) =>
    [...new Set([summary, redact(oneLine(summary))].map(begin))].map(words => ({ id, number, words })),
  )
  // Ids are in the order of time: nothing quotes a ticket before it is there.
  await db.query(
    `UPDATE outbound_message o SET content = jsonb_build_object('text', $4::text),
       state = CASE WHEN state = 'pending' THEN 'undeliverable' ELSE state END
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS q (id, number, words)
     WHERE o.conversation_id IN (SELECT id FROM conversation WHERE kind = 'group') AND o.ticket_id IS NULL AND o.id > q.id
       AND strpos(o.content->>'text', q.number || ' ' || q.words) > 0`,
    [
      quotes.map(({ id }) => id),
      quotes.map(({ number }) => shortNumber(number)),
      quotes.map(({ words }) => words),
      instead,
    ],
  )
}

/** Their files were shown wherever a card hangs, also that of a ticket which theirs followed: names of files are words. */
export async function eraseShown(
  { db }: Transaction,
  files: readonly { id: string }[],
  { instead }: Eraser,
): Promise<void> {
  await db.query(
    `UPDATE outbound_message o SET content = jsonb_build_object('text', $2::text),
       state = CASE WHEN o.state = 'pending' THEN 'undeliverable' ELSE o.state END
     FROM attachment_sent s
     WHERE s.attachment_id = ANY($1::uuid[]) AND o.conversation_id = s.conversation_id AND o.id > s.attachment_id
       AND o.content @> jsonb_build_object('media', jsonb_build_array(jsonb_build_object('id', s.attachment_id)))`,
    [files.map(({ id }) => id), instead],
  )
}
