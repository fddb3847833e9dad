/**
 * Hears: grammY's own long polling, one update after the other, each committed before the next one.
 *
 * Telegram forgets an update as soon as a later one is asked for. grammY asks for the update after the one that
 * it tried last, whether its handler succeeded or not: after an error, after a restart of the poller, and in
 * `bot.stop()` even while a handler is still at work. So two things here stand between an update and its loss:
 * a handler does not end before `receive` has committed, and no question to Telegram goes past the update in
 * hand.
 */
import { type Bot, type Context, GrammyError, type Transformer } from 'grammy'
import { type CallLimit, callLimit } from './call-timeout.ts'
import { type Ears, HEARD, hear, stopSpinner } from './handle-update.ts'
import { pauseAfter } from './pause-after.ts'
import { backoff, type Time, untilItWorks } from '../time.ts'
import { createComplaint, type Log, reasonOf } from '../log-once.ts'
import { describeTrouble } from './describe-error.ts'

/** How long Telegram may hold an empty answer back, seconds. */
const POLL_SECONDS = 30

/** How long the last word to Telegram may take when we stop. */
const FAREWELL_MS = 2_000

/** What the poller itself asks. grammY's own retries give up on some errors and wait up to 20 minutes on others. */
const POLLER_CALLS: readonly string[] = ['getMe', 'deleteWebhook', 'getUpdates']

export interface ListenerDeps {
  bot: Bot
  time: Time
  log: Log
  /** How long one call may take. */
  limit: () => CallLimit
  /** Called each time that Telegram has let us in. */
  onReady: () => void
}

export function createListener({ bot, time, log, limit, onReady }: ListenerDeps) {
  const stopping = new AbortController()
  const telegram = createComplaint(log)
  const store = createComplaint(log)
  let inHand: number | undefined

  /** The poller's calls are repeated until they succeed, and never confirm what is not committed. */
  const persistent: Transformer = (call, method, payload, signal) => {
    if (!POLLER_CALLS.includes(method)) return call(method, payload, signal)
    const { offset = 0, timeout } = payload as { offset?: number; timeout?: number }
    const question = inHand !== undefined && offset > inHand ? { ...payload, offset: inHand } : payload
    // When it stops, grammY confirms what it has, without waiting for more. One try: it is a courtesy.
    if (method === 'getUpdates' && timeout === undefined)
      return call(method, question, callLimit(FAREWELL_MS))
    const ask = async () => {
      const answer = await call(method, question, signal)
      if (!answer.ok) throw new GrammyError(method, answer, method, {})
      telegram.over('Telegram answers again.')
      return answer
    }
    const failed = (error: unknown, tries: number) => {
      telegram.about(`${describeTrouble(error)} Linli keeps trying.`)
      return pauseAfter(error, tries)
    }
    return untilItWorks(ask, { time, signal: stopping.signal, failed })
  }

  async function commit(ears: Ears, ctx: Context): Promise<void> {
    inHand = ctx.update.update_id
    const failed = (error: unknown, tries: number) => {
      store.about(
        `A message from Telegram could not be stored (${reasonOf(error)}). It is kept and tried again.`,
      )
      return backoff(tries)
    }
    await untilItWorks(() => hear(ctx.update, ctx.me, ears, log), { time, signal: stopping.signal, failed })
    store.over('Messages from Telegram are stored again.')
    inHand = undefined
    stopSpinner(bot.api, ctx.update, limit)
  }

  async function poll(): Promise<void> {
    const options = {
      allowed_updates: HEARD,
      timeout: POLL_SECONDS,
      onStart: onReady,
    }
    const failed = (error: unknown, tries: number) => {
      log.error(`Listening to Telegram broke off (${reasonOf(error)}). It starts again.`)
      return backoff(tries)
    }
    await untilItWorks(() => bot.start(options), { time, signal: stopping.signal, failed })
  }

  let polling = Promise.resolve()
  bot.api.config.use(persistent)
  // Without this grammY would stop, and confirm the update that failed. Thrown on, it ends the poller only.
  bot.catch(({ error }) => {
    throw error
  })

  return {
    /** Resolves at once: when Telegram is out of reach, the other channels must not wait for it. */
    start(ears: Ears): void {
      bot.use(ctx => commit(ears, ctx))
      polling = poll().catch(() => {})
    },
    /** Resolves when no handler is at work any more. What was not committed comes again. */
    async stop(): Promise<void> {
      const farewell = bot.stop().catch(() => {})
      stopping.abort()
      await Promise.all([farewell, polling])
    },
  }
}
