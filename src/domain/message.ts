/**
 * The interface between channels and the rest of Linli. A channel 渠道 receives and sends messages; it knows nothing of
 * tickets. Everything else that a platform can do stays inside its channel.
 */
import { z } from 'zod'

export const CHANNELS = ['telegram', 'wechat', 'web', 'local'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** WeChat has no buttons: users type a number for a button and quote a card to answer it. Help texts depend on this. */
export const hasButtons = (channel: ChannelName): boolean => channel !== 'wechat'

/**
 * Maximum of buttons on one message, on every channel. Telegram rejects a message with a keyboard of over 100, and
 * readers on a telephone cannot find one button among so many.
 */
export const MOST_BUTTONS = 60

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** The content of a message, the same for every platform. */
export const InboundContent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    /** External id of the message that this one answers: ours, or in a private chat their own. */
    replyTo: z.string().optional(),
    /** A contact card as text. It accompanies other messages; triage does not read it as a request of its own. */
    contact: z.literal(true).optional(),
  }),
  /** A button was pressed. `action` comes from the client and may be forged. */
  z.object({
    kind: z.literal('action'),
    action: z.string(),
    /** The label at that time, where the channel knows it: labels change, and the history must stay readable. */
    label: z.string().optional(),
  }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    /** The platform's name for the place. It is read as text: the pin determines the grid, the name the building. */
    text: z.string().optional(),
  }),
  /**
   * A picture or a document: evidence. `voice` is speech, also as a video of the speaker. Linli cannot transcribe it,
   * so a person has to listen. `text` is the caption, which is read as text.
   */
  z.object({
    kind: z.literal('attachment'),
    what: z.enum(['photo', 'video', 'voice', 'file']),
    text: z.string().default(''),
    /** The platform's id of the file, for the channel's `fetch`. One file per message, also in an album. */
    file: z.string(),
    /** The sender's name for it. It is shown to people and never used as a path. */
    name: z.string().max(255).optional(),
    /** The file is stored already, as the attachment with the id `file`: the web channel uploads first. */
    uploaded: z.literal(true).optional(),
    /** Messages with the same value were sent together and are handled as one. */
    album: z.string().optional(),
    replyTo: z.string().optional(),
  }),
  /** Stickers, polls and other content that Linli cannot read; `what` names the kind. */
  z.object({
    kind: z.literal('unsupported'),
    what: z.string(),
    text: z.string().default(''),
    replyTo: z.string().optional(),
  }),
])
export type InboundContent = z.infer<typeof InboundContent>

/** 来信 */
export interface InboundMessage {
  channel: ChannelName
  /** Unique within the channel. It makes receiving idempotent: a repeated message is stored once. */
  externalId: string
  /** A forum topic is a chat of its own with the id `chat:part`; a block or move of the chat applies to it too. */
  chat: { externalId: string; kind: 'private' | 'group' }
  sender: { externalId: string; name?: string; language?: Language }
  content: InboundContent
  /** Time of sending, by the platform's clock. After an outage it may be hours ago. */
  saidAt?: Date
  /** Set when this message is an edit: the external id of the original message. */
  edits?: string
}

export interface Button {
  label: string
  /** At most 64 bytes: Telegram's limit on callback data. See domain/command/command.ts. */
  action: string
}

export interface Mention {
  memberId: string
  name: string
  /** The member's id on the channel of the chat; absent: the mention is only a name. */
  externalId?: string
}

/** A stored file, as a message refers to it when it sends the file on. */
export interface Media {
  /** Of the attachment. */
  id: string
  /** Detected from the bytes, not from the sender's claim. */
  what: 'photo' | 'video' | 'voice' | 'file'
  mime: string
  /** Safe as a file's name, with the ending of its type. */
  name: string
  bytes: number
  width?: number
  height?: number
}

