/** When people said something: after an outage messages of hours arrive together. */
import type { InboundRow } from '../inbox/inbound-messages.ts'

/** One thought in several messages is typed within minutes; what comes after a longer pause is another. */
const PAUSE_MS = 5 * 60_000
/** Until then an answer is an answer to what was just said, and needs no time. */
const LONG_AGO_MS = 10 * 60_000

type Times = Pick<InboundRow, 'saidAt' | 'receivedAt'>

const timeOf = ({ saidAt, receivedAt }: Times): number => (saidAt ?? receivedAt).getTime()

/** The messages from the first one on, up to the first long pause. */
export function withoutPause<T extends Times>(messages: readonly T[]): T[] {
  const end = messages.findIndex((message, index) => {
    const before = messages[index - 1]
    return before !== undefined && timeOf(message) - timeOf(before) > PAUSE_MS
  })
  return messages.slice(0, end === -1 ? messages.length : end)
}

/** For an event: when its words were said, if that is long ago. */
export function saidLongAgo([first]: readonly Times[], now: Date): { saidAt?: string } {
  const said = first && timeOf(first)
  return said !== undefined && now.getTime() - said > LONG_AGO_MS
    ? { saidAt: new Date(said).toISOString() }
    : {}
}
