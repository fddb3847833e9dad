/**
 * Memory for what people send up: counted as it comes, in fair shares. Sessions cost a stranger nothing and addresses
 * little, so neither may fill it: when it is full, the session that holds the most gives way.
 */
import { ApiError } from '../../http/errors.ts'
import { readBody } from '../../http/guard.ts'

/** Bytes in memory at once: three of the longest films of a session, half of the whole for an address. */
const SHARES = { session: 64_000_000, address: 128_000_000, all: 256_000_000 } as const
/** Of messages: sent by a person one after the other, and none is larger than a megabyte. */
export const MESSAGE_SHARES = { session: 3_000_000, address: 48_000_000, all: 96_000_000 } as const
const SOON_SECONDS = 5
/** A slower body is cut off: a photo of 4 MB at this pace would take eight minutes. */
const LEAST_BYTES_PER_SECOND = 8_000
const LOOK_EVERY_MS = 20_000

export interface From {
  session: string
  address: string
}

/** One body that is sent up. */
interface Upload {
  /** @throws ApiError too_large; too_fast when there is no room; too_slow when it was cut off. */
  read(request: Request, megabytes: number): Promise<Buffer>
}

/** Runs work that takes room, and gives it back at the end, also after an error. */
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
  /** Added up as bodies come and go: counted anew for every part, a thousand slow bodies would cost more than the photos. */
  const bySession = new Map<string, number>()
  const byAddress = new Map<string, number>()
  let all = 0
  const ofSession = ({ session }: From) => bySession.get(session) ?? 0
  const ofAddress = ({ address }: From) => byAddress.get(address) ?? 0

  function count({ session, address }: From, bytes: number): void {
    all += bytes
    for (const [held, key] of [[bySession, session] as const, [byAddress, address] as const]) {
      const now = (held.get(key) ?? 0) + bytes
      if (now > 0) held.set(key, now)
      else held.delete(key)
    }
  }

  function leave(guest: Guest): void {
    if (guests.delete(guest)) count(guest.from, -guest.bytes)
  }

  /** The largest body of the session that holds the most, if that is more than this one's session holds. */
  function greediest(isIn: (guest: Guest) => boolean, than: Guest): Guest | undefined {
    const least = ofSession(than.from)
    let found: Guest | undefined
    for (const guest of guests) {
      const held = ofSession(guest.from)
      if (!guest.cutOff || held <= least || !isIn(guest)) continue
      const most = found ? ofSession(found.from) : 0
      if (!found || held > most || (held === most && guest.bytes > found.bytes)) found = guest
    }
    return found
  }

  function makeRoom(guest: Guest, isIn: (guest: Guest) => boolean, isFull: () => boolean): void {
    while (isFull()) {
      const other = greediest(isIn, guest)
      if (!other) throw noRoom()
      leave(other)
      other.cutOff?.abort(noRoom())
    }
  }

  function take(guest: Guest, bytes: number): void {
    guest.cutOff?.signal.throwIfAborted()
    const { from } = guest
    if (ofSession(from) + bytes > shares.session) throw noRoom()
    makeRoom(
      guest,
      other => other.from.address === from.address,
      () => ofAddress(from) + bytes > shares.address,
    )
    makeRoom(
      guest,
      () => true,
      () => all + bytes > shares.all,
    )
    guest.bytes += bytes
    count(from, bytes)
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
      leave(guest)
    }
  }
}

const noRoom = () => new ApiError('too_fast', { retryAfterSeconds: SOON_SECONDS })
