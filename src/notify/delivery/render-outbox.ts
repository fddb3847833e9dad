/** Turns waiting rows into messages: cards are drawn now, from the newest state, and of several only one is sent. */
import type { CardMenu } from '../../domain/command/card-menu.ts'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import type { Language, OutboundContent } from '../../domain/message.ts'
import type { TicketEvent } from '../../domain/ticket/ticket-event.ts'
import { type EventRow, eventOf, ticketsByIds } from '../../tickets/store.ts'
import { drawCard } from '../render/card.ts'
import { withMentions } from './mentions.ts'
import type { OutboxMessage } from './outbox-message.ts'
import { areaOf } from '../../routing/area.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { RenderContext } from '../render/render-context.ts'

export interface Drawn {
  messages: OutboxMessage[]
  /** Rows that a card drawn now makes pointless, and cards that look just as the chat shows them already. */
  superseded: string[]
  /** Cards that cannot be drawn must not hold up the other messages. */
  broken: { message: OutboxMessage; error: Error }[]
}

interface CardRow {
  ticketId: string
  conversationId: string
  menu: CardMenu | null
  messageId: string | null
  externalId: string | null
  /** What the chat shows now. */
  shown: OutboundContent | null
  groupId: string | null
  groupKind: 'grid' | 'unit' | 'duty' | null
  groupGrid: string | null
  groupUnit: string | null
  neighbours: number
  parent: string | null
  language: Language | null
  residentName: string | null
  outOfReach: boolean
  saidAt: string | null
}

export async function drawWaiting(
  pool: pg.Pool,
  rendering: RenderContext,
  rows: OutboxMessage[],
  now: Date,
): Promise<Drawn> {
  const seen = new Set<string>()
  const superseded: string[] = []
  const kept = rows.filter(row => {
    if (!row.card) return true
    if (!seen.has(keyOf(row))) return seen.add(keyOf(row))
    superseded.push(row.id)
    return false
  })
  const cards = kept.filter(row => row.card)
  if (cards.length === 0)
    return {
      messages: await withMentions(
        pool,
        kept.map(row => ({ ...row, replaces: null })),
      ),
      superseded,
      broken: [],
    }

  const ticketIds = [...new Set(cards.map(row => row.ticketId as string))]
  const [tickets, events, facts] = await Promise.all([
    ticketsByIds(pool, ticketIds),
    eventsOnCards(pool, ticketIds),
    cardRows(pool, ticketIds),
  ])
  const areaOfGroup = (id: string | null) => {
    const group = rendering.org.workGroupById.get(id ?? '')
    return group && areaOf(rendering.org, group).gridIds
  }
  /** @returns null when there is nothing to send: the card has not changed. */
  const draw = (row: OutboxMessage): OutboxMessage | null => {
    const ticket = row.card ? tickets.get(row.ticketId as string) : undefined
    const fact = facts.get(keyOf(row))
    if (!ticket || !fact) return { ...row, replaces: null }
    const group = {
      id: fact.groupId,
      kind: fact.groupKind ?? 'grid',
      gridId: fact.groupGrid,
      unitId: fact.groupUnit,
      gridIds: areaOfGroup(fact.groupId),
      language: fact.language ?? 'zh-CN',
    } as const
    const content = drawCard(
      rendering,
      {
        ticket,
        events: events.get(ticket.id) ?? [],
        residentName: fact.residentName,
        outOfReach: fact.outOfReach,
        saidAt: fact.saidAt ? new Date(fact.saidAt) : null,
        menu: fact.menu,
        group,
        neighbours: fact.neighbours,
        parent: fact.parent,
      },
      now,
    )
    const replaces =
      fact.messageId && fact.externalId
        ? { id: fact.messageId, externalId: fact.externalId, shown: fact.shown }
        : null
    if (replaces && isDeepStrictEqual(asKept(content), fact.shown)) return null
    return { ...row, content, replaces }
  }
  const messages: OutboxMessage[] = []
  const broken: Drawn['broken'] = []
  for (const row of kept)
    try {
      const drawn = draw(row)
      if (drawn) messages.push(drawn)
      else superseded.push(row.id)
    } catch (error) {
      broken.push({ message: { ...row, replaces: null }, error: error as Error })
    }
  return { messages: await withMentions(pool, messages), superseded, broken }
}

/** As the database gives it back. */
const asKept = (content: OutboundContent): unknown => JSON.parse(JSON.stringify(content))

const keyOf = (row: { ticketId: string | null; conversationId: string }): string =>
  `${row.ticketId} ${row.conversationId}`

async function cardRows(pool: pg.Pool, ticketIds: string[]): Promise<Map<string, CardRow>> {
  const { rows } = await pool.query<CardRow>({
    name: 'cards to draw',
    text: `
      SELECT t.ticket_id AS "ticketId", t.conversation_id AS "conversationId", t.menu, t.message_id AS "messageId", m.external_id AS "externalId", m.content AS shown,
        g.id AS "groupId", g.kind AS "groupKind", g.grid_id AS "groupGrid", g.unit_id AS "groupUnit", g.language,
        p.number AS parent, (SELECT count(*)::int FROM ticket n WHERE n.parent_id = k.id) AS neighbours, r.name AS "residentName",
        NOT home.reachable AS "outOfReach",
        (SELECT e.data->>'saidAt' FROM ticket_event e WHERE e.ticket_id = k.id AND e.version = 1) AS "saidAt"
      FROM ticket_card t
      JOIN conversation c ON c.id = t.conversation_id
      JOIN ticket k ON k.id = t.ticket_id
      JOIN resident r ON r.id = k.resident_id
      JOIN conversation home ON home.id = k.conversation_id
      LEFT JOIN work_group g ON g.id = c.work_group_id
      LEFT JOIN ticket p ON p.id = k.parent_id
      LEFT JOIN outbound_message m ON m.id = t.message_id
      WHERE t.ticket_id = ANY($1::uuid[])`,
    values: [ticketIds],
  })
  return new Map(rows.map(row => [keyOf(row), row]))
}

/** What a card tells of, or takes back. */
const ON_CARDS = [
  'noted',
  'inquired',
  'urged',
  'unrouted',
  'returned',
  'disputed',
  'handed_on',
  'transferred',
  'accepted',
  'unit_done',
  'unit_declined',
  'meeting_held',
  'resolved',
  'doubted',
]
  .map(kind => `'${kind}'`)
  .join(', ')

async function eventsOnCards(pool: pg.Pool, ticketIds: string[]): Promise<Map<string, TicketEvent[]>> {
  const { rows } = await pool.query<EventRow & { ticket_id: string }>({
    name: 'events on cards',
    text: `SELECT ticket_id, kind, data, actor_kind, actor_id, at FROM ticket_event WHERE ticket_id = ANY($1::uuid[]) AND kind IN (${ON_CARDS}) ORDER BY ticket_id, version`,
    values: [ticketIds],
  })
  const ofTicket = groupBy(rows, row => row.ticket_id)
  return new Map([...ofTicket].map(([id, events]) => [id, events.map(eventOf)]))
}
