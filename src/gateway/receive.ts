/**
 * Receives messages: commits each as it came, and only then acknowledges it to the channel. Does nothing
 * else, so that no other fault can lose a message.
 */
import type pg from 'pg'
import { InboundContent, type InboundMessage, type Receive, type Received } from '../domain/message.ts'
import { isForAnyGroup } from '../domain/command/parse-text.ts'
import { storable } from '../domain/text/storable-text.ts'
import { newId } from '../lib/ids.ts'
import type { Queues } from '../queue/bullmq.ts'

export interface ReceiveDeps {
  pool: pg.Pool
  queues: Pick<Queues, 'enqueue'>
  now: () => Date
  /** Called when the message is committed but its job could not be added: the sweep will add it. */
  onQueueError: (error: unknown) => void
}

export function createReceive({ pool, queues, now, onQueueError }: ReceiveDeps): Receive {
  return async message => {
    const before = message.edits === undefined ? undefined : await versionBefore(pool, message, message.edits)
    if (before && before.text === columnsOf(message).text) return { ...before, fresh: false }
    const received = await remember(pool, message, now())
    if (!received) return null
    if (before) await takeBack(pool, before.id, now())
    if (received.fresh)
      await queues.enqueue('triage', { conversationId: received.conversationId }).catch(onQueueError)
    // Files in a group are downloaded only when their message belongs to a ticket.
    if (received.fresh && isFileToFetch(message))
      await queues.enqueue('fetch', { channel: message.channel }).catch(onQueueError)
    return received
  }
}

const isFileToFetch = ({ content, chat }: InboundMessage): boolean =>
  content.kind === 'attachment' && !content.uploaded && chat.kind === 'private'

/**
 * The account may be in groups that have nothing to do with Linli: neither their messages nor their senders
 * are stored. Commands that bind a group are accepted in any group.
 */
const isForUs = ({ content, chat }: InboundMessage): boolean =>
  chat.kind !== 'group' || (content.kind === 'text' && isForAnyGroup(content.text))

/** Platform clocks may be wrong: a time in the future, or before 1970, is ignored. */
const saidAtOf = ({ saidAt }: InboundMessage, now: Date): Date | null =>
  saidAt && saidAt.getTime() > 0 && saidAt <= now ? saidAt : null

async function isWorkGroup(pool: pg.Pool, { channel, chat }: InboundMessage): Promise<boolean> {
  const { rowCount } = await pool.query(
    'SELECT FROM conversation WHERE channel = $1 AND external_id = $2 AND work_group_id IS NOT NULL',
    [channel, chat.externalId],
  )
  return rowCount === 1
}

/**
 * One statement when the sender is known; the unique key makes a replay a no-op. FOR KEY SHARE is the lock
 * that the foreign keys take anyway; it re-reads the row after a wait, since an erasure or a move of the
 * group may have replaced it meanwhile.
 * @param file what to do with the file of the message.
 */
const insert = (file = '') => `
  WITH sender AS (
    SELECT i.id AS identity_id, c.id AS conversation_id FROM identity i, conversation c
    WHERE i.channel = $1 AND i.external_id = $2 AND c.channel = $1 AND c.external_id = $3
      AND ($10::boolean OR c.work_group_id IS NOT NULL)
    FOR KEY SHARE
  ), fresh AS (
    INSERT INTO inbound_message (id, channel, external_id, identity_id, conversation_id, kind, text, data, received_at, said_at)
    SELECT $4, $1, $5, identity_id, conversation_id, $6, $7, $8, $9::timestamptz, $11::timestamptz FROM sender
    ON CONFLICT (channel, external_id) DO NOTHING
    RETURNING id
  )${file}
  SELECT sender.conversation_id, fresh.id FROM sender LEFT JOIN fresh ON true`

const STATEMENTS = {
  plain: { name: 'receive', text: insert() },
  /** The platform keeps the file: it is downloaded later, after the message is committed. */
  onPlatform: {
    name: 'receive file',
    text: insert(`, file AS (
      INSERT INTO attachment (id, channel, source, identity_id, inbound_message_id, kind, name, not_before, created_at)
      SELECT $15, $1, $12, sender.identity_id, fresh.id, $13, $14, $9::timestamptz, $9::timestamptz FROM fresh, sender)`),
  },
  /** Takes only an upload of the sender that no other message has taken. */
  uploaded: {
    name: 'receive upload',
    text: insert(`, file AS (
      UPDATE attachment a SET inbound_message_id = fresh.id FROM fresh, sender
      WHERE a.id = $12 AND a.identity_id = sender.identity_id AND a.inbound_message_id IS NULL)`),
  },
}

