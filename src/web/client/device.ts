/**
 * Small values that a device stores: settings, the last read message. In a frame on another site many
 * browsers deny storage but allow a cookie partitioned by site (CHIPS), which is used then; it is sent to no
 * API.
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

/** @returns null when nothing is stored, or storage is denied. */
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

/** A private window may deny both: then the value lasts as long as the page. */
function attempt<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}
