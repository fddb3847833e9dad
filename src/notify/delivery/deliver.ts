/**
 * Sends what waits on a channel: oldest first within a chat, several chats at once. A message ends as sent, superseded
 * or undeliverable; in between it is tried again later, and the messages behind it in the same chat wait with it. Words wait
 * for words only: files have lanes of their own, so that a photo that is slow or fails holds up no card. Files keep their
 * place behind the words that came before them.
 */
import type pg from 'pg'
import { tryLock } from '../../db/advisory-lock.ts'
import { type Channel, type ChannelName, DeliveryError } from '../../domain/message.ts'
import { noteId } from '../../lib/ids.ts'
import { drawWaiting } from './render-outbox.ts'
import { createLanes, type Lanes } from './per-chat-queue.ts'
import { type Outcome, createLedger } from './record-outcomes.ts'
import type { RenderContext } from '../render/render-context.ts'
import type { OutboxMessage } from './outbox-message.ts'

export interface DeliverDeps {
  pool: pg.Pool
  channel: Channel
  rendering: () => RenderContext
  now: () => Date
  /** Asks to be called again after so many milliseconds. */
  again: (delayMs: number) => Promise<void>
  onUndeliverable: (message: OutboxMessage, error: Error) => void
  /** Chats that became unreachable: the workers of their residents are told. */
  onOutOfReach: (conversationIds: string[]) => Promise<void>
}

/** Chats spoken to at once. */
const AT_ONCE = 16
/** Chats to which files are on their way; each may take a minute, and some megabytes. */
const FILES_AT_ONCE = 4
const BATCH = 400
/** A message that failed this often for reasons that might pass is given up: about two hours of trying. */
const MOST_ATTEMPTS = 12
const backoffMs = (attempts: number): number => Math.min(1_000 * 2 ** attempts, 15 * 60_000)
/** Longest pause. What claims to wait longer was written by a clock that was wrong, and is due. */
const LONGEST_MS = 3_600_000
/** One call drains this long at most; the job that follows goes on. */
const PATIENCE_MS = 20_000
/** So long what was found waiting is worked off before it is looked again: something urgent may have come. */
const ROUND_MS = 1_000
/** While slow calls are all that is left, others may have got something to say. */
const LOOK_AGAIN_MS = 100

/** A message of files, with words that say what they are; the same test in the process and in SQL. */
const isFiles = ({ content }: OutboxMessage): boolean => content.media !== undefined
const IS_FILES = (alias: string) => `(${alias}.content ? 'media')`
/** Only what failed waits for a time. `$2`: now; `$6`: the latest that a back-off can end. */
const BACKS_OFF = (alias: string) =>
  `(${alias}.error IS NOT NULL AND ${alias}.not_before > $2 AND ${alias}.not_before <= $6)`

/**
 * Only what failed waits for a time; what was never tried is due, also with a time in the future by another clock.
 *
 * What is urgent goes first: a surge, or a group that the platform lets speak twenty times a minute, must not hold an
 * emergency up. In a group it overtakes what tells of other tickets; what one resident hears stays in order, and is urgent
 * as a whole.
 */
const DUE = `
  SELECT o.id, o.conversation_id AS "conversationId", c.external_id AS chat, o.ticket_id AS "ticketId", o.card, o.content, o.attempts
  FROM outbound_message o JOIN conversation c ON c.id = o.conversation_id LEFT JOIN ticket t ON t.id = o.ticket_id
  WHERE o.channel = $1::channel AND o.state = 'pending'
    AND CASE WHEN ${IS_FILES('o')} THEN NOT $5 AND o.conversation_id <> ALL($4::uuid[]) ELSE o.conversation_id <> ALL($3::uuid[]) END
    AND NOT EXISTS (
      SELECT FROM outbound_message b
      WHERE b.channel = $1::channel AND b.state = 'pending' AND b.conversation_id = o.conversation_id
        AND CASE WHEN ${IS_FILES('b')} THEN ${BACKS_OFF('b')} AND ${IS_FILES('o')} ELSE ${BACKS_OFF('b')} OR ${IS_FILES('o')} AND b.id < o.id END)
  ORDER BY bool_or(coalesce(t.urgency = 'emergency', false))
      OVER (PARTITION BY CASE c.kind WHEN 'group' THEN o.id ELSE o.conversation_id END) DESC, o.id
  LIMIT ${BATCH}`

/** @returns when nothing is due, or when its time is up and it asked to be called again. */
export async function deliver(deps: DeliverDeps): Promise<void> {
  const { pool, channel } = deps
  // A job may run twice (a process was paused and its job taken over); two senders of one chat would mix its order.
  const lock = await tryLock(pool, `deliver ${channel.name}`)
  // Another process drains this channel now and finds the new rows.
  if (!lock) return
  const isOut = endOf(PATIENCE_MS)
  const [words, files] = [createLanes(AT_ONCE), createLanes(FILES_AT_ONCE)]
  try {
    // Files that are on their way when the time is up are waited for: meanwhile words go on.
    while (!isOut() || files.busy().length > 0) {
      // What they leave out may be due by the time that the answer is here.
      const busy = words.busy().length + files.busy().length > 0
      const at = deps.now()
      const { rows } = await pool.query<Omit<OutboxMessage, 'replaces'>>({
        name: 'outbound due',
        text: DUE,
        values: [
          channel.name,
          at,
          words.busy(),
          files.busy(),
          isOut() || files.isFull(),
          new Date(at.getTime() + LONGEST_MS),
        ],
      })
      for (const { id } of rows) noteId(id)
      const due = rows.map(row => ({ ...row, replaces: null }))
      if (due.length > 0) await sendRound(deps, due, { words, files })
      else if (busy) await restOf(words, files)
      else break
    }
  } finally {
    await words
      .allEnd()
      .finally(() => files.allEnd())
      .finally(() => lock.release())
  }
  if (isOut()) return await deps.again(0)
  const next = await nextDue(pool, channel.name, deps.now())
  if (next) await deps.again(Math.max(0, next.getTime() - deps.now().getTime()))
}

