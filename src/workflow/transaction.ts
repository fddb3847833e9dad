/**
 * The unit of work: what happened to tickets, and every message that it earns, are committed together or not at all.
 * Only then are deliveries queued; when that fails the sweep does it.
 */
import type pg from 'pg'
import { inTransaction } from '../db/client.ts'
import type { ChannelName, OutboundContent } from '../domain/message.ts'
import { hasEffect } from '../domain/notification-rules.ts'
import type { Actor, EventBodyOf } from '../domain/ticket/ticket-event.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { type OutboxRow, put } from '../notify/delivery/outbox.ts'
import { showMedia } from '../notify/forward-attachments.ts'
import { notificationsFor } from '../notify/notifications.ts'
import { languageIn } from '../notify/recipients.ts'
import type { RenderContext } from '../notify/render/render-context.ts'
import type { Queues } from '../queue/bullmq.ts'
import type { JobName, Payload } from '../queue/jobs.ts'
import type { TicketChange, EventInput } from '../tickets/change.ts'
import { openTicket, recordEvents } from '../tickets/record-event.ts'
import { noteServed } from '../organisation/last-served.ts'

export interface Transaction {
  readonly db: pg.PoolClient
  readonly at: Date
  open(opened: EventBodyOf<'opened'>, then: EventInput[], actor: Actor): Promise<Ticket>
  /** @throws TicketRefused, and nothing of the transaction stays. */
  record(ticketId: string, actor: Actor, decide: (ticket: Ticket) => EventInput[]): Promise<Ticket>
  /** A message that no event earns: help, a list, a polite refusal. */
  say(conversationId: string, content: OutboundContent, ticketId?: string): void
  /** The card looks different though nothing happened: a menu was opened. */
  redraw(ticketId: string, conversationId: string): void
  /** Pictures of the ticket go to those around it who have not seen them; last of all, behind cards and words. */
  show(ticketId: string): void
  /** A job for once this is committed; when it cannot be queued the sweep does it. */
  queue<N extends JobName>(name: N, payload: Payload<N>): void
}

export interface TransactDeps {
  pool: pg.Pool
  queues: Pick<Queues, 'enqueue'>
  rendering: () => RenderContext
  now: () => Date
  onQueueError: (error: unknown) => void
}

export type Transact = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>

export function createTransact({ pool, queues, rendering, now, onQueueError }: TransactDeps): Transact {
  return async work => {
    const jobs: Job[] = []
    const { result, channels } = await inTransaction(pool, db =>
      workWithin(db, { rendering, at: now() }, work, jobs),
    )
    for (const channel of channels) jobs.push(queues => queues.enqueue('deliver', { channel }))
    for (const job of jobs) await job(queues).catch(onQueueError)
    return result
  }
}

type Job = (queues: TransactDeps['queues']) => Promise<void>

/**
 * The same inside a transaction that is the caller's, for work that belongs to what else it writes. Nothing is queued: the
 * sweep of a service that runs delivers what was earned.
 */
export async function workWithin<T>(
  db: pg.PoolClient,
  { rendering, at }: { rendering: () => RenderContext; at: Date },
  work: (tx: Transaction) => Promise<T>,
  jobs: Job[] = [],
): Promise<{ result: T; channels: ReadonlySet<ChannelName> }> {
  const outbox: OutboxRow[] = []
  const served = new Set<string>()
  const shown = new Set<string>()
  const { calendarOf } = rendering().org
  const earn = async (change: TicketChange) => {
    outbox.push(...(await notificationsFor(db, rendering(), change)))
    if (change.before !== null && change.events.some(({ kind }) => hasEffect(kind, 'moves_card')))
      shown.add(change.ticket.id)
    for (const event of change.events)
      if ((event.kind === 'assigned' || event.kind === 'transferred') && event.data.ownerId)
        served.add(event.data.ownerId)
    return change.ticket
  }
  const result = await work({
    db,
    at,
    open: async (opened, then, actor) => earn(await openTicket(db, opened, then, actor, at, calendarOf)),
    record: async (ticketId, actor, decide) =>
      earn(await recordEvents(db, ticketId, actor, at, decide, calendarOf)),
    say: (conversationId, content, ticketId) =>
      outbox.push({ conversationId, ticketId: ticketId ?? null, card: false, content }),
    redraw: (ticketId, conversationId) =>
      outbox.push({ conversationId, ticketId, card: true, content: null }),
    show: ticketId => shown.add(ticketId),
    queue: (name, payload) => jobs.push(queues => queues.enqueue(name, payload)),
  })
  for (const ticketId of shown)
    for (const media of await showMedia(db, rendering(), ticketId, at, languageIn(rendering())))
      outbox.push({ ...media, card: false })
  // Last of all: a transaction that locks members takes no other lock afterwards.
  await noteServed(db, [...served], at)
  return { result, channels: await put(db, rendering(), outbox, at) }
}
