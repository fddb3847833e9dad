/**
 * Hears: Telegram calls us, several chats at once, one chat in order, and brings again for a day what we did not take. So
 * several gateways may share the work, and nothing is kept here: an update is taken when its row is committed.
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
/** How often we ask whether Telegram still calls us, and gets through. */
const LOOK_EVERY_MS = 60_000

export interface WebhookDeps {
  bot: Bot
  token: string
  /** As people reach us from outside. */
  publicUrl: string
  time: Time
  log: Log
  limit: () => CallLimit
  /** Called once Telegram knows where to call. */
  onReady: () => void
}

export function createWebhook({ bot, token, publicUrl, time, log, limit, onReady }: WebhookDeps) {
  const url = `${publicUrl}${WEBHOOK_PATH}`
  // Derived: no second secret to make, keep and change; whoever has the token needs no other.
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

  /** Somebody may have pointed Telegram elsewhere, and only Telegram knows whether it gets through to us. */
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
    /** Resolves at once: when Telegram is out of reach, the other channels must not wait for it. */
    start(given: Ears): void {
      ears = given
      registered = keepRegistered().catch(() => {})
    },
    /** The webhook stays set: what comes meanwhile waits at Telegram. */
    async stop(): Promise<void> {
      stopping.abort()
      await Promise.allSettled([registered, ...underWay])
    },
  }
}
