/**
 * Every job there is: what it carries, on which queue it runs, how often it is tried. Jobs carry ids, never facts:
 * the database is the memory, and a queue may be wiped at any time. A name without a processor does not compile
 * (workers/registry.ts).
 */
import { z } from 'zod'
import { CHANNELS, type ChannelName } from '../domain/message.ts'

interface JobKind {
  payload: z.ZodType
  /**
   * Jobs of the same key are one: while it waits a second is dropped, while it runs the last one is kept and runs
   * after it.
   */
  key: (payload: never) => string
  attempts: number
}

export const JOBS = {
  /** Take a conversation's turn: understand what came and act on it. One per conversation, so in order. */
  triage: {
    payload: z.object({ conversationId: z.uuid() }),
    key: (payload: { conversationId: string }) => payload.conversationId,
    attempts: 5,
  },
  /**
   * Send what waits on a channel. One per channel and not per message: a platform's limits are per bot, and one
   * reader of the outbox keeps the order within a chat.
   */
  deliver: {
    payload: z.object({ channel: z.enum(CHANNELS) }),
    key: (payload: { channel: ChannelName }) => payload.channel,
    attempts: 5,
  },
  /** Download what residents and workers sent from a channel's platform, and show it to those who work on it. */
  fetch: {
    payload: z.object({ channel: z.enum(CHANNELS) }),
    key: (payload: { channel: ChannelName }) => payload.channel,
    attempts: 5,
  },
  /** Does a closing note answer what was asked? After the fact, so that nobody waits for a model to close a ticket. */
  closure: {
    payload: z.object({ ticketId: z.uuid() }),
    key: (payload: { ticketId: string }) => payload.ticketId,
    attempts: 5,
  },
  /** Hold an exam of a version of the prompts. One at a time: it takes the processor from whoever else needs it. */
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

/** Deliveries and downloads of a channel run only where that channel's session lives; the rest anywhere. */
export const queueOf = <N extends JobName>(name: N, payload: Payload<N>): string =>
  name === 'deliver' || name === 'fetch'
    ? `${name}-${(payload as Payload<'deliver' | 'fetch'>).channel}`
    : name
export const deliveryQueue = (channel: ChannelName): string => `deliver-${channel}`
/** Of its own: a large video must not keep answers waiting. */
export const fetchQueue = (channel: ChannelName): string => `fetch-${channel}`
