/** The page opens without a network, and says so; what people say is in no cache: see public/sw.js. */
import { EMBEDDED } from './embedded.ts'

export function keepShell(): void {
  // In a frame it would be the other site's visitors who keep it; in development it would serve what was.
  if (EMBEDDED || import.meta.env.DEV) return
  navigator.serviceWorker?.register('/sw.js').catch(() => {
    // A private window refuses: then there is no page without a network, and nothing else is missing.
  })
}
