/** Reads what an update says about a chat itself: it moved, or the bot was let in or shut out. A pure function. */
import type { ChatMember, ChatMemberUpdated, Update } from 'grammy/types'
import type { ChatNews } from '../../domain/message.ts'
import { isGroup } from './chat.ts'
import { languageOf } from './inbound.ts'

export function toChatNews({ message, my_chat_member: ours }: Update): ChatNews | null {
  if (ours) return membership(ours)
  // Both chats announce the move; the second announcement changes nothing.
  if (message?.migrate_to_chat_id) return moved(message.chat.id, message.migrate_to_chat_id)
  if (message?.migrate_from_chat_id) return moved(message.migrate_from_chat_id, message.chat.id)
  const gone = message?.left_chat_member
  // The bot's own membership comes as `my_chat_member`.
  if (message && gone && !gone.is_bot)
    return { channel: 'telegram', chat: String(message.chat.id), what: 'person_left', who: String(gone.id) }
  return null
}

export const moved = (from: number | string, to: number): ChatNews => ({
  channel: 'telegram',
  what: 'moved',
  chat: String(from),
  to: String(to),
})

/** Reports only changes of whether the bot may send: other rights are irrelevant. */
function membership({
  chat,
  from,
  old_chat_member: before,
  new_chat_member: now,
}: ChatMemberUpdated): ChatNews | null {
  if (chat.type === 'channel' || maySpeak(before) === maySpeak(now)) return null
  const news = { channel: 'telegram', chat: String(chat.id) } as const
  return maySpeak(now)
    ? { ...news, what: 'joined', kind: isGroup(chat) ? 'group' : 'private', ...languageOf(from) }
    : { ...news, what: 'left' }
}

/** In a private chat `kicked` means blocked. A bot that is muted in a group can send as little as one that left. */
function maySpeak(member: ChatMember): boolean {
  if (member.status === 'restricted') return member.is_member && member.can_send_messages
  return member.status !== 'left' && member.status !== 'kicked'
}
