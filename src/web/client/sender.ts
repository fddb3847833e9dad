/**
 * Sends the outbox one message at a time, in order, each after the upload of its file. All attempts of a
 * message use one id, so it arrives once; a message that fails waits and can be discarded.
 */
import type { Location, Media } from '../../gateway/web/api-types.ts'
import { type Api, type ApiFailure, newClientId, type DraftMessage } from './api.ts'
import { dropFile, keepFile, keptFile } from './files.ts'
import type { Chosen } from './choose-file.ts'
import {
  type ChosenFile,
  loadOutbox,
  type Outgoing,
  saveOutbox,
  watchOutbox,
  withoutProgress,
} from './outbox.ts'

export interface SenderOptions {
  api: Api
  /** Id of the chat; signs in if necessary. */
  chat: () => Promise<string>
  /** Storage key of unsent messages. */
  key: string
  onChange: (outbox: readonly Outgoing[]) => void
  /** The server has stored the message; `arrived` removes it from the outbox. */
  onSent: (id: string, item: Outgoing) => void
  /** Called with the position of an uploaded photo. */
  onPlace: (place: Location) => void
  /** The session has lost the chat. @returns whether it will get another one. */
  onLost: (error: ApiFailure) => boolean
}

const AGAIN_MS = 5_000
const LONGEST_WAIT_MS = 60_000
/** Progress is drawn in visible steps only. */
const STEPS = 20

export class Sender {
  items: readonly Outgoing[]
  #options: SenderOptions
  #busy = false
  #stopped = true
  #again: ReturnType<typeof setTimeout> | undefined
  #uploading: { id: string; abort: AbortController } | undefined
  #unwatch = () => {}

  constructor(options: SenderOptions) {
    this.#options = options
    this.items = loadOutbox(options.key)
  }

  start(): void {
    this.#stopped = false
    this.#unwatch = watchOutbox(this.#options.key, () => this.#show(loadOutbox(this.#options.key)))
  }

  stop(): void {
    this.#stopped = true
    this.#unwatch()
    clearTimeout(this.#again)
    this.#again = undefined
  }

  async add(said: DraftMessage, label: string, chosen?: Chosen): Promise<void> {
    const { file, ...shown } = chosen ?? {}
    const waits = this.items.some(({ state }) => state === 'waiting')
    const item: Outgoing = {
      id: newClientId(),
      said,
      label,
      ...(file && { file: shown as ChosenFile }),
      at: new Date().toISOString(),
      state: waits ? 'waiting' : 'sending',
    }
    // Shown at once, but stored after its file, so that a reload finds no message without its photo.
    this.#show([...this.items, item])
    if (file) await keepFile(item.id, file)
    this.#set(this.items)
    void this.pump()
  }

  /** Discards a message. One that is being posted may still arrive, and is shown then. */
  discard(id: string): void {
    this.#remove(id)
    if (this.#uploading?.id === id) this.#uploading.abort.abort()
  }

  /** Removes messages that the stream has brought. */
  arrived(ids: ReadonlySet<string | undefined>): void {
    for (const { id } of this.items.filter(item => ids.has(item.id))) this.#remove(id)
  }

  async pump(): Promise<void> {
    if (this.#busy || this.#stopped) return
    clearTimeout(this.#again)
    this.#again = undefined
    const item = this.items.find(each => each.state !== 'refused')
    if (!item) return
    this.#busy = true
    let wait = 0
    try {
      const chat = await this.#options.chat()
      const ready = item.file && !item.said.attachment ? await this.#upload(chat, item) : item
      if (ready) {
        const { id } = await this.#options.api.post(chat, ready.id, ready.said)
        this.#options.onSent(id, ready)
      }
    } catch (error) {
      wait = this.#failed(item, error as ApiFailure)
    }
    this.#busy = false
    if (wait === 0) void this.pump()
    else if (!this.#stopped) this.#again = setTimeout(() => void this.pump(), wait)
  }

  /** @returns the message with its attachment, or undefined when it was discarded. */
  async #upload(chat: string, item: Outgoing): Promise<Outgoing | undefined> {
    const file = await keptFile(item.id)
    if (!file) return this.#remove(item.id)
    const abort = new AbortController()
    this.#uploading = { id: item.id, abort }
    let step = -1
    try {
      const { location, ...media } = await this.#options.api.upload(chat, file, {
        signal: abort.signal,
        onProgress: share => {
          if (Math.floor(share * STEPS) === step) return
          step = Math.floor(share * STEPS)
          this.#show(this.#changed(item.id, { state: 'sending', progress: share }))
        },
      })
      if (abort.signal.aborted) return undefined
      const sent: Media[] = [media]
      const change = { said: { ...item.said, attachment: media.id }, media: sent }
      this.#set(this.#changed(item.id, change))
      if (location) this.#options.onPlace(location)
      return { ...item, ...change }
    } finally {
      this.#uploading = undefined
    }
  }

  /** @returns milliseconds until the next attempt. */
  #failed(item: Outgoing, error: ApiFailure): number {
    if (!this.items.some(({ id }) => id === item.id)) return 0
    const lost = error.code === 'not_yours' || error.code === 'signed_out'
    const moves = lost && this.#options.onLost(error)
    // The daily limit: this message is refused, so that those behind it need not wait.
    const enough = error.code === 'too_fast' && error.retryAfterMs > LONGEST_WAIT_MS
    if ((error.isFinal && !moves) || enough) {
      this.#set(this.#changed(item.id, { state: 'refused', reason: error.message }))
      return 0
    }
    // The upload belongs to the previous chat: it is repeated.
    if (moves && item.file) {
      const { attachment: _, ...said } = item.said
      this.#set(this.#changed(item.id, { said }))
    }
    // A rate limit only delays the message: no warning is shown.
    if (error.code === 'too_fast') return Math.max(1_000, error.retryAfterMs)
    this.#set(
      this.items.map(each =>
        each.state === 'sending' ? { ...withoutProgress(each), state: 'waiting' as const } : each,
      ),
    )
    return AGAIN_MS
  }

  #changed(id: string, change: Partial<Outgoing>): Outgoing[] {
    return this.items.map(item => (item.id === id ? { ...item, ...change } : item))
  }

  #remove(id: string): undefined {
    const item = this.items.find(each => each.id === id)
    if (!item) return
    this.#set(this.items.filter(each => each !== item))
    if (item.file) void dropFile(id)
  }

  #set(items: readonly Outgoing[]): void {
    saveOutbox(this.#options.key, items)
    this.#show(items)
  }

  #show(items: readonly Outgoing[]): void {
    this.items = items
    this.#options.onChange(items)
  }
}
