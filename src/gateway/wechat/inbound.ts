/** Converts a WeChat message to an inbound message. */
import type { InboundContent, InboundMessage } from '../../domain/message.ts'
import { groupCommand } from '../../domain/command/parse-text.ts'
import { newId } from '../../lib/ids.ts'
import { contactInWords } from '../contact-card.ts'
import type { ChatMemory } from './chat-memory.ts'
import { chosen, mayChoose } from './numbered-buttons.ts'
import { wgs84Of } from './gcj02.ts'
import { quoteIn } from './quote.ts'
import { MESSAGE, OFFICIAL_ACCOUNT, type Puppet, type WechatyMessage } from './wechaty.ts'

export interface InboundDeps {
  memory: ChatMemory
  puppet: Pick<Puppet, 'messageLocation' | 'messageContact' | 'contactPayload'>
  /** The bot's name in WeChat, by which quotes of its own messages are recognised. */
  ownName: () => string
  /** Called when a number was typed just after another card came: it is ambiguous. */
  onHasty: (chat: string) => void
}

export const chatOf = (message: WechatyMessage): InboundMessage['chat'] => {
  const room = message.room()
  return room ? { externalId: room.id, kind: 'group' } : { externalId: message.talker().id, kind: 'private' }
}

/**
 * @returns null for messages that are not for Linli: its own, official accounts', those in rooms that are no
 * work group.
 */
export async function toInboundMessage(
  message: WechatyMessage,
  deps: InboundDeps,
): Promise<InboundMessage | null> {
  const talker = message.talker()
  if (message.self() || talker.type() === OFFICIAL_ACCOUNT || SYSTEM_ACCOUNTS.has(talker.id)) return null
  const chat = chatOf(message)
  if (chat.kind === 'group' && !(await isForUs(message, chat.externalId, deps))) return null
  const content = await contentOf(message, chat, deps)
  if (!content) return null
  return {
    channel: 'wechat',
    externalId: idOf(message),
    chat,
    sender: { externalId: talker.id, ...(talker.name() ? { name: talker.name() } : {}) },
    content,
    ...saidAt(message),
  }
}

/** A puppet without ids sends an empty one, or a stringified null: two messages must not share an id. */
const NO_ID = /^(?:0|null|undefined|NaN)?$/
const ownIds = new WeakMap<WechatyMessage, string>()

/** Stable across retries of a message. */
function idOf(message: WechatyMessage): string {
  if (!NO_ID.test(String(message.id ?? ''))) return message.id
  const own = ownIds.get(message) ?? `own-${newId()}`
  ownIds.set(message, own)
  return own
}

function saidAt(message: WechatyMessage): { saidAt?: Date } {
  const date = message.date?.()
  return date && date.getTime() > 0 ? { saidAt: date } : {}
}

/** Accounts of WeChat itself: their messages are about the account. */
const SYSTEM_ACCOUNTS: ReadonlySet<string> = new Set([
  'weixin',
  'filehelper',
  'newsapp',
  'fmessage',
  'medianote',
])

/** The account may be in rooms that have nothing to do with Linli: their messages are not stored. */
async function isForUs(message: WechatyMessage, room: string, { memory }: InboundDeps): Promise<boolean> {
  if (groupCommand(message.text())?.verb === 'bind') return true
  return (await memory.isWorkGroup(room)) || (await message.mentionSelf())
}

const UNREADABLE: Readonly<Record<number, string>> = {
  [MESSAGE.audio]: 'voice',
  [MESSAGE.chatHistory]: 'history',
  [MESSAGE.emoticon]: 'sticker',
  [MESSAGE.miniProgram]: 'miniprogram',
  [MESSAGE.url]: 'link',
}

/** Types with a file. Other types are notices of WeChat's own: a member joined, recalled a message, sent money. */
const ATTACHED: Readonly<Record<number, 'photo' | 'video' | 'file'>> = {
  [MESSAGE.image]: 'photo',
  [MESSAGE.video]: 'video',
  [MESSAGE.attachment]: 'file',
}

async function contentOf(
  message: WechatyMessage,
  chat: InboundMessage['chat'],
  deps: InboundDeps,
): Promise<InboundContent | null> {
  const type = message.type()
  if (type === MESSAGE.text) return wordsOf(message.text(), chat, deps)
  if (type === MESSAGE.location) {
    const { latitude, longitude, name, address } = await deps.puppet.messageLocation(message.id)
    if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
      return { kind: 'unsupported', what: 'location', text: '' }
    const text = [name, address].filter(Boolean).join(' ')
    return { kind: 'location', ...wgs84Of({ latitude, longitude }), ...(text && { text }) }
  }
  if (type === MESSAGE.contact) return await cardIn(message, deps)
  // The text of other types is XML, or a file's name. Speech cannot quote a card: in a group it is
  // colleagues' talk, and is not recorded.
  const what = type === MESSAGE.audio && chat.kind === 'private' ? 'voice' : ATTACHED[type]
  if (what) {
    const name = what === 'file' && /^[^<>\n]{1,255}$/.test(message.text()) ? { name: message.text() } : {}
    return { kind: 'attachment', what, text: '', file: message.id, ...name }
  }
  const unreadable = UNREADABLE[type]
  return unreadable ? { kind: 'unsupported', what: unreadable, text: '' } : null
}

/** Not every puppet gives the card's content. */
async function cardIn({ id }: WechatyMessage, { puppet }: InboundDeps): Promise<InboundContent> {
  const card = await puppet
    .messageContact(id)
    .then(contact => puppet.contactPayload(contact))
    .catch(() => null)
  const words = card && contactInWords({ name: card.name ?? '', phones: card.phone ?? [] })
  return words ?? { kind: 'unsupported', what: 'contact', text: '' }
}

async function wordsOf(
  text: string,
  chat: InboundMessage['chat'],
  { memory, ownName, onHasty }: InboundDeps,
): Promise<InboundContent | null> {
  const quote = quoteIn(text)
  if (quote) {
    const ours = quote.name === ownName() && quote.number !== undefined
    const replyTo = ours ? await memory.cardNumbered(chat.externalId, quote.number ?? '') : null
    return { kind: 'text', text: quote.text, ...(replyTo ? { replyTo } : {}) }
  }
  if (mayChoose(text)) {
    const offered = await memory.offeredIn(chat.externalId, chat.kind)
    const button = offered && chosen(text, offered.buttons)
    if (button && offered.hasty) onHasty(chat.externalId)
    else if (button) return { kind: 'action', action: button.action, label: button.label }
  }
  return text.trim() ? { kind: 'text', text } : null
}
