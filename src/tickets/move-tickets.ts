/** Moves the tickets of a resident whose chat became part of another chat. */
import type { Queryable } from './store.ts'

export const moveTickets = (db: Queryable, from: string, to: string) =>
  db.query('UPDATE ticket SET conversation_id = $1 WHERE conversation_id = $2', [to, from])
