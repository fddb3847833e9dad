/**
 * Tells every gateway process that a message is there, through NOTIFY. The message travels whole: at that
 * moment its row is not yet marked as sent, so a listener that looked it up would look too early.
 */
import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import type { WebMessage } from './message-view.ts'

export const NOTIFY_CHANNEL = 'linli_web'

export interface Announcement {
  /** External id of the conversation. */
  chat: string
  /** Its row: another one stands at the same address after its resident was forgotten. Older processes do not say. */
  conversation?: string
  /** null: no message, the address is another resident's from now on. */
  message: WebMessage | null
}

/** PostgreSQL takes payloads of under 8,000 bytes. */
const PART_BYTES = 7_900

export type Announce = (announcement: Announcement) => Promise<void>

/** In the transaction that erases a resident: pages with these chats open start anew after the commit. */
export const announceMoved = (db: Pick<Pool, 'query'>, chats: readonly string[]) =>
  db.query(`SELECT pg_notify('${NOTIFY_CHANNEL}', part) FROM unnest($1::text[]) AS part`, [
    chats.map(chat => JSON.stringify({ chat, conversation: 'nobody', message: null } satisfies Announcement)),
  ])

/** While one statement is on its way the next announcements gather: a surge costs few statements. */
export function createAnnouncer(pool: Pool): Announce {
  let gathering: { parts: string[]; sent: Promise<void> } | undefined
  let previous: Promise<unknown> = Promise.resolve()

  function open(): { parts: string[]; sent: Promise<void> } {
    const parts: string[] = []
    const sent = previous.then(async () => {
      gathering = undefined
      await pool.query(`SELECT pg_notify('${NOTIFY_CHANNEL}', part) FROM unnest($1::text[]) AS part`, [parts])
    })
    previous = sent.catch(() => {})
    return { parts, sent }
  }

  return announcement => {
    gathering ??= open()
    gathering.parts.push(...toParts(announcement))
    return gathering.sent
  }
}

function toParts(announcement: Announcement): string[] {
  const json = JSON.stringify(announcement)
  if (Buffer.byteLength(json) <= PART_BYTES) return [json]
  // Base64, because a cut through UTF-8 could fall into a character.
  const whole = Buffer.from(json).toString('base64')
  const room = PART_BYTES - 100
  const count = Math.ceil(whole.length / room)
  const key = randomBytes(8).toString('hex')
  return Array.from({ length: count }, (_, index) =>
    [key, index, count, whole.slice(index * room, (index + 1) * room)].join(' '),
  )
}

/** Puts long announcements together again. Parts of one come in order, but those of another may lie between. */
export function createAssembler(): (payload: string) => Announcement | null {
  const open = new Map<string, string[]>()
  return payload => {
    if (payload.startsWith('{')) return JSON.parse(payload) as Announcement
    const [key = '', index, count, part = ''] = payload.split(' ')
    // Without its beginning it began before we listened: the reader fetches it with what else it missed.
    if (index === '0') open.set(key, [])
    const parts = open.get(key)
    if (!parts) return null
    parts.push(part)
    if (parts.length < Number(count)) return null
    open.delete(key)
    return JSON.parse(Buffer.from(parts.join(''), 'base64').toString()) as Announcement
  }
}
