/** Memory for what people send up: counted as it comes, so that a thousand slow uploads cannot take the process down. */
import { ApiError } from '../../http/errors.ts'

/** Some three hundred photos at once, or a dozen of the longest films. */
const MOST_BYTES_AT_ONCE = 256_000_000
const SOON_SECONDS = 5

/** Takes room for so many bytes more. @throws ApiError too_fast when there is none. */
export type Take = (bytes: number) => void

/** Runs work that takes room, and gives it back at the end, whatever the end. */
export type Room = <T>(work: (take: Take) => Promise<T>) => Promise<T>

export function createRoom(): Room {
  let taken = 0
  return async work => {
    let own = 0
    try {
      return await work(bytes => {
        if (taken + bytes > MOST_BYTES_AT_ONCE)
          throw new ApiError('too_fast', { retryAfterSeconds: SOON_SECONDS })
        taken += bytes
        own += bytes
      })
    } finally {
      taken -= own
    }
  }
}
