/** One open chat as a Server-Sent Events stream. */
import type { SSEStreamingApi } from 'hono/streaming'
import type { Live } from './message-hub.ts'
import { seenBy, type WebMessage } from './message-view.ts'
import type { OpenStreams } from './open-streams.ts'
import type { From } from './upload-budget.ts'

/** A reader so slow that this many messages wait is disconnected: it fetches when it reconnects. */
const MOST_WAITING = 500

export interface StreamOptions {
  live: Live
  streams: OpenStreams
  from: From
  /** External id of the conversation. */
  chat: string
  /** The row that the reader asked for. */
  conversation: string
  /** External id of who looks. */
  viewer: string
  heartbeatMs: number
  /** Then the stream ends and the client connects again: so a right that was taken away ends too. */
  maxAgeMs: number
}

/** `moved`: its resident was erased, and the address is a new resident's. */
type Signal = 'ready' | 'moved'

/** Runs until the reader leaves, the process stops, or the stream is too old. */
export async function runStream(stream: SSEStreamingApi, options: StreamOptions): Promise<void> {
  const waiting: (Signal | WebMessage)[] = ['ready']
  let open = true
  let wake = () => {}

  function add(event: Signal | WebMessage) {
    if (waiting.push(event) > MOST_WAITING) {
      end()
      stream.abort()
    }
    wake()
  }
  const isMoved = (conversation: string | undefined) =>
    conversation !== undefined && conversation !== options.conversation
  function end() {
    open = false
    leave()
    close()
    wake()
  }

  // Before `ready` is written: what comes from now on is either fetched or streamed, or both.
  const leave = options.live.subscribe(options.chat, {
    message: (message, conversation) => {
      const event = isMoved(conversation) ? 'moved' : message
      if (event) add(event)
    },
    ready: () => add('ready'),
    end,
  })
  const giveWay = () => {
    end()
    // It may be waiting for a reader who is gone.
    stream.abort()
  }
  const close = options.streams.open(options.from, giveWay)
  const tooOld = setTimeout(end, options.maxAgeMs)
  stream.onAbort(end)
  try {
    await stream.write('retry: 2000\n\n')
    while (open) {
      const event = waiting.shift()
      if (event === 'ready' || event === 'moved') await stream.writeSSE({ event, data: '{}' })
      else if (event)
        await stream.writeSSE({ event: 'message', data: JSON.stringify(seenBy(options.viewer, event)) })
      else if (!(await woken(options.heartbeatMs))) await stream.write(': still here\n\n')
    }
  } finally {
    clearTimeout(tooOld)
    leave()
    close()
  }

  function woken(milliseconds: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }
}
