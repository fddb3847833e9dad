import { useEffect } from 'react'

/** Shows the number of unread messages in the page's title, and on the icon of the installed page. */
export function useTitle(title: string, unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${title}` : title
  }, [title, unread])
  useEffect(() => {
    // Only for installed pages, and not in every browser.
    const badge = navigator as { setAppBadge?: (count: number) => Promise<void> }
    badge.setAppBadge?.(unread).catch(() => {})
  }, [unread])
}
