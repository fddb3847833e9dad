/**
 * Chats by our ids. A forum topic is a chat of its own: one supergroup may hold a topic for every grid, each bound with a
 * code of its own, and what is asked in a topic is answered there. The topic "General" is the group itself. In the direct
 * messages of a channel every topic is one person who speaks with us: a private chat.
 */
import type { Chat, Message } from 'grammy/types'

/** A number in a message also marks a thread of replies; only a forum's is a place of its own. */
type Place = Pick<Message, 'chat'> & {
  message_thread_id?: number
  is_topic_message?: boolean
  direct_messages_topic?: { topic_id: number }
}

/** @returns null for a channel: nobody there speaks to us. */
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

/** The group of a topic, and every other chat itself: Telegram's limits and its members are the group's. */
export const wholeOf = (externalId: string): string => externalId.split(':', 1)[0] ?? externalId

/** Marks the topic of a channel's direct messages. */
const DIRECT = 'd'

/** Where in its chat a message goes, as calls take it. */
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
