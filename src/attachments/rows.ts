/** Rows of attachments: the sender, the message, and which chats may see the file. The bytes are in the store. */
import type pg from 'pg'
import { inTransaction } from '../db/client.ts'
import { BY_ID, type Rewrite, rewriteTexts } from '../db/rewrite-texts.ts'
import { type ChannelName, type Media, MOST_MEDIA } from '../domain/message.ts'
import { newId } from '../lib/ids.ts'
import { BEGIN, PROCESS } from '../lib/attempt-marker.ts'
import type { Refusal } from './inspect.ts'
import type { Kept } from './keep.ts'
import type { AttachmentStore } from './store.ts'

type Queryable = Pick<pg.Pool, 'query'>

/** SQL: what a channel, or a page, gets of an attachment. Of a table or alias `a`. */
export const MEDIA = `jsonb_strip_nulls(jsonb_build_object('id', a.id, 'what', a.kind, 'mime', a.mime, 'name', a.name, 'bytes', a.bytes, 'width', a.width, 'height', a.height))`

/** Parts of the statement that stores a message: `fresh` is its row, `sender` its identity. */
export const WITH_FILE = {
  /** The platform keeps the file: it is downloaded later, after the message is committed. */
  onPlatform: `file AS (
      INSERT INTO attachment (id, channel, source, identity_id, inbound_message_id, kind, name, not_before, created_at)
      SELECT $15, $1, $12, sender.identity_id, fresh.id, $13, $14, $9::timestamptz, $9::timestamptz FROM fresh, sender)`,
  /** Takes only an upload of the sender that no other message has taken. */
  uploaded: `file AS (
      UPDATE attachment a SET inbound_message_id = fresh.id FROM fresh, sender
      WHERE a.id = $12 AND a.identity_id = sender.identity_id AND a.inbound_message_id IS NULL)`,
}

/** Part of the statement that shows a ticket's files: `ticket_here` is the ticket, $2 the time. */
export const MARK_SHOWN = `
    UPDATE attachment a SET shown_at = $2 FROM ticket_here t JOIN inbound_message m ON m.ticket_id = t.id
    WHERE a.inbound_message_id = m.id AND a.state = 'stored' AND a.shown_at IS NULL`

/** Shows a worker's files to the resident as proof; other files of workers stay inside the group. */
export const markAsProof = (db: Queryable, messageId: string) =>
  db.query('UPDATE attachment SET proof = true WHERE inbound_message_id = $1', [messageId])

/** Masks the names of all files of these tickets: they may contain personal data. */
export const maskFileNames = (db: Queryable, ticketIds: readonly string[], mask: Rewrite) =>
  rewriteTexts(
    db,
    {
      read: `SELECT id, name AS text FROM attachment WHERE name <> '' AND inbound_message_id IN (SELECT id FROM inbound_message WHERE ticket_id = ANY($1::uuid[]))`,
      write: `UPDATE attachment x SET name = n.text ${BY_ID}`,
    },
    ticketIds,
    mask,
  )

