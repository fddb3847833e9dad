import { useEffect } from 'react'

/** On iPhones the keyboard covers the page without resizing it: the height is set here. */
export function useAppHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport
    if (!viewport) return
    const fit = () => {
      // The page is zoomed in.
      if (viewport.scale > 1.01) return
      document.documentElement.style.setProperty('--app-height', `${viewport.height}px`)
      // Safari scrolls the page under the keyboard to show the field, which is in view anyway.
      window.scrollTo(0, 0)
    }
    fit()
    viewport.addEventListener('resize', fit)
    return () => viewport.removeEventListener('resize', fit)
  }, [])
}
