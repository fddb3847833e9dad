/**
 * How much may be added to a ticket. Every addition is an event, a message to the resident, and a card drawn anew in every
 * chat where it hangs: without a bound one resident grew a database by 300 MB in a minute.
 */
import { excerpt } from '../../domain/text/normalize.ts'
import { spokenNumber, type Ticket } from '../../domain/ticket/ticket.ts'
import type { Transaction } from '../../workflow/transaction.ts'

const HOUR_MS = 3_600_000
/** More than a person at the scene has to say: one every three minutes. */
export const MOST_ADDITIONS = 20
/** Of all that is added within the hour, UTF-16 units: some ten pages. */
export const MOST_ADDED = 10_000
/** A cry for help is heard however much was said before it: as much of it as the alarm reads. */
const CRY = 300

/** @returns the words as far as they may be added; null: the hour's room is used up. */
export async function fitting(
  { db, at }: Transaction,
  ticket: Ticket,
  words: string,
  emergency: boolean,
): Promise<string | null> {
  const { rows } = await db.query<{ additions: number; characters: number }>({
    name: 'added lately',
    text: `SELECT count(*)::int AS additions, coalesce(sum(length(data->>'text')), 0)::int AS characters
      FROM ticket_event WHERE ticket_id = $1 AND kind = 'added' AND at > $2`,
    values: [ticket.id, new Date(at.getTime() - HOUR_MS)],
  })
  const { additions = 0, characters = 0 } = rows[0] ?? {}
  if (additions < MOST_ADDITIONS && characters + words.length <= MOST_ADDED) return words
  return emergency ? excerpt(words, CRY) : null
}

/** What the resident hears then. */
export const tooMuch = ({ number }: Ticket) =>
  ['added_too_much', { number: spokenNumber(number), most: MOST_ADDITIONS, characters: MOST_ADDED }] as const
