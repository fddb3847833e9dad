/** Stores attachments under the hash of their bytes: the same file twice is stored once, and no file ever changes. */
import { createHash } from 'node:crypto'

export interface AttachmentStore {
  /** Idempotent. @returns the SHA-256 of the bytes, which `get` takes. */
  put(bytes: Uint8Array): Promise<string>
  /** @returns null when no such file is stored. */
  get(sha256: string): Promise<Uint8Array | null>
  /** Deletes the file; not an error when it is gone already. */
  delete(sha256: string): Promise<void>
}

/** Attachments cannot be written: no space, no permission, no bucket. */
export class StoreError extends Error {
  override name = 'StoreError'
  constructor(cause: unknown) {
    super(`files cannot be kept: ${(cause as Error)?.message ?? cause}`, { cause })
  }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** `ab/cd/abcd…`: keeps folders small. @throws for anything but a hash, so that no outside name becomes a path. */
export function pathOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a SHA-256')
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
}
