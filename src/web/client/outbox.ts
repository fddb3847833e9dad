/** What was written and not yet taken: kept in the browser, so that a dead connection or a reload loses nothing. */
import type { Media } from '../../gateway/web/wire.ts'
import type { Said } from './api.ts'

export interface Outgoing {
  /** The id under which it is posted, each time the same. */
  id: string
  said: Said
  /** What to show for it: the text, or the label of the button. */
  label: string
  /** What the message brings, to show it meanwhile. */
  media?: Media[]
  at: string
  state: 'sending' | 'failed' | 'refused'
  /** Why it was refused, in the reader's language. */
  reason?: string
}

export function loadOutbox(key: string): Outgoing[] {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey(key)) ?? '[]') as Outgoing[]
    return kept.map(item => (item.state === 'refused' ? item : { ...item, state: 'sending' }))
  } catch {
    return []
  }
}

export function saveOutbox(key: string, outbox: readonly Outgoing[]): void {
  try {
    if (outbox.length > 0) localStorage.setItem(storageKey(key), JSON.stringify(outbox))
    else localStorage.removeItem(storageKey(key))
  } catch {
    // A private window may refuse: then it lives as long as the page.
  }
}

const storageKey = (key: string) => `linli.outbox.${key}`
