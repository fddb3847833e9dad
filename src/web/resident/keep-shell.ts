/** Caches the page itself, so that it opens without a network; messages are in no cache: see public/sw.js. */
import { EMBEDDED } from './embedded.ts'

export function keepShell(): void {
  // Not in a frame, where it would be installed for visitors of the other site, nor in development, where it
  // would serve old files.
  if (EMBEDDED || import.meta.env.DEV) return
  navigator.serviceWorker?.register('/sw.js').catch(() => {
    // A private window refuses service workers: only the offline page is missing then.
  })
}
