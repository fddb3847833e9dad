/**
 * What channels and the rest of Linli say to each other. A channel 渠道 hears and speaks; it knows nothing of
 * tickets. Everything that a platform can do beyond this belongs inside its channel.
 */
import { z } from 'zod'

export const CHANNELS = ['telegram', 'wechat', 'web', 'local'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** On WeChat a number is typed for a button, and a card is quoted to answer it: who explains it has to know. */
export const hasButtons = (channel: ChannelName): boolean => channel !== 'wechat'

/**
 * Buttons that one message may have on every channel: Telegram refuses a keyboard of over 100 with all its words, and nobody
 * finds one among so many on a telephone.
 */
export const MOST_BUTTONS = 60

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** What somebody sent, whatever the platform calls it. */
export const InboundContent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    /** External id of the message that this one answers: ours, or in a private chat their own. */
    replyTo: z.string().optional(),
    /** Somebody's card, in words: it goes with what is being said, and is nothing to understand by itself. */
    contact: z.literal(true).optional(),
  }),
  /** A button was pressed. `action` is what we put there, or what somebody forged. */
  z.object({
    kind: z.literal('action'),
    action: z.string(),
    /** What stood on it, where the channel knows: buttons change, and what was pressed should still read the same. */
    label: z.string().optional(),
  }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    /** What is there, as the platform calls it. It counts as words: a pin finds the grid, a name the door. */
    text: z.string().optional(),
  }),
  /**
   * A picture or a document: evidence. `voice` is speech, also with a picture of whoever speaks: nobody here can read it, so
   * a person has to listen. `text` is its caption, which counts as words.
   */
  z.object({
    kind: z.literal('attachment'),
    what: z.enum(['photo', 'video', 'voice', 'file']),
    text: z.string().default(''),
    /** By which the platform knows the file: its channel's `fetch` downloads it. One file a message, also of an album. */
    file: z.string(),
    /** As its sender called it: shown to people, never a path. */
    name: z.string().max(255).optional(),
    /** It is here already, as the attachment whose id `file` is: the web uploads first. */
    uploaded: z.literal(true).optional(),
    /** Sent together with others of this name: several files, one thing to say. */
    album: z.string().optional(),
    replyTo: z.string().optional(),
  }),
  /** Stickers, polls, anything that nobody can read; `what` names it. */
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
  /** Unique within the channel: the same message handed over twice is one message. */
  externalId: string
  /** A part of a chat that is a chat of its own (a forum topic) is `chat:part`, and shares the fate of the whole. */
  chat: { externalId: string; kind: 'private' | 'group' }
  sender: { externalId: string; name?: string; language?: Language }
  content: InboundContent
  /** When it was said, by the platform's clock: after an outage that may be hours ago. */
  saidAt?: Date
  /** Set when somebody changed what they had said: the external id under which it was heard first. */
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
  /** Who they are on the channel of the chat; absent: a name is all that it shows. */
  externalId?: string
}

/** What is kept of a file that somebody sent, so that it can be sent on. */
export interface Media {
  /** Of the attachment. */
  id: string
  /** What it is, found out by looking at its bytes. */
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
  /** Members whose attention is asked for: `text` has each as `@name`. A deadline nears, and nothing less. */
  mentions?: Mention[]
  /**
   * Pictures and documents that go with the words, at most MOST_MEDIA. Never on an edit and never on a card: they
   * are a message of their own, so that no platform has to turn words into a picture. A channel that cannot send
   * one of them still sends the words.
   */
  media?: Media[]
  /** The key of the card to which media belong: a page may show them on it. */
  about?: string
  /** Set on a card: a page may sort what is open to the top. `key` names the thing that the card shows. */
  card?: { key: string; open: boolean; urgent: boolean }
}

/** As many as Telegram takes in one album. */
export const MOST_MEDIA = 10

/** The bytes of what is to be sent; given to a channel when it is made. Photos come without metadata, at most 2,560 pixels wide. @throws when it is no longer kept. */
export type ReadMedia = (media: Pick<Media, 'id'>) => Promise<Uint8Array>

/** 去信 */
export interface OutboundMessage {
  id: string
  /** External id of the chat. */
  chat: string
  content: OutboundContent
  /** External id of the message to edit in place instead of sending a new one. */
  replaces?: string
  /** What that message shows now: a channel that cannot edit tells what is new. */
  replaced?: OutboundContent
}

export interface Received {
  id: string
  conversationId: string
  /** false: it had been handed over before; nothing was done again. */
  fresh: boolean
}
/** @returns null: it was said in a group that is bound to nothing, and nothing of it was kept. */
export type Receive = (message: InboundMessage) => Promise<Received | null>

export interface Channel {
  readonly name: ChannelName
  /** Starts to listen. `receive` resolves once the message is committed; only then is it acknowledged. */
  start(receive: Receive, notice?: Notice): Promise<void>
  stop(): Promise<void>
  /**
   * Delivers one message.
   * @returns the platform's id for it, to edit it and to recognise replies.
   * @throws DeliveryError
   */
  send(message: OutboundMessage): Promise<{ externalId: string }>
  /**
   * Downloads the file that an attachment named; absent on a channel whose files are here before its messages (web).
   * Runs after the message is committed, in the process that owns the session; called again when `retry` allows.
   * @param mostBytes give up beyond it, whatever the platform said of its size.
   * @throws DeliveryError: retry false when the platform no longer has it, and `tooLarge` when it is.
   */
  fetch?(file: string, mostBytes: number): Promise<Uint8Array>
}

export class DeliveryError extends Error {
  override name = 'DeliveryError'
  /** false: this message will never arrive, so nobody tries again. */
  readonly retry: boolean
  /** Nothing will ever arrive in this chat (blocked, kicked, no such chat), until somebody writes there again. */
  readonly chatGone: boolean
  /** The platform asked for that much patience. */
  readonly retryAfterMs: number | undefined
  /** A file that the platform does not hand over because of its size. */
  readonly tooLarge: boolean
  /** Nothing was sent: nobody is logged in, or it is not our turn yet. Such a wait is no failure and is not counted. */
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
 * What a platform tells of a chat itself, and not of what is said there: it goes on under another id, we were blocked or
 * sent away, or are let in (again). Told twice it changes nothing more.
 */
export type ChatNews = { channel: ChannelName; chat: string } & (
  | { what: 'moved'; to: string }
  | { what: 'left' }
  /** Somebody else left, or was sent away. `who`: their external id. */
  | { what: 'person_left'; who: string }
  /** `language`: of whoever let us in. */
  | { what: 'joined'; kind: 'private' | 'group'; language?: Language }
)
export type Notice = (news: ChatNews) => Promise<void>
