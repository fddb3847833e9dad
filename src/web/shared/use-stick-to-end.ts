import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ApiMessage } from '../../gateway/web/api-types.ts'

const NEAR_PX = 90

/** Scrolls with new messages while the reader is at the end; further up it keeps the position and counts them. */
export function useStickToEnd(
  box: RefObject<HTMLElement | null>,
  messages: readonly ApiMessage[],
  outgoing: number,
): { missed: number; toEnd: () => void } {
  const [missed, setMissed] = useState(0)
  const atEnd = useRef(true)
  const before = useRef({ first: '', last: '', outgoing, height: 0 })

  const empty = useRef(true)
  empty.current = messages.length + outgoing === 0

  const toEnd = useCallback(() => {
    const element = box.current
    // The welcome is read from its beginning.
    if (element && !empty.current) element.scrollTop = element.scrollHeight
    atEnd.current = true
    setMissed(0)
  }, [box])

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const { first, last, outgoing: hadOutgoing, height } = before.current
    const fresh = last === '' ? [] : messages.filter(message => message.id > last)
    const older = first !== '' && (messages[0]?.id ?? first) < first
    if (older && !atEnd.current) element.scrollTop += element.scrollHeight - height
    else if (atEnd.current || outgoing > hadOutgoing) toEnd()
    else if (fresh.length > 0)
      setMissed(count => count + fresh.filter(message => message.from !== 'me').length)
    before.current = {
      first: messages[0]?.id ?? '',
      last: messages[messages.length - 1]?.id ?? last,
      outgoing,
      height: element.scrollHeight,
    }
  }, [box, messages, outgoing, toEnd])

  useEffect(() => {
    const element = box.current
    if (!element) return
    let size = ''
    const onScroll = () => {
      const sizeNow = `${element.scrollHeight}/${element.clientHeight}`
      // A resize caused this event, not the reader.
      if (sizeNow !== size && atEnd.current) {
        size = sizeNow
        return
      }
      size = sizeNow
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX
      if (atEnd.current) setMissed(0)
    }
    // After a resize (keyboard, type size) a reader at the end stays there.
    const resized = new ResizeObserver(() => {
      if (atEnd.current && !empty.current) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    resized.observe(element)
    if (element.lastElementChild) resized.observe(element.lastElementChild)
    return () => {
      element.removeEventListener('scroll', onScroll)
      resized.disconnect()
    }
  }, [box])

  return { missed, toEnd }
}
