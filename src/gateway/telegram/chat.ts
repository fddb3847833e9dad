/**
 * Ids of chats. A forum topic is a chat of its own: one supergroup may have a topic for every grid, each
 * bound by its own code, and an answer goes to the topic of its question. The topic "General" is the group
 * itself. In the direct messages of a channel every topic is one person: a private chat.
 */
import type { Chat, Message } from 'grammy/types'

/** A thread id also marks a thread of replies; only a forum's topic is a chat. */
type Place = Pick<Message, 'chat'> & {
  message_thread_id?: number
  is_topic_message?: boolean
  direct_messages_topic?: { topic_id: number }
}

/** @returns null for a channel: its readers cannot write to the bot. */
export function chatOf(place: Place): { externalId: string; kind: 'private' | 'group' } | null {
  const { chat } = place
  if (chat.type === 'channel') return null
  if (place.direct_messages_topic)
    return { externalId: `${chat.id}:${DIRECT}${place.direct_messages_topic.topic_id}`, kind: 'private' }
  const topic = isGroup(chat) && place.is_topic_message ? place.message_thread_id : undefined
  return {
    externalId: topic === undefined ? String(chat.id) : `${chat.id}:${topic}`,
    kind: isGroup(chat) ? 'group' : 'private',
  }
}

export const isGroup = ({ type }: Pick<Chat, 'type'>): boolean => type === 'group' || type === 'supergroup'

/** The group of a topic, or the chat itself: Telegram's rate limits and members belong to the group. */
export const wholeOf = (externalId: string): string => externalId.split(':', 1)[0] ?? externalId

/** Prefix of a topic of a channel's direct messages. */
const DIRECT = 'd'

/** Parameters that address the topic in a call. */
export function topicOf(externalId: string): {
  message_thread_id?: number
  direct_messages_topic_id?: number
} {
  const topic = externalId.split(':')[1]
  if (topic === undefined) return {}
  return topic.startsWith(DIRECT)
    ? { direct_messages_topic_id: Number(topic.slice(DIRECT.length)) }
    : { message_thread_id: Number(topic) }
}
