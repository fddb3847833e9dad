/**
 * Receives messages: commits each as it came, and only then acknowledges it to the channel. Does nothing
 * else, so that no other fault can lose a message.
 */
import type pg from 'pg'
import type { InboundMessage, Receive } from '../domain/message.ts'
import { isForAnyGroup } from '../domain/command/parse-text.ts'
import { replaceUnread, storeMessage, textOf, versionBefore } from '../inbox/store-message.ts'
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
    if (before && before.text === textOf(message)) return { ...before, fresh: false }
    const received = await storeMessage(pool, message, { fromAnyGroup: isForUs(message), now: now() })
    if (!received) return null
    if (before) await replaceUnread(pool, before.id, now())
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