function statementFor({ content }: InboundMessage): { name: string; text: string; more: unknown[] } {
  if (content.kind !== 'attachment') return { ...STATEMENTS.plain, more: [] }
  const { file, what, name = '', uploaded } = content
  return uploaded
    ? { ...STATEMENTS.uploaded, more: [file] }
    : { ...STATEMENTS.onPlatform, more: [storable(file), what, storable(name), newId()] }
}

async function remember(pool: pg.Pool, message: InboundMessage, now: Date): Promise<Received | null> {
  const { channel, sender, chat } = message
  const { kind, text, data } = columnsOf(message)
  const forUs = isForUs(message)
  const row = [
    channel,
    sender.externalId,
    chat.externalId,
    newId(),
    message.externalId,
    kind,
    text,
    data,
    now,
    forUs,
    saidAtOf(message, now),
  ]
  const { name, text: statement, more } = statementFor(message)
  for (let introduced = false; ; introduced = true) {
    const { rows } = await pool.query<{ conversation_id: string; id: string | null }>({
      name,
      text: statement,
      values: [...row, ...more],
    })
    const found = rows[0]
    if (found?.id) return { id: found.id, conversationId: found.conversation_id, fresh: true }
    if (found) return { id: await idOf(pool, message), conversationId: found.conversation_id, fresh: false }
    if (!forUs && !(await isWorkGroup(pool, message))) return null
    if (introduced) throw new Error(`${channel}: sender or chat vanished while a message was stored`)
    await introduce(pool, message, now)
  }
}

/** The latest version of an edited message; undefined when the original is unknown: then this is a new message. */
async function versionBefore(
  pool: pg.Pool,
  { channel, externalId }: InboundMessage,
  edits: string,
): Promise<{ id: string; conversationId: string; text: string } | undefined> {
  const { rows } = await pool.query<{ id: string; conversationId: string; text: string }>({
    name: 'version before',
    text: `
      SELECT m.id, m.conversation_id AS "conversationId", m.text
      FROM inbound_message first JOIN inbound_message m ON m.conversation_id = first.conversation_id AND m.id >= first.id
      WHERE first.channel = $1 AND first.external_id = $2
        AND (m.id = first.id OR m.data->>'edits' = $2) AND m.external_id <> $3
      ORDER BY m.id DESC LIMIT 1`,
    values: [channel, edits, externalId],
  })
  return rows[0]
}

/**
 * Marks an edited text as handled before a turn has read it; its replacement follows. A picture stays, since
 * its caption alone has changed. A turn that holds the message has claimed it already. In a group the old
 * text is deleted.
 */
async function takeBack(pool: pg.Pool, id: string, now: Date): Promise<void> {
  await pool.query(
    `UPDATE inbound_message m SET state = 'handled', handled_at = $2, text = CASE c.kind WHEN 'group' THEN '' ELSE m.text END
     FROM conversation c WHERE c.id = m.conversation_id AND m.id = $1 AND m.state = 'received' AND m.kind = 'text'`,
    [id, now],
  )
}

/** Creates the identity and the conversation of a first contact. Two concurrent first messages create one of each. */
async function introduce(pool: pg.Pool, { channel, sender, chat }: InboundMessage, now: Date): Promise<void> {
  await pool.query({
    name: 'introduce sender',
    text: `
      WITH sender AS (INSERT INTO identity (id, channel, external_id, name, created_at) VALUES ($1, $2, $3, $4, $8) ON CONFLICT (channel, external_id) DO NOTHING)
      INSERT INTO conversation (id, channel, external_id, kind, created_at) VALUES ($5, $2, $6, $7, $8) ON CONFLICT (channel, external_id) DO NOTHING`,
    values: [
      newId(),
      channel,
      sender.externalId,
      sender.name ? storable(sender.name).slice(0, 100) : null,
      newId(),
      chat.externalId,
      chat.kind,
      now,
    ],
  })
}

function columnsOf(message: InboundMessage): { kind: string; text: string; data: object } {
  const { kind, ...content } = InboundContent.parse(message.content)
  const { text = '', ...rest } = content as { text?: string }
  const data = Object.entries({ ...rest, language: message.sender.language, edits: message.edits })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? storable(value) : value])
  return { kind, text: storable(text), data: Object.fromEntries(data) }
}

async function idOf(pool: pg.Pool, { channel, externalId }: InboundMessage): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM inbound_message WHERE channel = $1 AND external_id = $2',
    [channel, externalId],
  )
  if (!rows[0]) throw new Error(`${channel}: message ${externalId} vanished`)
  return rows[0].id
}
