/** Who the resident of a conversation is. */
import { newId } from '../lib/ids.ts'
import type { Language } from '../domain/message.ts'
import type { Conversation } from './conversations.ts'
import type { InboundRow } from './inbound-messages.ts'
import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'

export interface Resident {
  id: string
  language: Language
  /** Writes Traditional characters. */
  traditional: boolean
  home: { placeId: string; building: string | null } | null
  /** The newest text of the privacy notice that they were given; 0: none yet. */
  noticed: number
}

/** Common words: two in a sentence are enough to take it for English. */
const ENGLISH =
  /\b(?:the|is|are|my|no|not|in|on|out|please|help|hello|hi|there|thanks?|water|light|lift|power|how|what|when|to|want|have|has|was|and)\b/gi

/**
 * The language of these words: the one with more Chinese characters or Latin words, so that an English sentence may name 锦绣花园 and
 * a Chinese one WiFi. Too little to tell: the one before.
 */
export function languageOf(text: string, before: Language): Language {
  // "/join ABCDEFGHJK" is no English.
  if (text.trimStart().startsWith('/')) return before
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0
  const words = text.match(/[a-z]{2,}/gi)?.length ?? 0
  if (characters > 0 && characters >= words) return 'zh-CN'
  return (text.match(ENGLISH)?.length ?? 0) >= Math.min(2, words) && words >= 2 ? 'en' : before
}

const OF_CONVERSATION = `SELECT r.id, r.language, r.traditional, CASE WHEN home_place_id IS NOT NULL THEN jsonb_build_object('placeId', home_place_id, 'building', home_building) END AS home, coalesce((SELECT max(version) FROM resident_notice n WHERE n.resident_id = r.id), 0) AS noticed FROM conversation c JOIN resident r ON r.id = c.resident_id WHERE c.id = $1`

/**
 * The resident who speaks here; their first message makes them one.
 * Two first messages at once end as one resident: the conversation's row decides.
 */
export async function residentOf(
  pool: pg.Pool,
  conversation: Conversation,
  message: InboundRow,
): Promise<Resident> {
  const known = conversation.residentId ?? message.residentId
  if (!known || conversation.residentId !== known) await introduce(pool, conversation, message)
  const { rows } = await pool.query<Resident>({
    name: 'resident of',
    text: OF_CONVERSATION,
    values: [conversation.id],
  })
  if (!rows[0]) throw new Error(`no resident of conversation ${conversation.id}`)
  return rows[0]
}

export const setLanguage = (
  { db }: { db: Queryable },
  { id, language, traditional }: Pick<Resident, 'id' | 'language' | 'traditional'>,
) =>
  db.query('UPDATE resident SET language = $2, traditional = $3 WHERE id = $1', [id, language, traditional])

export async function languageStored(
  { db }: { db: Queryable },
  residentId: string,
): Promise<Language | undefined> {
  const { rows } = await db.query<{ language: Language }>('SELECT language FROM resident WHERE id = $1', [
    residentId,
  ])
  return rows[0]?.language
}

/** @returns false when the row is gone: the resident was linked to another account. */
export async function lockResident({ db }: { db: Queryable }, residentId: string): Promise<boolean> {
  const { rowCount } = await db.query('SELECT FROM resident WHERE id = $1 FOR UPDATE', [residentId])
  return rowCount === 1
}

/** The first compound that a resident reports from is taken for their home; a later one does not change it. */
export const learnHomePlace = (db: Queryable, residentId: string, placeId: string) =>
  db.query({
    name: 'learn home',
    text: 'UPDATE resident SET home_place_id = $2 WHERE id = $1 AND home_place_id IS NULL',
    values: [residentId, placeId],
  })

async function introduce(pool: pg.Pool, conversation: Conversation, message: InboundRow): Promise<void> {
  await pool.query({
    name: 'introduce',
    text: `
      WITH made AS (
        INSERT INTO resident (id, name, language, created_at) SELECT $1, $2, $3, $6 WHERE NOT EXISTS (SELECT FROM identity WHERE id = $4 AND resident_id IS NOT NULL)
        RETURNING id
      ), known AS (
        UPDATE identity SET resident_id = coalesce(resident_id, (SELECT id FROM made)) WHERE id = $4 RETURNING resident_id
      )
      UPDATE conversation SET resident_id = (SELECT resident_id FROM known) WHERE id = $5`,
    values: [
      newId(),
      message.name,
      languageOf(message.text, message.data.language ?? 'zh-CN'),
      message.identityId,
      conversation.id,
      message.receivedAt,
    ],
  })
}
