/**
 * Memory for what people send up: counted as it comes, in fair shares. Sessions cost a stranger nothing and addresses
 * little, so neither may fill it: when it is full, the session that holds the most gives way.
 */
import { ApiError } from '../../http/errors.ts'
import { readBody } from '../../http/guard.ts'

/** Bytes in memory at once: three of the longest films of a session, half of the whole for an address. */
export const SHARES = { session: 64_000_000, address: 128_000_000, all: 256_000_000 } as const
const SOON_SECONDS = 5
/** A slower body is cut off: a photo of 4 MB at this pace would take eight minutes. */
const LEAST_BYTES_PER_SECOND = 8_000
const LOOK_EVERY_MS = 20_000

export interface From {
  session: string
  address: string
}

/** One body that is sent up. */
export interface Upload {
  /** @throws ApiError too_large; too_fast when there is no room; too_slow when it was cut off. */
  read(request: Request, megabytes: number): Promise<Buffer>
}

/** Runs work that takes room, and gives it back at the end, whatever the end. */
export type Room = <T>(from: From, work: (upload: Upload) => Promise<T>) => Promise<T>

interface Guest {
  from: From
  bytes: number
  /** Cuts the body off; undefined once it was read whole: then its bytes are being worked on. */
  cutOff: AbortController | undefined
}

export interface RoomOptions {
  shares?: Record<keyof typeof SHARES, number>
  lookEveryMs?: number
}

export function createRoom({ shares = SHARES, lookEveryMs = LOOK_EVERY_MS }: RoomOptions = {}): Room {
  const guests = new Set<Guest>()
  const heldBy = (isIn: (guest: Guest) => boolean) => {
    let bytes = 0
    for (const guest of guests) if (isIn(guest)) bytes += guest.bytes
    return bytes
  }
  const ofSession =
    ({ from }: Guest) =>
    (other: Guest) =>
      other.from.session === from.session
  const ofAddress =
    ({ from }: Guest) =>
    (other: Guest) =>
      other.from.address === from.address

  /** The largest body of the session that holds the most, if that is more than this one's session holds. */
  function greediest(isIn: (guest: Guest) => boolean, than: Guest): Guest | undefined {
    const most = heldBy(ofSession(than))
    return [...guests]
      .filter(guest => isIn(guest) && guest.cutOff && heldBy(ofSession(guest)) > most)
      .sort((a, b) => heldBy(ofSession(b)) - heldBy(ofSession(a)) || b.bytes - a.bytes)[0]
  }

  function makeRoom(guest: Guest, bytes: number, isIn: (guest: Guest) => boolean, share: number): void {
    while (heldBy(isIn) + bytes > share) {
      const other = greediest(isIn, guest)
      if (!other) throw noRoom()
      guests.delete(other)
      other.cutOff?.abort(noRoom())
    }
  }

  function take(guest: Guest, bytes: number): void {
    guest.cutOff?.signal.throwIfAborted()
    if (heldBy(ofSession(guest)) + bytes > shares.session) throw noRoom()
    makeRoom(guest, bytes, ofAddress(guest), shares.address)
    makeRoom(guest, bytes, () => true, shares.all)
    guest.bytes += bytes
  }

  return async (from, work) => {
    const cutOff = new AbortController()
    const guest: Guest = { from, bytes: 0, cutOff }
    guests.add(guest)
    let before = 0
    const watch = setInterval(() => {
      if (guest.bytes - before < (LEAST_BYTES_PER_SECOND * lookEveryMs) / 1_000)
        cutOff.abort(new ApiError('too_slow'))
      before = guest.bytes
    }, lookEveryMs)
    try {
      return await work({
        async read(request, megabytes) {
          const body = await readBody(request, megabytes, {
            onPart: bytes => take(guest, bytes),
            signal: cutOff.signal,
          })
          guest.cutOff = undefined
          clearInterval(watch)
          return body
        },
      })
    } finally {
      clearInterval(watch)
      guests.delete(guest)
    }
  }
}

const noRoom = () => new ApiError('too_fast', { retryAfterSeconds: SOON_SECONDS })
