/** What Telegram took and what the database believes must be the same; and how long each message waited. */
import type pg from 'pg'
import { type Latencies, latencies } from '../figures.ts'
import type { StrictTelegram } from './strict-telegram.ts'

export interface Checked {
  /** New messages that Telegram took without a row that knows them. */
  duplicates: number
  /** Rows that are sent, and that Telegram never took. */
  lost: number
  /** Messages that arrived before one that is older, in the same chat and as urgent. */
  outOfOrder: number
  undeliverable: number
  unsent: number
  /** Cards that were to be drawn and had been drawn anew, or looked the same. */
  superseded: number
  /** From the commit to the answer of Telegram, milliseconds, by what was told to whom. */
  waits: Record<string, Latencies>
}

interface Row {
  chat: string
  id: string | null
  kind: string
  waited: number
}

/** @param busy chats of groups that are at their limit all the time. */
export async function check(
  pool: pg.Pool,
  { taken }: StrictTelegram,
  busy: ReadonlySet<string>,
): Promise<Checked> {
  const { rows } = await pool.query<Row>(
    `SELECT c.external_id AS chat, o.external_id AS id,
       CASE WHEN t.urgency = 'emergency' THEN 'emergency: ' ELSE '' END
         || CASE WHEN c.kind = 'private' THEN 'to a resident' WHEN NOT o.card THEN 'line in a group' WHEN o.replaces_id IS NULL THEN 'new card' ELSE 'edit of a card' END AS kind,
       (extract(epoch FROM o.sent_at - o.created_at) * 1000)::float AS waited
     FROM outbound_message o JOIN conversation c ON c.id = o.conversation_id LEFT JOIN ticket t ON t.id = o.ticket_id
     WHERE o.state = 'sent' ORDER BY o.id`,
  )
  const { rows: states } = await pool.query<{ state: string; count: number }>(
    'SELECT state, count(*)::int AS count FROM outbound_message GROUP BY state',
  )
  const count = (state: string) => states.find(each => each.state === state)?.count ?? 0
  const known = new Set(rows.flatMap(({ id }) => id ?? []))
  const arrived = new Set([...taken.values()].flat())
  const waits = new Map<string, number[]>()
  for (const { chat, kind, waited } of rows) {
    const name = busy.has(chat) ? `${kind} (full group)` : kind
    const list = waits.get(name)
    if (list) list.push(waited)
    else waits.set(name, [waited])
  }
  return {
    duplicates: [...arrived].filter(id => !known.has(id)).length,
    lost: [...known].filter(id => !arrived.has(id)).length,
    outOfOrder: countOutOfOrder(rows),
    undeliverable: count('undeliverable'),
    unsent: count('pending'),
    superseded: count('superseded'),
    waits: Object.fromEntries(
      [...waits].sort(([a], [b]) => a.localeCompare(b)).map(([name, list]) => [name, latencies(list)]),
    ),
  }
}

/** Telegram numbers messages as they arrive. In a group what is urgent goes first, so it is compared with its like. */
function countOutOfOrder(rows: readonly Row[]): number {
  const last = new Map<string, number>()
  let wrong = 0
  for (const { chat, id, kind } of rows) {
    if (id === null) continue
    const line = `${chat} ${kind.startsWith('emergency')}`
    if (Number(id) < (last.get(line) ?? 0)) wrong++
    last.set(line, Number(id))
  }
  return wrong
}
