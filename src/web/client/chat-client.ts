/**
 * State of one open chat: history, outbox, and the event stream that updates it. Independent of React: pages
 * read `state` and subscribe to changes.
 */
import type { ApiMessage, Location } from '../../gateway/web/api-types.ts'
import type { Api, DraftMessage } from './api.ts'
import type { Chosen } from './choose-file.ts'
import type { Outgoing } from './outbox.ts'
import { Sender } from './sender.ts'

export interface ChatState {
  /** Oldest first. */
  messages: readonly ApiMessage[]
  /** Cards of a group, by id; a resident's chat has none. */
  cards: ReadonlyMap<string, ApiMessage>
  outbox: readonly Outgoing[]
  /** Older history exists. */
  more: boolean
  loaded: boolean
  /** Number of completed catch-ups with the server. */
  caughtUp: number
  /** Position of a photo just uploaded, until its sender has decided whether to share it. */
  place: Location | null
  /** Disconnected for long enough to show it. */
  offline: boolean
}

export interface ChatOptions {
  api: Api
  /** Signs in if necessary. @returns the id of the chat. */
  open: () => Promise<string>
  /** After a deletion the resident is a new one, with another chat. */
  onMoved?: () => void
  /** Storage key of unsent messages. */
  outboxKey: string
  withCards?: boolean
}

const AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000]
/** Streams reconnect now and then by design: a shorter gap is not shown. */
const OFFLINE_AFTER_MS = 4_000

export class ChatClient {
  state: ChatState
  #options: ChatOptions
  #listeners = new Set<() => void>()
  #chat: string | undefined
  /** Chat whose messages are in the state. */
  #shown: string | undefined
  #stream: EventSource | undefined
  #opening: Promise<string> | undefined
  #tries = 0
  #timers = new Map<string, ReturnType<typeof setTimeout>>()
  #sender: Sender
  #stopped = true
  /** Number of the connection: results of an earlier one are ignored. */
  #attempt = 0

