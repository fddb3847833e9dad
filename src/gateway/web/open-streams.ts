/**
 * How many streams are open at once. Each holds a connection for a quarter of an hour, and a process that has no file
 * descriptor left answers no one: so a session has its share, and an address has one for all of its sessions.
 */
import type { From } from './upload-budget.ts'

export interface StreamShares {
  session: number
  address: number
}

/** Of a session: more pages than one person keeps open. Of an address: a whole quarter may come through one. */
const STREAM_SHARES: StreamShares = { session: 20, address: 4_000 }

export interface OpenStreams {
  /**
   * When a share is used up, the oldest stream of the session that holds the most gives way: what a phone left behind
   * when it changed its network is the oldest.
   * @param end closes the stream. @returns how to leave.
   */
  open(from: From, end: () => void): () => void
}

type Ends = Set<() => void>

export function createOpenStreams({ session: most, address: mostOfAddress } = STREAM_SHARES): OpenStreams {
  const addresses = new Map<string, { all: number; sessions: Map<string, Ends> }>()

  return {
    open({ session, address }, end) {
      const at = addresses.get(address) ?? { all: 0, sessions: new Map<string, Ends>() }
      const own: Ends = at.sessions.get(session) ?? new Set()
      if (own.size >= most) giveWay(own)
      else if (at.all >= mostOfAddress) giveWay(greediest(at.sessions.values()))
      // Only now: the last one that gives way takes its entries with it.
      addresses.set(address, at)
      at.sessions.set(session, own)
      at.all++
      const leave = () => {
        if (!own.delete(close)) return
        at.all--
        if (own.size === 0) at.sessions.delete(session)
        if (at.all === 0) addresses.delete(address)
      }
      const close = () => {
        leave()
        end()
      }
      own.add(close)
      return leave
    },
  }
}

const giveWay = (ends: Ends): void => ends.values().next().value?.()

function greediest(sessions: Iterable<Ends>): Ends {
  let found: Ends = new Set()
  for (const ends of sessions) if (ends.size > found.size) found = ends
  return found
}