export interface OutboundContent {
  text: string
  /** Rows of buttons. A channel without buttons lists them as words to type. */
  buttons?: Button[][]
  /** Members to notify: `text` contains each as `@name`. Used only when a deadline is near. */
  mentions?: Mention[]
  /**
   * Pictures and documents with the text, at most MOST_MEDIA. Never on an edit and never on a card: they are a message
   * of their own, because platforms cannot edit a text message into a picture. A channel that cannot send one of them
   * still sends the text.
   */
  media?: Media[]
  /** The key of the card to which media belong: a page may show them on it. */
  about?: string
  /** Set on a card: a page may sort open cards to the top. `key` names the thing that the card shows. */
  card?: { key: string; open: boolean; urgent: boolean }
}

/** Telegram's limit for one album. */
export const MOST_MEDIA = 10

/**
 * Reads the bytes of a file to send; each channel gets this function when it is created. Photos come without metadata,
 * at most 2,560 pixels wide.
 * @throws when the file is no longer stored.
 */
export type ReadMedia = (media: Pick<Media, 'id'>) => Promise<Uint8Array>

/** 去信 */
export interface OutboundMessage {
  id: string
  /** External id of the chat. */
  chat: string
  content: OutboundContent
  /** External id of the message to edit in place instead of sending a new one. */
  replaces?: string
  /** The message's current content: a channel that cannot edit sends the difference. */
  replaced?: OutboundContent
}

export interface Received {
  id: string
  conversationId: string
  /** false: the message was received before and was not stored again. */
  fresh: boolean
}
/** @returns null for a message in an unbound group; nothing of it is stored. */
export type Receive = (message: InboundMessage) => Promise<Received | null>

export interface Channel {
  readonly name: ChannelName
  /** Starts receiving. `receive` resolves after the commit; only then does the channel acknowledge the message. */
  start(receive: Receive, notice?: Notice): Promise<void>
  stop(): Promise<void>
  /**
   * Delivers one message.
   * @returns the platform's id of the message, for later edits and to recognise replies.
   * @throws DeliveryError
   */
  send(message: OutboundMessage): Promise<{ externalId: string }>
  /**
   * Downloads an attachment's file; absent on a channel that stores files before its messages (web).
   * Runs after the commit of the message, in the process that owns the session; retried when `retry` allows.
   * @param mostBytes limit of the download; the size that the platform announced is not trusted.
   * @throws DeliveryError: retry false when the platform no longer has it, and `tooLarge` when it is.
   */
  fetch?(file: string, mostBytes: number): Promise<Uint8Array>
}

export class DeliveryError extends Error {
  override name = 'DeliveryError'
  /** false: the message can never be delivered, so it is not retried. */
  readonly retry: boolean
  /** The chat is unreachable (blocked, kicked, no such chat) until a new message arrives from it. */
  readonly chatGone: boolean
  /** The delay that the platform's rate limit asks for, in ms. */
  readonly retryAfterMs: number | undefined
  /** The platform refuses the file because of its size. */
  readonly tooLarge: boolean
  /** Nothing was sent, because of a rate limit or a missing login. It does not count as a failed attempt. */
  readonly untried: boolean

  constructor(
    message: string,
    options: {
      retry: boolean
      chatGone?: boolean
      retryAfterMs?: number
      untried?: boolean
      tooLarge?: boolean
    },
  ) {
    super(message)
    this.tooLarge = options.tooLarge ?? false
    this.untried = options.untried ?? false
    this.retry = options.retry
    this.chatGone = options.chatGone ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}

/**
 * A platform's event about a chat itself, not about its messages: the chat's id changed, the bot was blocked or
 * removed, or the bot was added (again). Handling is idempotent.
 */
export type ChatNews = { channel: ChannelName; chat: string } & (
  | { what: 'moved'; to: string }
  | { what: 'left' }
  /** A member other than the bot left or was removed. `who`: the member's external id. */
  | { what: 'person_left'; who: string }
  /** `language`: of the member who added the bot. */
  | { what: 'joined'; kind: 'private' | 'group'; language?: Language }
)
export type Notice = (news: ChatNews) => Promise<void>
