/**
 * Receives updates by grammY's long polling, one after the other; each is committed before the next one.
 * Telegram forgets an update as soon as a later one is requested. grammY requests the update after the last
 * one that it tried, even if the handler failed: after an error, after a restart of the poller, and in
 * `bot.stop()` while a handler still runs. Two rules prevent a loss: a handler does not end before `receive`
 * has committed, and no request goes past the update in hand.
 */
import { type Bot, type Context, GrammyError, type Transformer } from 'grammy'
import { type CallLimit, callLimit } from './call-timeout.ts'
import { type Ears, HEARD, hear, stopSpinner } from './handle-update.ts'
import { pauseAfter } from './pause-after.ts'
import { backoff, type Time, untilItWorks } from '../time.ts'
import { createComplaint, type Log, reasonOf } from '../log-once.ts'
import { describeTrouble } from './describe-error.ts'

/** Timeout of a long poll, seconds: Telegram holds an empty answer for so long. */
const POLL_SECONDS = 30

/** Timeout of the last request of a stop. */
const FAREWELL_MS = 2_000

/** Calls of the poller. grammY's own retries give up on some errors and wait up to 20 minutes on others. */
const POLLER_CALLS: readonly string[] = ['getMe', 'deleteWebhook', 'getUpdates']

export interface ListenerDeps {
  bot: Bot
  time: Time
  log: Log
  /** Timeout of a call. */
  limit: () => CallLimit
  /** Called each time that Telegram has accepted the token. */
  onReady: () => void
}

export function createListener({ bot, time, log, limit, onReady }: ListenerDeps) {
  const stopping = new AbortController()
  const telegram = createComplaint(log)
  const store = createComplaint(log)
  let inHand: number | undefined

  /** Retries the poller's calls until they succeed, and limits their offset to what is committed. */
  const persistent: Transformer = (call, method, payload, signal) => {
    if (!POLLER_CALLS.includes(method)) return call(method, payload, signal)
    const { offset = 0, timeout } = payload as { offset?: number; timeout?: number }
    const question = inHand !== undefined && offset > inHand ? { ...payload, offset: inHand } : payload
    // When it stops, grammY confirms its offset without polling. One attempt suffices: an unconfirmed update
    // only comes again.
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
  // Without this handler grammY would stop and confirm the failed update. Rethrown, the error ends only the
  // poller.
  bot.catch(({ error }) => {
    throw error
  })

  return {
    /** Resolves at once: other channels must not wait while Telegram is unreachable. */
    start(ears: Ears): void {
      bot.use(ctx => commit(ears, ctx))
      polling = poll().catch(() => {})
    },
    /** Resolves when no handler runs any more. Updates that are not committed come again. */
    async stop(): Promise<void> {
      const farewell = bot.stop().catch(() => {})
      stopping.abort()
      await Promise.all([farewell, polling])
    },
  }
}
