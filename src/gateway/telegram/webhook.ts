/**
 * Receives updates by webhook: Telegram calls for several chats at once, for one chat in order, and repeats
 * for a day what was not accepted. Several gateways may share the work, and none holds state: an update is
 * accepted when its row is committed.
 */
import { createHmac } from 'node:crypto'
import { type Bot, GrammyError } from 'grammy'
import type { Update } from 'grammy/types'
import type { Webhook } from '../../http/webhook.ts'
import type { CallLimit } from './call-timeout.ts'
import { type Ears, HEARD, hear, stopSpinner } from './handle-update.ts'
import { pauseAfter } from './pause-after.ts'
import { type Time, untilItWorks } from '../time.ts'
import { createComplaint, type Log, reasonOf } from '../log-once.ts'
import { describeTrouble } from './describe-error.ts'

export const WEBHOOK_PATH = '/telegram/webhook'
/** Interval at which the webhook's registration and errors are checked. */
const LOOK_EVERY_MS = 60_000

export interface WebhookDeps {
  bot: Bot
  token: string
  /** The public address. */
  publicUrl: string
  time: Time
  log: Log
  limit: () => CallLimit
  /** Called when the webhook is registered. */
  onReady: () => void
}

export function createWebhook({ bot, token, publicUrl, time, log, limit, onReady }: WebhookDeps) {
  const url = `${publicUrl}${WEBHOOK_PATH}`
  // Derived from the token: there is no second secret to create, store and rotate.
  const secret = createHmac('sha256', token).update('linli telegram webhook').digest('hex')
  const stopping = new AbortController()
  const complaint = createComplaint(log)
  const underWay = new Set<Promise<void>>()
  let ears: Ears | undefined
  let registered = Promise.resolve()

  const again = { time, signal: stopping.signal, failed }
  function failed(error: unknown, tries: number): number {
    complaint.about(`${describeTrouble(error)} Linli keeps trying.`)
    return pauseAfter(error, tries)
  }

  async function introduce(): Promise<void> {
    if (!bot.isInited()) bot.botInfo = await bot.api.getMe(limit())
    await bot.api.setWebhook(url, { secret_token: secret, allowed_updates: HEARD }, limit())
  }

  /** Another program may have changed the webhook, and only Telegram knows whether its calls arrive. */
  async function look(): Promise<void> {
    const info = await bot.api.getWebhookInfo(limit())
    if (info.url !== url) {
      log.warn('Somebody else has changed the webhook of this Telegram bot; Linli sets it again.')
      await introduce()
    }
    const lately = (info.last_error_date ?? 0) * 1000 > Date.now() - 2 * LOOK_EVERY_MS
    if (lately)
      complaint.about(`Telegram cannot reach ${url}: ${info.last_error_message ?? 'no reason given'}.`)
    else complaint.over('Telegram reaches Linli again.')
  }

  async function keepRegistered(): Promise<void> {
    await untilItWorks(introduce, again)
    complaint.over('Telegram answers again.')
    onReady()
    for (;;) {
      await time.sleep(LOOK_EVERY_MS, stopping.signal)
      await look().catch(error => {
        if (error instanceof GrammyError) complaint.about(describeTrouble(error))
      })
    }
  }

  async function take(update: Update): Promise<void> {
    if (!ears || !bot.isInited() || stopping.signal.aborted) throw new Error('not listening')
    try {
      await hear(update, bot.botInfo, ears, log)
    } catch (error) {
      log.error(`A message from Telegram could not be stored (${reasonOf(error)}). Telegram brings it again.`)
      throw error
    }
    stopSpinner(bot.api, update, limit)
  }

  const door: Webhook = {
    path: WEBHOOK_PATH,
    header: 'X-Telegram-Bot-Api-Secret-Token',
    secret,
    async hear(body) {
      const taking = take(body as Update)
      underWay.add(taking)
      await taking.finally(() => underWay.delete(taking))
    },
  }

  return {
    door,
    /** Resolves at once: other channels must not wait while Telegram is unreachable. */
    start(given: Ears): void {
      ears = given
      registered = keepRegistered().catch(() => {})
    },
    /** The webhook stays registered: updates wait at Telegram. */
    async stop(): Promise<void> {
      stopping.abort()
      await Promise.allSettled([registered, ...underWay])
    },
  }
}
