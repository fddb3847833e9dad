/** From bytes that somebody sent to what is kept of them. Rows are the business of whoever calls. */
import type { Media } from '../domain/message.ts'
import type { Sender } from './fair-gate.ts'
import { inspect, safeName } from './inspect.ts'
import { drawAnew, type Picture } from './picture.ts'
import type { AttachmentStore } from './store.ts'

export interface Kept extends Omit<Media, 'id'> {
  sha256: string
  /** SHA-256 of a small picture of it; null for what is no photo. */
  thumbnail: string | null
  /** Of a photo, for whoever sent it and nobody else. */
  location: Picture['location']
}

/**
 * @param sender whose turn it costs: pictures are drawn in fair shares.
 * @throws FileRefused, and nothing of it is kept.
 */
export async function keep(
  store: AttachmentStore,
  bytes: Uint8Array,
  name: string,
  sender: Sender,
): Promise<Kept> {
  const type = inspect(bytes)
  if (type.what !== 'photo') {
    const { what, mime } = type
    const rest = { name: safeName(name, type), bytes: bytes.length, thumbnail: null, location: null }
    return { what, mime, ...rest, sha256: await store.put(bytes) }
  }
  const { full, thumbnail, width, height, location } = await drawAnew(bytes, sender)
  return {
    what: 'photo',
    mime: 'image/jpeg',
    name: safeName(name, { ...type, ending: 'jpg' }),
    bytes: full.length,
    width,
    height,
    location,
    sha256: await store.put(full),
    thumbnail: await store.put(thumbnail),
  }
}
