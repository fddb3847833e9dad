/** The chat within a widget on another site: see public/widget.js, which hears how many messages are unread, and nothing else. */
import { useEffect, useState } from 'react'

export const EMBEDDED = window.parent !== window

interface FromWidget {
  linli?: unknown
  shown?: unknown
}

/** A frame does not know whether it is shown: the widget says so. */
export function useShown(): boolean {
  const [shown, setShown] = useState(() => !EMBEDDED || window.location.hash !== '#away')
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent<FromWidget | null>) => {
      if (EMBEDDED && source === window.parent && data?.linli === 'shown') setShown(data.shown === true)
    }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [])
  return shown
}

/** Which site it is the browser has checked (frame-ancestors); a number, and that Escape was pressed, is all that it learns. */
export function useTellWidget(unread: number): void {
  useEffect(() => {
    if (EMBEDDED) window.parent.postMessage({ linli: 'unread', unread }, '*')
  }, [unread])
  useEffect(() => {
    if (!EMBEDDED) return
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') window.parent.postMessage({ linli: 'close' }, '*')
    }
    window.addEventListener('keydown', leave)
    return () => window.removeEventListener('keydown', leave)
  }, [])
}
