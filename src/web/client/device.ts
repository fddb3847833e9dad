/**
 * Small things that a device remembers: settings, where reading stopped. In a frame on another site many browsers give
 * a page no storage of its own, but a cookie for that site alone (CHIPS): then that; it goes to no API.
 */
const DAYS_180 = 15_552_000

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    attempt(() => {
      document.cookie = `${name}=${encodeURIComponent(value)}; Path=/embed/; Max-Age=${DAYS_180}; SameSite=None; Secure; Partitioned`
    })
  }
}

/** @returns null when nothing is remembered, or nothing can be. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return attempt(() => {
      const kept = document.cookie.split('; ').find(each => each.startsWith(`${name}=`))
      return kept ? decodeURIComponent(kept.slice(name.length + 1)) : null
    })
  }
}

/** A private window may refuse both: then it holds as long as the page. */
function attempt<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}
