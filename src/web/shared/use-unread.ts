import { useEffect, useReducer, useRef, useState } from 'react'
import { recall, remember } from '../client/device.ts'
import type { ApiMessage } from '../../gateway/web/api-types.ts'

export interface Unread {
  /** Number of unread messages of others. */
  count: number
  /** Id of the first unread message at the last return: a line is drawn above it. */
  from: string | undefined
}

/**
 * Stores the last read message on the device: it survives a reload, and a phone that closed the page.
 * @param caughtUp number of catch-ups: until the first one after a return, missed messages are unknown.
 * @param looking whether the messages are visible. @param refresh starts a catch-up.
 */
export function useUnread(
  key: string,
  { messages, caughtUp }: { messages: readonly ApiMessage[]; caughtUp: number },
  looking: boolean,
  refresh: () => void,
): Unread {
  const name = `linli.read.${key}`
  // null: the first visit, on which nothing is unread.
  const [read, setRead] = useReducer((_: string | null, id: string) => id, name, recall)
  const [from, setFrom] = useState<string>()
  /** The messages are visible, and missed ones are loaded. */
  const settled = useRef(false)
  /** At the last leave: the number of catch-ups, and whether the whole page was hidden. */
  const left = useRef({ caughtUp: 0, hidden: true })
  const newest = messages[messages.length - 1]?.id ?? ''
  const fresh = messages.filter(message => message.from !== 'me' && read !== null && message.id > read)

  useEffect(() => {
    // When the whole page returns, the client refreshes by itself.
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
