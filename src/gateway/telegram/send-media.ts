/** Pictures and documents of a message: one by itself, or several as an album, with the words under the first. */
import { type Api, GrammyError, InputFile, InputMediaBuilder } from 'grammy'
import type { Media, ReadMedia } from '../../domain/message.ts'
import type { CallLimit } from './call-timeout.ts'
import type { topicOf } from './chat.ts'

/** Telegram's limit on the words under a picture, UTF-16 units: longer ones are a message of their own. */
export const CAPTION_UNITS = 1024

export interface MediaDeps {
  api: Api
  readMedia: ReadMedia
  limit: () => CallLimit
}

export interface Shown {
  chat: number
  topic: ReturnType<typeof topicOf>
  /** Of the message. */
  id: string
  media: readonly Media[]
  caption: string
}

/**
 * @returns the id of the first message; null when Telegram takes none of these pictures, or they are no longer kept: the
 *   words have to go alone.
 * @throws what passes: limits, outages, a chat that is gone.
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

/** Telegram gives 0 to what it will send later: no identity, and ours stands in for it. */
export const idOf = (sent: { message_id: number } | undefined, own: string): string =>
  sent?.message_id ? String(sent.message_id) : own

/** What Telegram says of a file that it cannot use, or whose reader takes no voice messages; not of a chat. */
const REFUSED = /photo|image|file|media|wrong type|dimensions|voice|audio/i

interface Kept {
  what: Media['what']
  mime: string
  file: InputFile
}

/** What Telegram plays in place (Bot API, sendVoice); other sounds are a download. */
const PLAYED: ReadonlySet<string> = new Set(['audio/ogg', 'audio/mpeg', 'audio/mp4'])

function sendOne(api: Api, chat: number, { what, mime, file }: Kept, words: object, limit: CallLimit) {
  if (what === 'photo') return api.sendPhoto(chat, file, words, limit)
  if (what === 'video') return api.sendVideo(chat, file, words, limit)
  if (what === 'voice' && PLAYED.has(mime)) return api.sendVoice(chat, file, words, limit)
  return api.sendDocument(chat, file, words, limit)
}

/** Photos and videos mix in an album; documents stand only among themselves. */
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
