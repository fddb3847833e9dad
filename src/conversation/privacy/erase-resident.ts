/**
 * Erases a person 删除权 (PIPL Art. 47): whatever says who it was or what they said is overwritten; what was done, by whom
 * in office, and when, stays without them. All in one transaction, together with the audit entry and one last message.
 */
import { announceMoved } from '../../gateway/web/publish-message.ts'
import { disown } from '../../attachments/rows.ts'
import type { Eraser } from '../../domain/ticket/erase.ts'
import { isOpen, type TicketState } from '../../domain/ticket/transitions.ts'
import { appendAudit } from '../../prompts/audit.ts'
import { eraseWords } from '../../tickets/erase-words.ts'
import { redact } from '../../domain/privacy/redact.ts'
import { type Traces, withoutTraces } from '../../domain/privacy/traces.ts'
import { tracesOf } from './known-traces.ts'
import { buildingOf } from '../../notify/render/visible-ticket.ts'
import type { Voice } from '../../notify/render/render-context.ts'
import { eraseAround, eraseShown } from './erase-copies.ts'
import { lastChat } from './erasure-receipt.ts'
import type { Resident } from '../../inbox/residents.ts'
import type { Transaction } from '../../workflow/transaction.ts'
import type { Conversation } from '../../inbox/conversations.ts'

export interface Owned {
  id: string
  number: string
  state: TicketState
  emergency: boolean
  summary: string
}

/** Everything they ever reported. */
export async function ownedBy(tx: Transaction, residentId: string): Promise<Owned[]> {
  const { rows } = await tx.db.query<Owned>(
    `SELECT id, number, state, urgency = 'emergency' AS emergency, summary FROM ticket WHERE resident_id = $1 ORDER BY id`,
    [residentId],
  )
  return rows
}

/** Somebody may be on their way by these words: until it is over they protect life (PIPL Art. 13), and stay. */
export const keepsFromForgetting = ({ state, emergency }: Owned): boolean =>
  emergency && isOpen(state) && state !== 'resolved'

export interface Erasure {
  /** Their row is locked. */
  resident: Resident
  /** Where the erasure was ordered. */
  conversation: Conversation
  tickets: readonly Owned[]
  /** Ids of the messages that order it: their words go too, and the turn marks them as handled. */
  current: readonly string[]
}

/** @returns the chat in which the last message can be said. */
export async function forget(
  tx: Transaction,
  voice: Voice,
  { resident, conversation, tickets, current }: Erasure,
): Promise<string> {
  const { db, at } = tx
  // Nobody could ever say where it is; what is known of the others is enough to go on, and others may need it done.
  for (const { id } of tickets.filter(({ state }) => state === 'needs_info'))
    await tx.record(id, { kind: 'resident', id: resident.id }, () => [
      { kind: 'withdrawn', data: { text: '' } },
    ])
  const eraser = eraserFor(voice, resident, await tracesOf(db, voice.org, resident.id))
  const followed: string[] = []
  for (const { id } of tickets) followed.push(...(await eraseWords(db, id, eraser)))
  const { rows: files } = await disown(db, resident.id)
  const messages = await eraseTalk(tx, resident.id, current)
  await eraseAround(tx, tickets, followed, eraser)
  await eraseShown(tx, files, eraser)
  const chat = await lastChat(tx, resident, conversation)
  const { rows: pages } = await db.query<{ chat: string }>(
    "SELECT external_id AS chat FROM conversation WHERE resident_id = $1 AND channel = 'web' AND erase_at IS NULL",
    [resident.id],
  )
  await announceMoved(
    db,
    pages.map(({ chat }) => chat),
  )
  await db.query(
    `UPDATE conversation SET external_id = 'erased:' || id, reachable = false, pending_prompt = NULL, pending_until = NULL
     WHERE resident_id = $1 AND kind = 'private' AND erase_at IS NULL`,
    [resident.id],
  )
  // A member's identity is how they work; as a resident they are gone from it.
  await db.query('UPDATE identity SET resident_id = NULL WHERE resident_id = $1 AND member_id IS NOT NULL', [
    resident.id,
  ])
  await db.query(
    'DELETE FROM web_session WHERE identity_id IN (SELECT id FROM identity WHERE resident_id = $1)',
    [resident.id],
  )
  await db.query(
    `UPDATE identity SET external_id = 'erased:' || id, name = NULL, link_tries = 0, link_tried_at = NULL WHERE resident_id = $1`,
    [resident.id],
  )
  await db.query('DELETE FROM invitation WHERE resident_id = $1', [resident.id])
  await db.query(
    'UPDATE resident SET name = NULL, home_place_id = NULL, home_building = NULL, forgotten_at = $2 WHERE id = $1',
    [resident.id, at],
  )
  await appendAudit(db, {
    at,
    actor: 'resident',
    action: 'resident.forget',
    subject: resident.id,
    data: { tickets: tickets.length, messages },
  })
  return chat
}

function eraserFor(voice: Voice, { language }: Resident, known: Traces): Eraser {
  const traces = (text: string) => withoutTraces(text, known)
  return {
    instead: voice.replies.label(language, 'erased_words'),
    // Masks of telephones that are not theirs come second: they would cut what is known of theirs to pieces.
    mask: text => redact(traces(text)),
    traces,
    place: (placeId, placeText) => buildingOf(voice.org, placeId, placeText, language),
  }
}

/** @returns how many messages, theirs and ours. */
async function eraseTalk(
  { db, at }: Transaction,
  residentId: string,
  current: readonly string[],
): Promise<number> {
  const chats = "(SELECT id FROM conversation WHERE resident_id = $1 AND kind = 'private')"
  // The platform's id of a message may have the address in it; a replay finds nothing to do: its sender is gone.
  const heard = await db.query(
    `UPDATE inbound_message SET text = '', data = '{}', error = NULL, external_id = 'erased:' || id,
       handled_at = CASE WHEN state = 'received' AND id <> ALL($3) THEN $2 ELSE handled_at END,
       state = CASE WHEN state = 'received' AND id <> ALL($3) THEN 'handled' ELSE state END
     WHERE conversation_id IN ${chats}`,
    [residentId, at, current],
  )
  const said = await db.query(
    `UPDATE outbound_message SET content = '{"text": ""}', external_id = NULL, state = CASE WHEN state = 'pending' THEN 'undeliverable' ELSE state END,
       error = CASE WHEN state IN ('pending', 'undeliverable') THEN 'erased' END
     WHERE conversation_id IN ${chats}`,
    [residentId],
  )
  return (heard.rowCount ?? 0) + (said.rowCount ?? 0)
}
