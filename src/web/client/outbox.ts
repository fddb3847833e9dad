/** The browser's outbox: unsent messages are stored, so that neither a dead connection nor a reload loses them. */
import type { Media } from '../../gateway/web/api-types.ts'
import type { DraftMessage } from './api.ts'

export interface Outgoing {
  /** Idempotency key: every attempt posts the same id, so the message arrives once. */
  id: string
  said: DraftMessage
  /** Displayed text: the message, or the label of the button. */
  label: string
  /** A file to upload; its bytes are in files.ts, under the same id. */
  file?: ChosenFile
  /** Attachments, for display until the message arrives. */
  media?: Media[]
  at: string
  /** `waiting`: an attempt failed, and the next one runs when the connection is back. */
  state: 'sending' | 'waiting' | 'refused'
  /** Of the upload, 0 to 1. */
  progress?: number
  /** Reason of the refusal, in the reader's language. */
  reason?: string
}

export interface ChosenFile {
  name: string
  /** Thumbnail as a data URL, where the browser can draw one. */
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

/** Progress of a failed attempt says nothing about the next. */
export const withoutProgress = (item: Outgoing): Outgoing => {
  const { progress, ...rest } = item
  return progress === undefined ? item : rest
}

export function saveOutbox(key: string, outbox: readonly Outgoing[]): void {
  try {
    if (outbox.length > 0) localStorage.setItem(storageKey(key), JSON.stringify(outbox))
    else localStorage.removeItem(storageKey(key))
  } catch {
    // A private window may deny storage: then the outbox lasts as long as the page.
  }
}

/** Follows changes by other tabs of the same person. @returns a function that stops it. */
export function watchOutbox(key: string, changed: () => void): () => void {
  const look = (event: StorageEvent) => {
    if (event.key === storageKey(key)) changed()
  }
  window.addEventListener('storage', look)
  return () => window.removeEventListener('storage', look)
}

const storageKey = (key: string) => `linli.outbox.${key}`
