/**
 * Sends the pictures and documents of a message: one by itself, several as an album, with the text as first
 * caption.
 */
import { type Api, GrammyError, InputFile, InputMediaBuilder } from 'grammy'
import type { Media, ReadMedia } from '../../domain/message.ts'
import type { CallLimit } from './call-timeout.ts'
import type { topicOf } from './chat.ts'

/** Telegram's limit on a caption, UTF-16 units: longer text becomes a message of its own. */
export const CAPTION_UNITS = 1024

export interface MediaDeps {
  api: Api
  readMedia: ReadMedia
  limit: () => CallLimit
}

export interface Shown {
  chat: number
  topic: ReturnType<typeof topicOf>
  /** Id of the outbound message. */
  id: string
  media: readonly Media[]
  caption: string
}

/**
 * @returns the id of the first message; null when Telegram refuses all of these files, or they are no longer
 * stored: the text is then sent alone.
 * @throws transient errors: rate limits, outages, a chat that is gone.
 */
export async function sendMedia({ api, readMedia, limit }: MediaDeps, shown: Shown): Promise<string | null> {
  const files = await Promise.all(
    shown.media.map(async each => {
      const bytes = await readMedia(each).catch(() => null)
      return bytes && { what: each.what, mime: each.mime, file: new InputFile(bytes, each.name) }
    }),
  )
  const kept = files.filter(file => file !== null)
  const [first] = kept
  if (!first) return null
  const { caption } = shown
  const where = shown.topic
  try {
    if (kept.length === 1) {
      const words = { ...where, ...(caption && { caption }) }
      const sent = await sendOne(api, shown.chat, first, words, limit())
      return idOf(sent, shown.id)
    }
    const sent = await api.sendMediaGroup(shown.chat, albumOf(kept, caption), where, limit())
    return idOf(sent[0], shown.id)
  } catch (error) {
    if (error instanceof GrammyError && error.error_code === 400 && REFUSED.test(error.description))
      return null
    throw error
  }
}

/** Telegram returns id 0 for messages that it sends later: the outbound id stands in. */
export const idOf = (sent: { message_id: number } | undefined, own: string): string =>
  sent?.message_id ? String(sent.message_id) : own

/** Telegram's errors about a file, or about a reader who accepts no voice messages; not about a chat. */
const REFUSED = /photo|image|file|media|wrong type|dimensions|voice|audio/i

interface Kept {
  what: Media['what']
  mime: string
  file: InputFile
}

/** Formats that Telegram plays in place (Bot API, sendVoice); other sounds are a download. */
const PLAYED: ReadonlySet<string> = new Set(['audio/ogg', 'audio/mpeg', 'audio/mp4'])

function sendOne(api: Api, chat: number, { what, mime, file }: Kept, words: object, limit: CallLimit) {
  if (what === 'photo') return api.sendPhoto(chat, file, words, limit)
  if (what === 'video') return api.sendVideo(chat, file, words, limit)
  if (what === 'voice' && PLAYED.has(mime)) return api.sendVoice(chat, file, words, limit)
  return api.sendDocument(chat, file, words, limit)
}

/** An album may mix photos and videos; documents need an album of their own. */
function albumOf(kept: readonly Kept[], caption: string) {
  const words = (index: number) => (index === 0 && caption ? { caption } : {})
  if (!kept.every(({ what }) => what === 'photo' || what === 'video'))
    return kept.map(({ file }, index) => InputMediaBuilder.document(file, words(index)))
  return kept.map(({ what, file }, index) =>
    what === 'video'
      ? InputMediaBuilder.video(file, words(index))
      : InputMediaBuilder.photo(file, words(index)),
  )
}
