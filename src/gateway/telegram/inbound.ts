/** Converts a Telegram update to an inbound message. A pure function: one update in, at most one message out. */
import type { CallbackQuery, Contact, Message, Update, User } from 'grammy/types'
import type { InboundContent, InboundMessage, Language } from '../../domain/message.ts'
import { contactInWords } from '../contact-card.ts'
import { chatOf } from './chat.ts'

/** The bot: which commands are addressed to it, and which messages are its own. */
export interface Me {
  id: number
  username: string
}

/**
 * @returns null for updates that are no message to the bot: members who join, new titles, channels, commands
 * for another bot. Telegram does not tell bots of deletions.
 */
export function toInboundMessage(update: Update, me: Me): InboundMessage | null {
  if (update.callback_query) return pressed(update.callback_query, me, update.update_id)
  if (update.message) return said(update.message, me, update.update_id)
  if (update.edited_message) return corrected(update.edited_message, me, update.update_id)
  return null
}

/**
 * The id consists of chat and message, not of the update: a message that is delivered again under another
 * update is the same message, and Telegram restarts update ids after a quiet week. It begins with the bot's
 * id, since every bot counts its private messages from 1: after a change of token, new messages would
 * otherwise look like old ones.
 */
function said(message: Message, me: Me, updateId: number): InboundMessage | null {
  const content = contentOf(message, me)
  const chat = chatOf(message)
  // Two bots that answer each other would never stop. (An anonymous administrator looks like a bot, on behalf
  // of a chat.)
  const isBot = message.from?.is_bot && !message.sender_chat
  if (!content || !chat || isBot) return null
  return {
    channel: 'telegram',
    externalId: `${me.id}:${message.chat.id}:${idOf(message, updateId)}`,
    chat,
    sender: senderOf(message),
    content,
    ...saidAt(message.date),
  }
}

/**
 * 0 is no id (Bot API: ephemeral messages, and those that the server schedules): all of them would share it.
 * Uses the ephemeral id, else the update's with the date, because update ids restart.
 */
function idOf({ message_id: id, ephemeral_message_id: ephemeral, date }: Message, updateId: number): string {
  if (id) return String(id)
  return ephemeral ? `ephemeral-${ephemeral}` : `update-${updateId}-${date}`
}

/**
 * An edit counts as a message: people correct the number of a building, not a comma. Except for a live
 * location, which Telegram edits every few metres: the first one is where the resident stood.
 */
function corrected(message: Message & Update.Edited, me: Me, updateId: number): InboundMessage | null {
  const now = said(message, me, updateId)
  if (!now || now.content.kind === 'location' || !('text' in now.content) || !now.content.text) return null
  const { text, replyTo } = now.content
  // The picture of an edited caption is stored already.
  const content: InboundContent = { kind: 'text', text, ...(replyTo === undefined ? {} : { replyTo }) }
  // Without an id the original cannot be named: the edit becomes a new message.
  if (!message.message_id && !message.ephemeral_message_id) return { ...now, content }
  return {
    ...now,
    content,
    ...saidAt(message.edit_date),
    externalId: `${now.externalId}:edit-${message.edit_date}`,
    edits: now.externalId,
  }
}

/** Unix time, seconds. Telegram sends 0 for inaccessible messages. */
const saidAt = (seconds: number): { saidAt?: Date } =>
  seconds > 0 ? { saidAt: new Date(seconds * 1_000) } : {}

function pressed(query: CallbackQuery, me: Me, updateId: number): InboundMessage | null {
  const chat = query.message && chatOf(query.message)
  if (!chat || query.data === undefined) return null
  return {
    channel: 'telegram',
    externalId: `${me.id}:button:${query.id || `update-${updateId}-${query.from.id}`}`,
    chat,
    sender: person(query.from),
    content: { kind: 'action', action: clean(query.data) },
  }
}

const UNREADABLE = [
  'voice',
  'video_note',
  'audio',
  'sticker',
  'poll',
  'dice',
  'game',
  'story',
  'checklist',
  'paid_media',
  'rich_message',
] as const satisfies readonly (keyof Message)[]

/** Service messages about a chat, which no person wrote. */
const NOTICES = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
  'chat_background_set',
  'connected_website',
  'proximity_alert_triggered',
  'boost_added',
  'checklist_tasks_added',
  'checklist_tasks_done',
  'poll_option_added',
  'poll_option_deleted',
  'direct_message_price_changed',
  'paid_message_price_changed',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
  'general_forum_topic_hidden',
  'general_forum_topic_unhidden',
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'channel_chat_created',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
  'video_chat_participants_invited',
] as const satisfies readonly (keyof Message)[]

const isPrivate = (message: Message): boolean => chatOf(message)?.kind === 'private'

