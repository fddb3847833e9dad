/** Turns the bytes of a file into what is stored of it. The caller writes the rows. */
import type { Media } from '../domain/message.ts'
import type { Sender } from './fair-gate.ts'
import { inspect, safeName } from './inspect.ts'
import { drawAnew, type Picture } from './picture.ts'
import type { AttachmentStore } from './store.ts'

export interface Kept extends Omit<Media, 'id'> {
  sha256: string
  /** SHA-256 of the thumbnail; null when the file is no photo. */
  thumbnail: string | null
  /** Position of a photo, shown to its sender only. */
  location: Picture['location']
}

/**
 * @param sender key of the fair queue in which pictures are decoded.
 * @throws FileRefused; nothing is stored then.
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
