/** Where the bytes of attachments lie: by the hash of what they are, so the same file twice is one, and none ever changes. */
import { createHash } from 'node:crypto'

export interface AttachmentStore {
  /** Keeping the same bytes again changes nothing. @returns their SHA-256, by which `get` finds them. */
  put(bytes: Uint8Array): Promise<string>
  /** @returns null for what was never kept, or is forgotten. */
  get(sha256: string): Promise<Uint8Array | null>
  /** Forgets them; not an error when they are gone already. */
  delete(sha256: string): Promise<void>
}

/** The files of attachments cannot be written: no room, no right, no bucket. */
export class StoreError extends Error {
  override name = 'StoreError'
  constructor(cause: unknown) {
    super(`files cannot be kept: ${(cause as Error)?.message ?? cause}`, { cause })
  }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** `ab/cd/abcd…`: a folder stays small. @throws for anything but a hash, so that no name from outside becomes a path. */
export function pathOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256')
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
}