function contentOf(message: Message, me: Me): InboundContent | null {
  const answered = message.reply_to_message
  const reply = answered?.message_id ? replyIn(answered, message, me) : {}
  if (message.text !== undefined) {
    const text = addressedToUs(clean(message.text), me)
    return text === null ? null : { kind: 'text', text, ...reply }
  }
  if (message.location) {
    const { latitude, longitude } = message.location
    const text = clean([message.venue?.title, message.venue?.address].filter(Boolean).join(' '))
    return { kind: 'location', latitude, longitude, ...(text && { text }) }
  }
  const text = clean(message.caption ?? '')
  const attached = attachmentOf(message)
  const album = message.media_group_id === undefined ? {} : { album: message.media_group_id }
  if (attached) return { kind: 'attachment', ...attached, text, ...album, ...reply }
  // Colleagues' talk is not recorded: a group's voice message counts only as a reply to the bot.
  const spoken = isPrivate(message) || answered?.from?.id === me.id ? spokenIn(message) : null
  if (spoken) return { kind: 'attachment', ...spoken, text, ...reply }
  if (message.contact) return cardIn(message.contact, message.from, reply)
  // A sticker counts as its emoji, 👍 or 🙏. In a group it would become a note to the resident.
  if (message.sticker?.emoji && isPrivate(message))
    return { kind: 'text', text: message.sticker.emoji, ...reply }
  const what = UNREADABLE.find(kind => message[kind] !== undefined)
  if (what) return { kind: 'unsupported', what, text, ...reply }
  // Every other private message gets an answer, including future kinds of Telegram's.
  const isNotice = NOTICES.some(kind => message[kind] !== undefined)
  return isPrivate(message) && !isNotice ? { kind: 'unsupported', what: 'other', text, ...reply } : null
}

/** A reply to the bot; in private also to the resident's own message, which became a ticket or part of one. */
function replyIn(
  answered: NonNullable<Message['reply_to_message']>,
  { chat }: Message,
  me: Me,
): { replyTo?: string } {
  if (answered.from?.id === me.id) return { replyTo: String(answered.message_id) }
  return chat.type === 'private' ? { replyTo: `${me.id}:${chat.id}:${answered.message_id}` } : {}
}

type Attached = { what: 'photo' | 'video' | 'voice' | 'file'; file: string; name?: string }

/** A photo comes in several sizes, the largest last; an animation comes with a `document` as well. */
function attachmentOf(message: Message): Attached | null {
  const { photo, live_photo: live, video, animation, document } = message
  const picture = photo?.at(-1) ?? live
  if (picture) return { what: 'photo', file: picture.file_id }
  const moving = video ?? animation
  if (moving) return { what: 'video', file: moving.file_id }
  if (!document) return null
  const name = clean(document.file_name ?? '').slice(0, 255)
  return { what: 'file', file: document.file_id, ...(name && { name }) }
}

/** A round video is speech. */
function spokenIn({ voice, video_note: round, audio }: Message): Attached | null {
  const spoken = voice ?? round ?? audio
  const name = clean(audio?.file_name ?? '').slice(0, 255)
  return spoken ? { what: 'voice', file: spoken.file_id, ...(name && { name }) } : null
}

function cardIn(
  { first_name, last_name, phone_number }: Contact,
  from: User | undefined,
  reply: { replyTo?: string },
): InboundContent {
  const name = clean([first_name, last_name].filter(Boolean).join(' '))
  const words = contactInWords(
    { name, phones: [clean(phone_number ?? '')] },
    from ? person(from).language : undefined,
  )
  return words ? { ...words, ...reply } : { kind: 'unsupported', what: 'contact', text: '', ...reply }
}

/** `/help@us` means `/help`; `/help@them` is for another bot. Groups with several bots have both. */
function addressedToUs(text: string, me: Me): string | null {
  const [command, bot] = /^\/\w+@(\w+)/.exec(text) ?? []
  if (command === undefined || bot === undefined) return text
  if (bot.toLowerCase() !== me.username.toLowerCase()) return null
  return command.slice(0, -bot.length - 1) + text.slice(command.length)
}

function senderOf({ from, sender_chat: behalf, author_signature: title, chat }: Message) {
  // An anonymous administrator writes as the group itself; `from` is then a placeholder that all of them
  // share.
  if (behalf) return { externalId: String(behalf.id), name: clean(title ?? behalf.title ?? '') }
  return from ? person(from) : { externalId: String(chat.id) }
}

function person({ id, first_name, last_name, language_code }: User): InboundMessage['sender'] {
  const name = clean([first_name, last_name].filter(Boolean).join(' '))
  return { externalId: String(id), name, ...languageOf({ language_code }) }
}

/** A client in any other language gets English, which more people read. */
export function languageOf({ language_code: code }: Pick<User, 'language_code'>): { language?: Language } {
  if (!code) return {}
  return { language: code.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en' }
}

/** PostgreSQL stores neither NUL nor lone surrogates; one of them would block every message behind it. */
const clean = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, '')
