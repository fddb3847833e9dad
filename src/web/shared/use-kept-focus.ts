import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

/**
 * When the focused element is removed by a redraw, its container takes the keyboard focus instead of the top
 * of the page.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>): void {
  const last = useRef<Element | null>(null)

  useEffect(() => {
    const element = box.current
    const remember = (event: FocusEvent) => {
      last.current = event.target as Element
    }
    element?.addEventListener('focusin', remember)
    return () => element?.removeEventListener('focusin', remember)
  }, [box])

  useLayoutEffect(() => {
    if (!last.current || last.current.isConnected) return
    last.current = null
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true })
  })
}
