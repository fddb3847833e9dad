/** What was written and not yet taken: kept in the browser, so that a dead connection or a reload loses nothing. */
import type { Media } from '../../gateway/web/api-types.ts'
import type { Said } from './api.ts'

export interface Outgoing {
  /** The id under which it is posted, each time the same: so it arrives once, however often it is sent. */
  id: string
  said: Said
  /** What to show for it: the text, or the label of the button. */
  label: string
  /** A file that has yet to go up; its bytes are in files.ts, under the same id. */
  file?: ChosenFile
  /** What the message brings, to show it meanwhile. */
  media?: Media[]
  at: string
  /** `waiting`: tried in vain, and sent by itself when the connection is back. */
  state: 'sending' | 'waiting' | 'refused'
  /** Of the file, 0 to 1. */
  progress?: number
  /** Why it was refused, in the reader's language. */
  reason?: string
}

export interface ChosenFile {
  name: string
  /** A small picture of it as a data URL, where the browser can draw one. */
  preview?: string
}

export function loadOutbox(key: string): Outgoing[] {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey(key)) ?? '[]') as Outgoing[]
    return kept.map(withoutProgress)
  } catch {
    return []
  }
}

/** How far it was says nothing about the next try. */
export const withoutProgress = (item: Outgoing): Outgoing => {
  const { progress, ...rest } = item
  return progress === undefined ? item : rest
}

export function saveOutbox(key: string, outbox: readonly Outgoing[]): void {
  try {
    if (outbox.length > 0) localStorage.setItem(storageKey(key), JSON.stringify(outbox))
    else localStorage.removeItem(storageKey(key))
  } catch {
    // A private window may refuse: then it lives as long as the page.
  }
}

/** What another tab of the same person sent or took back is gone here, too. @returns how to stop listening. */
export function watchOutbox(key: string, changed: () => void): () => void {
  const look = (event: StorageEvent) => {
    if (event.key === storageKey(key)) changed()
  }
  window.addEventListener('storage', look)
  return () => window.removeEventListener('storage', look)
}

const storageKey = (key: string) => `linli.outbox.${key}`
