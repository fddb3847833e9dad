/** What happens to the messages of a chat when the chat itself is lost, found again or moved. */
import type { Queryable } from '../../db/queryable.ts'

/** The chat is not reachable: what waits for it is not tried any more. */
export const giveUpWaiting = (db: Queryable, conversationIds: readonly string[]) =>
  db.query(
    "UPDATE outbound_message SET state = 'undeliverable', error = 'the chat is not reachable' WHERE conversation_id = ANY($1::uuid[]) AND state = 'pending'",
    [conversationIds],
  )

/** Platforms count messages anew in a chat that moved: old ids stay readable, and match no message of the new chat. */
export const retireMessageIds = (db: Queryable, conversationId: string, movedFrom: string) =>
  db.query(
    "UPDATE outbound_message SET external_id = $2 || '/' || external_id WHERE conversation_id = $1 AND external_id IS NOT NULL",
    [conversationId, movedFrom],
  )

export const moveMessages = (db: Queryable, from: string, to: string) =>
  db.query('UPDATE outbound_message SET conversation_id = $1 WHERE conversation_id = $2', [to, from])
