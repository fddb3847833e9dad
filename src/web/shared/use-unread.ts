import { useEffect, useReducer, useRef, useState } from 'react'
import { recall, remember } from '../client/device.ts'
import type { ApiMessage } from '../../gateway/web/api-types.ts'

export interface Unread {
  /** What others said since somebody last looked. */
  count: number
  /** The first message that came while nobody looked: the line stands above it. */
  from: string | undefined
}

/**
 * Where reading stopped, kept on the device: so it survives a reload, and a phone that closed the page.
 * @param caughtUp counts fetches: before the first after a return we do not know yet what came meanwhile.
 * @param looking the talk is in sight. @param refresh fetches.
 */
export function useUnread(
  key: string,
  { messages, caughtUp }: { messages: readonly ApiMessage[]; caughtUp: number },
  looking: boolean,
  refresh: () => void,
): Unread {
  const name = `linli.read.${key}`
  // null: never read anything here, so nothing is new.
  const [read, setRead] = useReducer((_: string | null, id: string) => id, name, recall)
  const [from, setFrom] = useState<string>()
  /** They look, and what they missed has been fetched. */
  const settled = useRef(false)
  /** When they looked away: how often it had been fetched, and whether the whole page went. */
  const left = useRef({ caughtUp: 0, hidden: true })
  const newest = messages[messages.length - 1]?.id ?? ''
  const fresh = messages.filter(message => message.from !== 'me' && read !== null && message.id > read)

  useEffect(() => {
    // The client itself fetches when the page comes back.
    if (looking && !left.current.hidden) refresh()
    left.current.hidden = looking || document.hidden
  }, [looking, refresh])

  useEffect(() => {
    if (!looking) {
      settled.current = false
      left.current.caughtUp = caughtUp
      return
    }
    if (!settled.current) {
      if (caughtUp <= left.current.caughtUp) return
      settled.current = true
      setFrom(fresh[0]?.id)
    }
    if (newest !== '' && newest !== read) {
      remember(name, newest)
      setRead(newest)
    }
  }, [looking, caughtUp, newest, read, fresh, name])

  return { count: fresh.length, from }
}
