import { useEffect } from 'react'

/** How many messages came while nobody looked: in the title of the page, and on the icon of the installed page. */
export function useTitle(title: string, unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${title}` : title
  }, [title, unread])
  useEffect(() => {
    // Only where the page is installed, and not in every browser.
    const badge = navigator as { setAppBadge?: (count: number) => Promise<void> }
    badge.setAppBadge?.(unread).catch(() => {})
  }, [unread])
}
