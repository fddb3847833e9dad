/**
 * Every job: its payload, its queue, its attempts. Jobs carry ids, never facts: the database holds the state,
 * and a queue may be wiped at any time. A name without a processor does not compile (workers/registry.ts).
 */
import { z } from 'zod'
import { CHANNELS, type ChannelName } from '../domain/message.ts'

interface JobKind {
  payload: z.ZodType
  /**
   * Deduplicates jobs: a second job of a waiting key is dropped; while one runs, the last one is kept and
   * runs after it.
   */
  key: (payload: never) => string
  attempts: number
}

export const JOBS = {
  /** Handles the new messages of a conversation. One job per conversation keeps their order. */
  triage: {
    payload: z.object({ conversationId: z.uuid() }),
    key: (payload: { conversationId: string }) => payload.conversationId,
    attempts: 5,
  },
  /**
   * Sends a channel's outbox. One job per channel and not per message: a platform's rate limits are per bot,
   * and one reader of the outbox keeps the order within a chat.
   */
  deliver: {
    payload: z.object({ channel: z.enum(CHANNELS) }),
    key: (payload: { channel: ChannelName }) => payload.channel,
    attempts: 5,
  },
  /** Downloads the files of residents and workers from a channel's platform and shows them on the ticket's card. */
  fetch: {
    payload: z.object({ channel: z.enum(CHANNELS) }),
    key: (payload: { channel: ChannelName }) => payload.channel,
    attempts: 5,
  },
  /**
   * Checks whether a closing note answers the request. Runs after the close, so that a close never waits for
   * a model.
   */
  closure: {
    payload: z.object({ ticketId: z.uuid() }),
    key: (payload: { ticketId: string }) => payload.ticketId,
    attempts: 5,
  },
  /** Runs an exam of a version of the prompts. One at a time: an exam uses the CPU that turns need. */
  exam: {
    payload: z.object({ examId: z.uuid() }),
    key: (payload: { examId: string }) => payload.examId,
    attempts: 5,
  },
} as const satisfies Record<string, JobKind>

export type JobName = keyof typeof JOBS
export type Payload<N extends JobName> = z.infer<(typeof JOBS)[N]['payload']>

/** Wait before the n-th retry: 0.5 s, 1 s, 2 s, 4 s. */
export const BACKOFF = { type: 'exponential', delay: 500 } as const

/** A channel's deliveries and downloads run only in the process that holds its session; other jobs run in any. */
export const queueOf = <N extends JobName>(name: N, payload: Payload<N>): string =>
  name === 'deliver' || name === 'fetch'
    ? `${name}-${(payload as Payload<'deliver' | 'fetch'>).channel}`
    : name
export const deliveryQueue = (channel: ChannelName): string => `deliver-${channel}`
/** A queue of its own: a large video must not delay answers. */
export const fetchQueue = (channel: ChannelName): string => `fetch-${channel}`