  constructor(options: ChatOptions) {
    this.#options = options
    this.#sender = new Sender({
      api: options.api,
      key: options.outboxKey,
      chat: async () => {
        this.#chat ??= await this.#open()
        return this.#chat
      },
      onChange: outbox => this.#set({ outbox }),
      onSent: (id, item) => this.#take([asMessage(id, item)]),
      onPlace: place => this.#set({ place }),
      onLost: ({ code }) => {
        this.#chat = undefined
        this.#connectLater()
        return code === 'signed_out' || !options.withCards
      },
    })
    this.state = {
      messages: [],
      cards: new Map(),
      outbox: this.#sender.items,
      more: false,
      loaded: false,
      caughtUp: 0,
      place: null,
      offline: false,
    }
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  /** Storage key of unsent messages. */
  get key(): string {
    return this.#options.outboxKey
  }
  getState = (): ChatState => this.state

  start(): void {
    this.#stopped = false
    this.#sender.start()
    window.addEventListener('online', this.#now)
    document.addEventListener('visibilitychange', this.#seen)
    void this.#connect()
  }

  stop(): void {
    this.#stopped = true
    this.#attempt++
    this.#sender.stop()
    window.removeEventListener('online', this.#now)
    document.removeEventListener('visibilitychange', this.#seen)
    this.#stream?.close()
    this.#stream = undefined
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  send(said: DraftMessage, label: string, file?: Chosen): void {
    void this.#sender.add(said, label, file)
  }

  /** Sends the content of a composer. @param file is its own label when there is no text. */
  say(text: string, file?: Chosen, replyTo?: string): void {
    this.send({ ...(text && { text }), ...(replyTo && { replyTo }) }, text, file)
  }

  fileUrl = (id: string, small?: boolean): string =>
    this.#chat ? this.#options.api.fileUrl(this.#chat, id, small) : ''

  /** Retries at once. */
  retry = (): void => this.#now()

  discard = (id: string): void => this.#sender.discard(id)

  /** @param label text of the message; without one the position is not shared. */
  answerPlace(label?: string): void {
    if (label && this.state.place) this.send({ location: this.state.place }, label)
    this.#set({ place: null })
  }

  async loadOlder(): Promise<void> {
    const oldest = this.state.messages[0]
    if (!this.#chat || !oldest) return
    const page = await this.#options.api.history(this.#chat, oldest.id)
    this.#take(page.messages, { more: page.more })
  }

  async loadClosedCards(): Promise<void> {
    if (this.#chat) this.#takeCards(await this.#options.api.cards(this.#chat, false))
  }

  #now = (): void => {
    this.#tries = 0
    if (this.#stream?.readyState === EventSource.OPEN) void this.#sender.pump()
    else void this.#connect()
  }

  #seen = (): void => {
    if (!document.hidden) this.refresh()
  }

  /** Fetches what may have been missed: after a phone's sleep a stream may be dead without an error. */
  refresh = (): void => {
    this.#tries = 0
    if (this.#stream?.readyState === EventSource.OPEN) void this.#catchUp()
    else void this.#connect()
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt
    this.#stream?.close()
    this.#stream = undefined
    this.#clear('connect')
    this.#after('offline', OFFLINE_AFTER_MS, () => this.#set({ offline: true }))
    try {
      const before = this.#shown
      this.#chat = this.#shown = await this.#open()
      // The session has another chat now: the old one's messages are removed.
      if (before && before !== this.#shown) {
        this.#set({ messages: [], cards: new Map(), more: false, place: null })
        this.#options.onMoved?.()
      }
    } catch {
      if (attempt === this.#attempt) this.#connectLater()
      return
    }
    if (attempt !== this.#attempt) return
    const stream = new EventSource(this.#options.api.streamUrl(this.#chat))
    this.#stream = stream
    stream.addEventListener('ready', () => void this.#catchUp())
    stream.addEventListener('message', event => this.#take([JSON.parse(event.data) as ApiMessage]))
    stream.addEventListener('moved', () => void this.#connect())
    stream.addEventListener('error', () => {
      if (this.#stream !== stream) return
      this.#after('offline', OFFLINE_AFTER_MS, () => this.#set({ offline: true }))
      // After a response that is no stream (signed out, starting) EventSource gives up: reconnect here.
      if (stream.readyState === EventSource.CLOSED) this.#connectLater()
    })
  }

  /**
   * One sign-in at a time: two concurrent first ones would create two residents, and one's answers would not
   * be shown.
   */
  #open(): Promise<string> {
    this.#opening ??= this.#options.open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  #connectLater() {
    const wait = AGAIN_MS[Math.min(this.#tries++, AGAIN_MS.length - 1)] ?? 1_000
    this.#after('connect', wait, () => void this.#connect())
  }

  async #catchUp() {
    const [chat, attempt] = [this.#chat, this.#attempt]
    if (!chat) return
    try {
      const [page, open] = await Promise.all([
        this.#options.api.history(chat),
        this.#options.withCards ? this.#options.api.cards(chat, true) : [],
      ])
      if (attempt !== this.#attempt) return
      const known = new Set(this.state.messages.map(message => message.id))
      const overlaps = page.messages.some(message => known.has(message.id))
      // After a long absence there may be a gap between the known and the new messages: start afresh.
      if (!overlaps && page.more) this.state = { ...this.state, messages: [] }
      // Open cards that are missing from the list were closed meanwhile.
      this.state = {
        ...this.state,
        cards: new Map([...this.state.cards].filter(([, card]) => !card.card?.open)),
      }
      this.#take(page.messages, { loaded: true, ...(!overlaps && { more: page.more }) })
      this.#takeCards(open)
      this.#tries = 0
      this.#clear('offline')
      this.#set({ offline: false, caughtUp: this.state.caughtUp + 1 })
      void this.#sender.pump()
    } catch {
      if (attempt === this.#attempt) this.#connectLater()
    }
  }

  #takeCards(incoming: readonly ApiMessage[]) {
    this.#set({ cards: new Map([...this.state.cards, ...incoming.map(card => [card.id, card] as const)]) })
  }

  /** A streamed edit of a card older than the loaded history goes to the board, not into the conversation. */
  #take(incoming: readonly ApiMessage[], more: Partial<ChatState> = {}) {
    const byId = new Map(this.state.messages.map(message => [message.id, message]))
    const cards = new Map(this.state.cards)
    const isHistory = more.more !== undefined || more.loaded
    const oldest = isHistory ? '' : (this.state.messages[0]?.id ?? '')
    for (const message of incoming) {
      if (message.card) cards.set(message.id, message)
      if (message.id >= oldest) byId.set(message.id, message)
    }
    const messages = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    const arrived = new Set(messages.map(message => message.clientId))
    this.#set({ messages, cards, ...more })
    this.#sender.arrived(arrived)
  }

  #set(change: Partial<ChatState>) {
    this.state = { ...this.state, ...change }
    for (const listener of this.#listeners) listener()
  }

  #after(name: string, milliseconds: number, act: () => void) {
    if (this.#stopped || this.#timers.has(name)) return
    const run = () => {
      this.#timers.delete(name)
      act()
    }
    this.#timers.set(name, setTimeout(run, milliseconds))
  }
  #clear(name: string) {
    clearTimeout(this.#timers.get(name))
    this.#timers.delete(name)
  }
}

/** Placeholder of a sent message, until the stream brings the real one. */
function asMessage(id: string, { id: clientId, said, label, media, at }: Outgoing): ApiMessage {
  return {
    id,
    clientId,
    from: 'me',
    text: said.location ? '' : media ? (said.text ?? '') : label,
    at,
    ...(said.action !== undefined && { pressed: true }),
    ...(said.location && { location: said.location }),
    ...(media && { media }),
    ...(said.replyTo !== undefined && { replyTo: said.replyTo }),
  }
}
