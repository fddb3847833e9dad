/**
 * The chat inside a widget on another site (public/widget.js), which is told the number of unread messages
 * and nothing else.
 */
import { useEffect, useState } from 'react'

export const EMBEDDED = window.parent !== window

interface FromWidget {
  linli?: unknown
  shown?: unknown
}

/** A frame cannot tell whether it is visible: the widget sends it a message. */
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

/**
 * Any site may receive this: the browser has checked it (frame-ancestors), and it learns only a number and
 * the Escape key.
 */
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
