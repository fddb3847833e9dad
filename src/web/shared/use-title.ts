import { useEffect, useRef, useState } from 'react'
import type { ApiMessage } from '../../gateway/web/wire.ts'

/** The page's title, with how many messages came while nobody looked. */
export function useTitle(title: string, messages: readonly ApiMessage[]): void {
  const [unread, setUnread] = useState(0)
  const newest = useRef('')

  useEffect(() => {
    const seen = newest.current
    newest.current = messages[messages.length - 1]?.id ?? seen
    if (!document.hidden || seen === '') return
    const fresh = messages.filter(message => message.id > seen && message.from !== 'me').length
    if (fresh > 0) setUnread(count => count + fresh)
  }, [messages])

  useEffect(() => {
    const look = () => {
      if (!document.hidden) setUnread(0)
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])

  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${title}` : title
  }, [title, unread])
}
