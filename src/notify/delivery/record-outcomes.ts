/**
 * Writes down what became of messages. While one statement is on its way, the next outcomes gather: a slow platform is
 * recorded message by message, a surge over a fast one in few statements.
 */
import type pg from 'pg'
import { loseChats } from '../../inbox/chats.ts'
import { giveUpWaiting } from './chat-messages.ts'
import { toJsonb } from '../../db/jsonb.ts'
import type { OutboundContent } from '../../domain/message.ts'

interface Attempted {
  id: string
  conversationId: string
  ticketId: string | null
  card: boolean
  content: OutboundContent
  attempts: number
}

export type Outcome = Attempted &
  (
    | { state: 'sent'; externalId: string; edited: string | null; unreachable?: undefined }
    | { state: 'pending'; error: string; notBefore: Date; unreachable?: undefined }
    | { state: 'undeliverable'; error: string; unreachable: boolean }
  )

export interface Ledger {
  note(outcome: Outcome): Promise<void>
  supersede(ids: string[]): void
  /** Resolves when everything is written. @throws the first error of a statement. */
  settled(): Promise<void>
}

/** @param onOutOfReach hears of chats in which nothing arrives any more, once that is written down. */
export function createLedger(
  pool: pg.Pool,
  now: () => Date,
  onOutOfReach: (conversationIds: string[]) => Promise<void>,
): Ledger {
  let waiting: Outcome[] = []
  let superseded: string[] = []
  let writing: Promise<void> | undefined
  let failure: unknown

  const flush = async () => {
    while (waiting.length > 0 || superseded.length > 0) {
      const [outcomes, gone] = [waiting, superseded]
      waiting = []
      superseded = []
      const lost = await write(pool, now(), outcomes, gone)
      if (lost.length > 0) await onOutOfReach(lost)
    }
  }
  const start = () => {
    writing ??= Promise.resolve()
      .then(flush)
      .catch(error => {
        failure ??= error
      })
      .finally(() => {
        writing = undefined
      })
    return writing
  }
  return {
    note(outcome) {
      waiting.push(outcome)
      return start()
    },
    supersede(ids) {
      superseded.push(...ids)
    },
    async settled() {
      while (writing || waiting.length > 0 || superseded.length > 0) await start()
      if (failure) throw failure
    },
  }
}

/**
 * Numbers typed in WeChat choose from what was sent last: there a message is never sent before the one that it follows,
 * even if a clock was set back in between.
 */
const SENT_AT = `
      greatest($8::timestamptz, CASE WHEN o.channel = 'wechat' THEN (
        SELECT b.sent_at FROM outbound_message b WHERE b.conversation_id = o.conversation_id AND b.sent_at IS NOT NULL ORDER BY b.id DESC LIMIT 1) END)`

/**
 * Only rows that still wait: those of a resident who was erased while a message was sent stay erased. An
 * edit is kept in the message that it changed, and nowhere else.
 */
const SENT = `
  WITH done AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::jsonb[], $5::int[], $6::uuid[], $7::uuid[])
      AS d (id, external_id, edited, content, attempts, card_ticket, conversation_id)
  ), sent AS (
    UPDATE outbound_message o SET state = 'sent', sent_at = ${SENT_AT}, error = NULL, attempts = d.attempts, replaces_id = d.edited,
      external_id = CASE WHEN d.edited IS NULL THEN d.external_id END,
      content = CASE WHEN d.edited IS NULL THEN d.content ELSE o.content END
    FROM done d WHERE o.id = d.id AND o.state = 'pending' RETURNING o.id
  ), edits AS (
    UPDATE outbound_message o SET content = d.content, edited_at = $8
    FROM done d JOIN sent ON sent.id = d.id WHERE o.id = d.edited
  )
  UPDATE ticket_card t SET message_id = d.id FROM done d JOIN sent ON sent.id = d.id
  WHERE d.edited IS NULL AND t.ticket_id = d.card_ticket AND t.conversation_id = d.conversation_id`

const FAILED = `
  UPDATE outbound_message o SET state = f.state::outbound_state, error = f.error, attempts = f.attempts, not_before = coalesce(f.not_before, o.not_before)
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::timestamptz[]) AS f (id, state, error, attempts, not_before)
  WHERE o.id = f.id AND o.state = 'pending'`

/** @returns chats in which nothing arrives any more. */
async function write(pool: pg.Pool, now: Date, outcomes: Outcome[], superseded: string[]): Promise<string[]> {
  const sent = outcomes.filter(outcome => outcome.state === 'sent')
  const failed = outcomes.filter(outcome => outcome.state !== 'sent')
  if (superseded.length > 0)
    await pool.query(
      "UPDATE outbound_message SET state = 'superseded' WHERE id = ANY($1::uuid[]) AND state = 'pending'",
      [superseded],
    )
  if (sent.length > 0)
    await pool.query({
      name: 'outbound sent',
      text: SENT,
      values: [
        sent.map(each => each.id),
        sent.map(each => each.externalId),
        sent.map(each => each.edited),
        sent.map(each => toJsonb(each.content)),
        sent.map(each => each.attempts),
        sent.map(each => (each.card ? each.ticketId : null)),
        sent.map(each => each.conversationId),
        now,
      ],
    })
  if (failed.length > 0)
    await pool.query(FAILED, [
      failed.map(each => each.id),
      failed.map(each => each.state),
      failed.map(each => each.error.slice(0, 500)),
      failed.map(each => each.attempts),
      failed.map(each => (each.state === 'pending' ? each.notBefore : null)),
    ])
  const gone = failed.filter(each => each.unreachable).map(each => each.conversationId)
  if (gone.length > 0) await giveUpChats(pool, gone)
  return gone
}

/** Nothing arrives there any more: what waits behind is undeliverable too, until the person writes again. */
async function giveUpChats(pool: pg.Pool, conversations: string[]): Promise<void> {
  await loseChats(pool, conversations)
  await giveUpWaiting(pool, conversations)
}
