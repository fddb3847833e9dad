/** Reads from the outbox what a WeChat room or private chat shows: the state survives restarts. */
import type pg from 'pg'
import type { Button } from '../../domain/message.ts'

export interface ChatMemory {
  /** Whether the room is bound to a work group: the account's other rooms are ignored. */
  isWorkGroup(chat: string): Promise<boolean>
  /**
   * The choices that a typed number refers to. In a group: those of the newest card, also behind later
   * messages. In a private chat: those of the newest message, since "3" may answer a later question; photos
   * behind it ask nothing. `hasty`: the card is so recent that the one before it may be meant.
   */
  offeredIn(chat: string, kind: 'private' | 'group'): Promise<{ buttons: Button[][]; hasty: boolean } | null>
  /**
   * @returns the external id of the newest card with that number; without a card, of the newest message about
   * the ticket.
   */
  cardNumbered(chat: string, number: string): Promise<string | null>
}

const SHOWN = `
  FROM outbound_message o JOIN conversation c ON c.id = o.conversation_id
  WHERE c.channel = 'wechat' AND c.external_id = $1 AND o.state = 'sent' AND o.external_id IS NOT NULL`

const HASTE_MS = 8_000

export function createChatMemory(pool: pg.Pool, now: () => Date): ChatMemory {
  return {
    async isWorkGroup(chat) {
      const { rows } = await pool.query({
        name: 'wechat work group',
        text: "SELECT FROM conversation WHERE channel = 'wechat' AND external_id = $1 AND work_group_id IS NOT NULL",
        values: [chat],
      })
      return rows.length > 0
    },
    async offeredIn(chat, kind) {
      const { rows } = await pool.query<{ buttons: Button[][] | null; key: string | null; hasty: boolean }>({
        name: 'wechat offered',
        text: `
          SELECT o.content->'buttons' AS buttons, o.content->'card'->>'key' AS key, o.sent_at > $3 AS hasty
          ${SHOWN} AND (($2 = 'private' AND NOT o.content ? 'media') OR o.content ? 'card' OR jsonb_array_length(coalesce(o.content->'buttons', '[]')) > 0)
          ORDER BY o.sent_at DESC, o.id DESC LIMIT 2`,
        values: [chat, kind, new Date(now().getTime() - HASTE_MS)],
      })
      const [newest, other] = rows
      if (!newest?.buttons?.length) return null
      const hasty = kind === 'group' && newest.hasty && !!other?.buttons?.length && other.key !== newest.key
      return { buttons: newest.buttons, hasty }
    },
    async cardNumbered(chat, number) {
      const { rows } = await pool.query<{ externalId: string }>({
        name: 'wechat card numbered',
        text: `
          SELECT o.external_id AS "externalId" ${SHOWN} AND (right(o.content->'card'->>'key', length($2)) = $2
            OR c.kind = 'private' AND (SELECT right(t.number, length($2)) = $2 FROM ticket t WHERE t.id = o.ticket_id))
          ORDER BY o.content ? 'card' DESC, o.sent_at DESC, o.id DESC LIMIT 1`,
        // A short number must match as a whole: 0231 is not the end of 10231.
        values: [chat, number.includes('-') ? number : `-${number}`],
      })
      return rows[0]?.externalId ?? null
    },
  }
}
