/**
 * Erases a person 删除权 (PIPL Art. 47): their identity and their words are overwritten; what was done, by whom
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
import type { RenderContext } from '../../notify/render/render-context.ts'
import { eraseAround } from './erase-copies.ts'
import { eraseAccounts, eraseHeard, webChatsOf } from '../../inbox/erase-account.ts'
import { eraseSaid, eraseShown } from '../../notify/delivery/erase-messages.ts'
import { lastChat } from '../../inbox/erasure-receipt.ts'
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

/** Rescuers act on these words: until the emergency is over they protect life (PIPL Art. 13) and stay. */
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
  rendering: RenderContext,
  { resident, conversation, tickets, current }: Erasure,
): Promise<string> {
  const { db, at } = tx
  // The place of these can never be asked for again; the others can be worked on, and neighbours may need it.
  for (const { id } of tickets.filter(({ state }) => state === 'needs_info'))
    await tx.record(id, { kind: 'resident', id: resident.id }, () => [
      { kind: 'withdrawn', data: { text: '' } },
    ])
  const eraser = eraserFor(rendering, resident, await tracesOf(db, rendering.org, resident.id))
  const followed: string[] = []
  for (const { id } of tickets) followed.push(...(await eraseWords(db, id, eraser)))
  const { rows: files } = await disown(db, resident.id)
  const messages = (await eraseHeard(tx, resident.id, current)) + (await eraseSaid(db, resident.id))
  await eraseAround(tx, tickets, followed, eraser)
  await eraseShown(
    db,
    files.map(({ id }) => id),
    eraser.instead,
  )
  const chat = await lastChat(tx, resident, conversation)
  await announceMoved(db, await webChatsOf(db, resident.id))
  await eraseAccounts(tx, resident.id)
  await appendAudit(db, {
    at,
    actor: 'resident',
    action: 'resident.forget',
    subject: resident.id,
    data: { tickets: tickets.length, messages },
  })
  return chat
}

function eraserFor(rendering: RenderContext, { language }: Resident, known: Traces): Eraser {
  const traces = (text: string) => withoutTraces(text, known)
  return {
    instead: rendering.replies.label(language, 'erased_words'),
    // Masks of telephones that are not theirs come second: they would cut what is known of theirs to pieces.
    mask: text => redact(traces(text)),
    traces,
    place: (placeId, placeText) => buildingOf(rendering.org, placeId, placeText, language),
  }
}