/** Until one kind of lanes is empty, or it is time to look again. */
async function restOf(...kinds: Lanes[]): Promise<void> {
  const busy = kinds.filter(lanes => lanes.busy().length > 0)
  if (busy.length > 0) await Promise.race(busy.map(lanes => lanes.rest(LOOK_AGAIN_MS)))
}

/** Every chat has a lane of its own: a slow platform holds up no other chat, not even at the end of a round. */
async function sendRound(
  deps: DeliverDeps,
  rows: OutboxMessage[],
  { words, files }: { words: Lanes; files: Lanes },
): Promise<void> {
  const { messages, superseded, broken } = await drawWaiting(deps.pool, deps.rendering(), rows, deps.now())
  const ledger = createLedger(deps.pool, deps.now, deps.onOutOfReach)
  ledger.supersede(superseded)
  for (const { message, error } of broken) {
    deps.onUndeliverable(message, error)
    void ledger.note({ ...message, state: 'undeliverable', error: error.message, unreachable: false })
  }
  const isOver = endOf(ROUND_MS)
  const begin = (lanes: Lanes, chat: OutboxMessage[]) =>
    lanes.begin(chat[0]?.conversationId ?? '', async () => {
      await sendInOrder(deps, chat, ledger.note, isOver)
      // What is not written down yet would be found waiting, and said again.
      await ledger.settled()
    })
  for (const chat of byChat(messages.filter(isFiles))) if (!files.isFull()) begin(files, chat)
  for (const chat of byChat(messages.filter(message => !isFiles(message)))) {
    await words.free()
    if (isOver()) break
    begin(words, chat)
  }
  // Mostly everything is said in a moment, and one more look finds nothing.
  if (!isOver()) await words.rest(LOOK_AGAIN_MS)
  await ledger.settled()
}

const endOf = (ms: number): (() => boolean) => {
  const end = performance.now() + ms
  return () => performance.now() >= end
}

async function sendInOrder(
  deps: DeliverDeps,
  messages: OutboxMessage[],
  note: (outcome: Outcome) => Promise<void>,
  isOver: () => boolean,
): Promise<void> {
  for (const [index, message] of messages.entries()) {
    if (index > 0 && isOver()) return
    const outcome = await sendOne(deps, message)
    // Not awaited: the next message need not wait for the book-keeping of this one, which gathers rows of many chats.
    void note(outcome)
    if (outcome.state === 'pending' || outcome.unreachable) return
  }
}

async function sendOne(
  { channel, now, onUndeliverable }: DeliverDeps,
  message: OutboxMessage,
): Promise<Outcome> {
  const { id, chat, content, replaces, conversationId, ticketId, card } = message
  const base = { id, conversationId, ticketId, card, content, attempts: message.attempts + 1 }
  try {
    const { externalId } = await channel.send({
      id,
      chat,
      content,
      ...(replaces && { replaces: replaces.externalId }),
      ...(replaces?.shown && { replaced: replaces.shown }),
    })
    const edited = replaces?.externalId === externalId ? replaces.id : null
    return { ...base, state: 'sent', externalId, edited }
  } catch (error) {
    const known =
      error instanceof DeliveryError
        ? error
        : new DeliveryError(String((error as Error).message ?? error), { retry: true })
    if (known.retry && (known.untried || base.attempts < MOST_ATTEMPTS)) {
      const wait = Math.min(known.retryAfterMs ?? backoffMs(message.attempts), LONGEST_MS)
      const attempts = known.untried ? message.attempts : base.attempts
      const notBefore = new Date(now().getTime() + wait)
      return { ...base, attempts, state: 'pending', error: known.message, notBefore }
    }
    onUndeliverable(message, known)
    return { ...base, state: 'undeliverable', error: known.message, unreachable: known.chatGone }
  }
}

function byChat(messages: OutboxMessage[]): OutboxMessage[][] {
  const chats = new Map<string, OutboxMessage[]>()
  for (const message of messages) {
    const chat = chats.get(message.conversationId)
    if (chat) chat.push(message)
    else chats.set(message.conversationId, [message])
  }
  return [...chats.values()]
}

/**
 * A chat is due when its last pause is over, that of its words or, when there are only files, of these: what waits behind a
 * failed message must not make us turn in circles.
 */
async function nextDue(pool: pg.Pool, channel: ChannelName, now: Date): Promise<Date | null> {
  const { rows } = await pool.query<{ next: Date | null }>({
    name: 'outbound next',
    text: `
      SELECT min(due) AS next FROM (
        SELECT coalesce(CASE WHEN bool_or(NOT ${IS_FILES('o')})
            THEN max(not_before) FILTER (WHERE error IS NOT NULL AND NOT ${IS_FILES('o')})
            ELSE max(not_before) FILTER (WHERE error IS NOT NULL) END, $2) AS due
        FROM outbound_message o WHERE channel = $1::channel AND state = 'pending' GROUP BY conversation_id) AS chat`,
    values: [channel, now],
  })
  return rows[0]?.next ?? null
}