/** Adds an upload that belongs to no message yet. @returns its id. */
export async function addUpload(db: Queryable, identityId: string, kept: Kept, now: Date): Promise<Media> {
  const id = newId()
  await db.query(
    `INSERT INTO attachment (id, channel, source, identity_id, state, kind, sha256, thumbnail, mime, name, bytes, width, height, not_before, created_at)
     VALUES ($1::uuid, 'web', $1::text, $2, 'stored', $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
    [id, identityId, ...columnsOf(kept), now],
  )
  const { what, mime, name, bytes, width, height } = kept
  return { id, what, mime, name, bytes, ...(width && height && { width, height }) }
}

const columnsOf = ({ what, sha256, thumbnail, mime, name, bytes, width, height }: Kept) =>
  [what, sha256, thumbnail, mime, name, bytes, width ?? null, height ?? null] as const

/** Reads an upload of this identity that no other message has taken. */
export async function ownUpload(
  db: Queryable,
  identityId: string,
  id: string,
  messageExternalId: string,
): Promise<Media['what'] | null> {
  const { rows } = await db.query<{ kind: Media['what'] }>(
    `SELECT a.kind FROM attachment a LEFT JOIN inbound_message m ON m.id = a.inbound_message_id
     WHERE a.id = $1 AND a.identity_id = $2 AND a.channel = 'web' AND a.state = 'stored' AND (m.id IS NULL OR m.external_id = $3)`,
    [id, identityId, messageExternalId],
  )
  return rows[0]?.kind ?? null
}

/** Bytes that an identity has uploaded since an instant. */
export async function uploadedSince(db: Queryable, identityId: string, since: Date): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>(
    "SELECT coalesce(sum(bytes), 0)::float8 AS bytes FROM attachment WHERE identity_id = $1 AND channel = 'web' AND created_at > $2",
    [identityId, since],
  )
  return rows[0]?.bytes ?? 0
}

export interface FileRow {
  sha256: string
  thumbnail: string | null
  mime: string
  name: string
  what: Media['what']
}

/** Reads a file only when a message or card of that chat contains it. */
export async function fileInChat(db: Queryable, id: string, conversationId: string): Promise<FileRow | null> {
  const { rows } = await db.query<FileRow>({
    name: 'attachment in chat',
    text: `
      SELECT a.sha256, a.thumbnail, a.mime, a.name, a.kind AS what FROM attachment a
      WHERE a.id = $1 AND a.state = 'stored' AND (
        EXISTS (SELECT FROM attachment_sent s WHERE s.attachment_id = a.id AND s.conversation_id = $2)
        OR EXISTS (SELECT FROM inbound_message m WHERE m.id = a.inbound_message_id AND m.conversation_id = $2))`,
    values: [id, conversationId],
  })
  return rows[0] ?? null
}

export interface WaitingFile {
  id: string
  source: string
  name: string
  attempts: number
  /** A process began to decode the file and did not finish: the file may have killed it. */
  suspect: boolean
  inboundMessageId: string
  conversationId: string
}

const MOST = 20

/**
 * SQL: a file without an attempt is due at once, even if the clock that wrote it was ahead. A failed one waits until
 * not_before; one that lies more than a day ahead is a wrong clock's, and due. `$2`: now.
 */
const DUE = (a: string) =>
  `(${a}.error IS NULL OR ${a}.not_before <= $2 OR ${a}.not_before > $2::timestamptz + interval '1 day')`

/** Oldest first; but one album's worth of every chat comes before the rest of a chat that floods. */
export async function waitingFiles(db: Queryable, channel: ChannelName, now: Date): Promise<WaitingFile[]> {
  const { rows } = await db.query<WaitingFile>({
    name: 'attachments waiting',
    text: `
      SELECT a.id, a.source, a.name, a.attempts, a.begun_by IS NOT NULL AS suspect, m.id AS "inboundMessageId", m.conversation_id AS "conversationId"
      FROM attachment a JOIN inbound_message m ON m.id = a.inbound_message_id
      JOIN conversation c ON c.id = m.conversation_id
      WHERE a.channel = $1 AND a.state = 'waiting' AND a.shown_at IS NULL AND ${DUE('a')}
        AND (c.kind = 'private' OR m.ticket_id IS NOT NULL)
      ORDER BY row_number() OVER (PARTITION BY m.conversation_id ORDER BY a.id) > ${MOST_MEDIA}, a.id LIMIT ${MOST}`,
    values: [channel, now],
  })
  return rows
}

/**
 * Marks the file before it is decoded. @returns the number of processes that died while they decoded it;
 * undefined when it was erased meanwhile.
 */
export async function beginFile(db: Queryable, id: string): Promise<number | undefined> {
  const { rows } = await db.query<{ lost: number }>(
    `UPDATE attachment a SET ${BEGIN('a', '$2')} WHERE id = $1 AND state = 'waiting' RETURNING lost`,
    [id, PROCESS],
  )
  return rows[0]?.lost
}

/**
 * The lock on the message waits for a turn that handles it: either that turn sees the file, or this sees its
 * ticket.
 * @returns no row when the file was erased, or stored by another process, meanwhile.
 */
export const noteStored = (db: Queryable, { id, inboundMessageId }: WaitingFile, kept: Kept) =>
  db.query(
    `WITH message AS (SELECT id FROM inbound_message WHERE id = $10 FOR SHARE)
     UPDATE attachment a SET state = 'stored', kind = $2, sha256 = $3, thumbnail = $4, mime = $5, name = $6, bytes = $7, width = $8, height = $9, error = NULL
     FROM message WHERE a.id = $1 AND a.inbound_message_id = message.id AND a.state = 'waiting'`,
    [id, ...columnsOf(kept), inboundMessageId],
  )

/** @param refusal one of ours, or `gone`: the platform no longer has it. */
export const noteRefused = (db: Queryable, id: string, refusal: Refusal | 'gone') =>
  db.query("UPDATE attachment SET state = 'refused', error = $2 WHERE id = $1 AND state = 'waiting'", [
    id,
    refusal,
  ])

/** @param counts whether the failure counts as an attempt. */
export const noteFailed = (db: Queryable, id: string, error: string, notBefore: Date, counts: boolean) =>
  db.query(
    "UPDATE attachment SET attempts = attempts + $4, error = $2, not_before = $3, begun_by = NULL WHERE id = $1 AND state = 'waiting'",
    [id, error.slice(0, 500), notBefore, counts ? 1 : 0],
  )

/**
 * Tickets with stored files that their cards do not show yet; the ticket may have come before or after the
 * file. A ticket with more files due waits, so that an album stays one.
 */
export async function ticketsToShow(db: Queryable, channel: ChannelName, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ ticketId: string }>(
    `SELECT DISTINCT m.ticket_id AS "ticketId" FROM attachment a JOIN inbound_message m ON m.id = a.inbound_message_id
     WHERE a.channel = $1 AND a.state = 'stored' AND a.shown_at IS NULL AND m.ticket_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM inbound_message n JOIN attachment w ON w.inbound_message_id = n.id
       WHERE n.ticket_id = m.ticket_id AND w.channel = $1 AND w.state = 'waiting' AND ${DUE('w')})`,
    [channel, now],
  )
  return rows.map(({ ticketId }) => ticketId)
}

export async function readMedia(db: Queryable, store: AttachmentStore, id: string): Promise<Uint8Array> {
  const { rows } = await db.query<{ sha256: string | null }>(
    "SELECT sha256 FROM attachment WHERE id = $1 AND state = 'stored'",
    [id],
  )
  const bytes = rows[0]?.sha256 ? await store.get(rows[0].sha256) : null
  if (!bytes) throw new Error(`attachment ${id} is no longer kept`)
  return bytes
}

/** Detaches a resident's files, which hides them at once; `forgetUploads` deletes the files in its next round. */
export const disown = (db: Queryable, residentId: string) =>
  db.query<{ id: string }>(
    `UPDATE attachment SET inbound_message_id = NULL, state = 'refused', error = 'erased', name = '', created_at = 'epoch'
     WHERE inbound_message_id IN (
         SELECT m.id FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
         WHERE c.resident_id = $1 AND c.kind = 'private')
       OR inbound_message_id IS NULL AND identity_id IN (SELECT id FROM identity WHERE resident_id = $1)
     RETURNING id`,
    [residentId],
  )

/**
 * Detaches files of group messages without a ticket: they are not downloaded, and uploads of a page are
 * deleted in the next round.
 */
export const dropGroupFiles = (db: Queryable, messageIds: readonly string[]) =>
  db.query(
    `UPDATE attachment a SET inbound_message_id = NULL, state = 'refused', error = 'no ticket', name = '', source = a.id::text, created_at = 'epoch'
     FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
     WHERE a.inbound_message_id = m.id AND m.id = ANY($1::uuid[]) AND c.kind = 'group'`,
    [messageIds],
  )

/**
 * Detaches files of old messages without a ticket: a photo that no text ever explained. They are deleted as
 * unused uploads are.
 */
export const disownOrphans = (db: Queryable, before: Date) =>
  db.query(
    `UPDATE attachment a SET inbound_message_id = NULL, state = 'refused', error = 'no ticket', name = '', source = a.id::text, created_at = 'epoch'
     FROM inbound_message m WHERE m.id = a.inbound_message_id AND m.ticket_id IS NULL AND m.state <> 'received' AND m.received_at < $1`,
    [before],
  )

/** Rows per transaction. */
const MOST_FORGOTTEN = 200

/**
 * Deletes uploads from before an instant that no message has taken. A file that two rows share stays until
 * the last is gone. The rows are deleted in the transaction that deletes the files: a failure rolls back, and
 * the next round retries.
 */
export async function forgetUploads(pool: pg.Pool, store: AttachmentStore, before: Date): Promise<void> {
  for (;;) {
    const gone = await inTransaction(pool, async db => {
      const { rows } = await db.query<{ sha256: string | null; thumbnail: string | null }>(
        `DELETE FROM attachment WHERE id IN (
           SELECT id FROM attachment WHERE inbound_message_id IS NULL AND created_at < $1 LIMIT ${MOST_FORGOTTEN} FOR UPDATE)
         RETURNING sha256, thumbnail`,
        [before],
      )
      await forgetFiles(
        db,
        store,
        rows.flatMap(({ sha256, thumbnail }) => [sha256, thumbnail]),
      )
      return rows.length
    })
    if (gone < MOST_FORGOTTEN) return
  }
}

/** Deletes those of these files that no row names any more. */
export async function forgetFiles(
  db: Queryable,
  store: AttachmentStore,
  hashes: readonly (string | null)[],
): Promise<void> {
  const { rows } = await db.query<{ sha256: string }>(
    `SELECT DISTINCT f.sha256 FROM unnest($1::text[]) f (sha256)
     WHERE f.sha256 IS NOT NULL AND NOT EXISTS (
       SELECT FROM attachment a WHERE a.sha256 = f.sha256 OR a.thumbnail = f.sha256)`,
    [hashes],
  )
  for (const { sha256 } of rows) await store.delete(sha256)
}
