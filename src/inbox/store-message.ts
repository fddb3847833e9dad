/** Stores what a channel heard, with its sender and chat when they are new: one statement, and a replay changes nothing. */
import type pg from 'pg'
import { WITH_FILE } from '../attachments/rows.ts'
import { InboundContent, type InboundMessage, type Received } from '../domain/message.ts'
import { storable } from '../domain/text/storable-text.ts'
import { newId } from '../lib/ids.ts'

/** A platform's clock is not ours: a time in the future, or none that a calendar knows, says nothing. */
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
 * One statement when the sender is known; the unique key makes a replay a no-op. Locked as the foreign keys do anyway, but
 * read again after waiting for the lock: a resident who is erased, or a group that moves, meanwhile has another row.
 * @param file what becomes of the file that came with it.
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
  onPlatform: {
    name: 'receive file',
    text: insert(`, ${WITH_FILE.onPlatform}`),
  },
  uploaded: {
    name: 'receive upload',
    text: insert(`, ${WITH_FILE.uploaded}`),
  },
}

function statementFor({ content }: InboundMessage): { name: string; text: string; more: unknown[] } {
  if (content.kind !== 'attachment') return { ...STATEMENTS.plain, more: [] }
  const { file, what, name = '', uploaded } = content
  return uploaded
    ? { ...STATEMENTS.uploaded, more: [file] }
    : { ...STATEMENTS.onPlatform, more: [storable(file), what, storable(name), newId()] }
}

/**
 * @param fromAnyGroup false: stored only when its chat is private or a work group's.
 * @returns null when it was not stored.
 */
export async function storeMessage(
  pool: pg.Pool,
  message: InboundMessage,
  { fromAnyGroup, now }: { fromAnyGroup: boolean; now: Date },
): Promise<Received | null> {
  const { channel, sender, chat } = message
  const { kind, text, data } = columnsOf(message)
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
    fromAnyGroup,
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
    if (!fromAnyGroup && !(await isWorkGroup(pool, message))) return null
    if (introduced) throw new Error(`${channel}: sender or chat vanished while a message was stored`)
    await introduce(pool, message, now)
  }
}

/** What it said until now; undefined: never heard, so that these are its first words. */
export async function versionBefore(
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
 * Words that were changed before a turn read them count as never said; a picture stays, with any caption. A turn that has
 * them in hand finds them handled (TurnTaken). In a group they are not kept.
 */
export async function replaceUnread(pool: pg.Pool, id: string, now: Date): Promise<void> {
  await pool.query(
    `UPDATE inbound_message m SET state = 'handled', handled_at = $2, text = CASE c.kind WHEN 'group' THEN '' ELSE m.text END
     FROM conversation c WHERE c.id = m.conversation_id AND m.id = $1 AND m.state = 'received' AND m.kind = 'text'`,
    [id, now],
  )
}

/** First contact: who is it, and where do they talk? Two first messages at once make one of each. */
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

/** As it is stored. */
export const textOf = (message: InboundMessage): string => columnsOf(message).text

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
