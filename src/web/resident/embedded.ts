/** The chat within a widget on another site: see public/widget.js, which hears how many messages there are, and nothing else. */
import { useEffect } from 'react'
import type { ApiMessage } from '../../gateway/web/wire.ts'

export const EMBEDDED = window.parent !== window

/** Which site it is the browser has checked (frame-ancestors); a number is all that it learns. */
export function useHeard(messages: readonly ApiMessage[]): void {
  const heard = messages.filter(({ from }) => from !== 'me').length
  useEffect(() => {
    if (EMBEDDED) window.parent.postMessage({ linli: 'heard', heard }, '*')
  }, [heard])
}
