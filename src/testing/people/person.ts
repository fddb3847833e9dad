/**
 * One person on any channel: what they do and what they see. Each platform implements it once
 * (telegram.ts, wechat.ts, web.ts), by the channel itself with only the platform played; the journeys are written once.
 */
import type { Channel, ChannelName, Language } from '../../domain/message.ts'
import type { Town } from '../town.ts'

export type MessengerName = Exclude<ChannelName, 'local'>

/** What a journey needs of a platform. */
export type Ability = 'buttons' | 'edits' | 'captions' | 'photo answers' | 'pins' | 'leaving'

/** What takes the place of what a platform cannot do. */
export type Fallback =
  /** What stood on buttons is a numbered line; typing the number, or the word, presses one. */
  | 'numbered choices'
  /** A card cannot change in its place: a line tells what is new about it. */
  | 'a line with what is new'
  /** A photo has no words under it: they are said first, and the photo belongs to them. */
  | 'words, then the photo'
  /** A photo answers no card: it belongs to what its sender has just said about one. */
  | 'the answer, then the photo'
  /** The bot cannot be blocked or removed: what is said while they are away is unread when they come back. */
  | 'unread while away'

/** How it is done: by the platform itself, or by what takes its place. A new channel fills in a row. */
export const HOW: Readonly<Record<MessengerName, Readonly<Record<Ability, 'itself' | Fallback>>>> = {
  telegram: {
    buttons: 'itself',
    edits: 'itself',
    captions: 'itself',
    'photo answers': 'itself',
    pins: 'itself',
    leaving: 'itself',
  },
  wechat: {
    buttons: 'numbered choices',
    edits: 'a line with what is new',
    captions: 'words, then the photo',
    'photo answers': 'the answer, then the photo',
    pins: 'itself',
    leaving: 'itself',
  },
  web: {
    buttons: 'itself',
    edits: 'itself',
    captions: 'itself',
    'photo answers': 'itself',
    pins: 'itself',
    leaving: 'unread while away',
  },
}

/** One bubble, as it stands there now. */
export interface Seen {
  id: string
  text: string
  /** What can be chosen under it, by button or by what takes its place. */
  offers: string[]
  /** The photos that go with it, as they can be looked at. */
  photos: Uint8Array[]
}

export interface Person {
  /** Their chat, oldest first. */
  sees(): Promise<Seen[]>
  says(text: string): Promise<void>
  /** What the newest bubble that offers it offers. */
  presses(label: string): Promise<void>
  /** A photo, and words with it. */
  shows(photo: Uint8Array, words: string): Promise<void>
  /** Words in answer to a bubble, and a photo with them. */
  answers(bubble: Seen, words: string, photo?: Uint8Array): Promise<void>
  pins(latitude: number, longitude: number): Promise<void>
}

export interface Resident extends Person {
  /** They block the bot; where that is not possible, they close the page. */
  leaves(): Promise<void>
  /** They let us in again, or open the page. @returns how many bubbles they had not read; null where nothing came. */
  comesBack(): Promise<number | null>
}

/** A platform, played around a channel that is real. */
export interface Platform {
  channel: Channel
  resident(name: string, language?: Language): Promise<Resident>
  /** A member in the chat of a work group, by the codes that they were given, once `settle` has brought about what each says. */
  worker(name: string, codes: { join: string; bind: string }, settle: () => Promise<void>): Promise<Person>
  /** Time passes there, too. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

/** Does something on the platform, and waits until the channel has taken it in. */
type Heard = (act: () => unknown) => Promise<void>

export type OpenPlatform = (town: Town, heard: Heard) => Promise<Platform>
