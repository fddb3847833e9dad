/** What travels between the pages and the server, as docs/api.md has it. Types only: the pages import them too. */
import type { Button, Language, Media } from '../../domain/message.ts'

export type { Button, Media }
export type { ErrorAnswer, ErrorCode } from '../../http/wire.ts'

interface Me {
  id: string
  name: string
  kind: 'resident' | 'member'
  language: Language
}

export interface Chat {
  id: string
  kind: 'private' | 'group'
  title: string
}

export interface SessionAnswer {
  token: string
  me: Me
  chats: Chat[]
}

export interface Location {
  latitude: number
  longitude: number
}

interface Card {
  key: string
  open: boolean
  urgent: boolean
}

export interface ApiMessage {
  /** Ids sort by time, as text. */
  id: string
  from: 'me' | 'linli' | 'other'
  /** Of another person of the group. */
  name?: string
  text: string
  /** ISO 8601, UTC. */
  at: string
  /** On my own messages: the id that I gave when I posted it. */
  clientId?: string
  /** It was a button; `text` is its label. */
  pressed?: true
  location?: Location
  /** Files: each at …/chats/<chat>/attachments/<id>, a photo small with ?size=small. */
  media?: Media[]
  /** The key of the card to which they belong. */
  about?: string
  replyTo?: string
  buttons?: Button[][]
  card?: Card
  edited?: string
}

export interface HistoryAnswer {
  messages: ApiMessage[]
  more: boolean
}

export interface UploadAnswer extends Media {
  /** Where the photo was taken. It is told here once and not kept: to share it, post it as a location. */
  location?: Location
}

export interface PostAnswer {
  id: string
  fresh: boolean
}
