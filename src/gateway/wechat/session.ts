/**
 * Keeps the account logged in. WeChat needs a scan of a code with the account's own phone, and may log the
 * account out without notice; only that phone can log in again. This module shows the code, logs what
 * happens, and restarts a silent puppet.
 */
import { backoff, type Time, untilItWorks } from '../time.ts'
import { createComplaint, type Log, reasonOf } from '../log-once.ts'
import { FRIENDSHIP_RECEIVED, SCAN, type Wechaty } from './wechaty.ts'

export type Status =
  | { state: 'starting' | 'offline' }
  | { state: 'scan'; qrcode: string }
  /** Scanned: waits for the confirmation on the phone. */
  | { state: 'confirm' }
  | { state: 'online'; id: string; name: string }

/** Logged out, and without any event, even a new code, for this long: the puppet will not recover by itself. */
const SILENCE_MS = 3 * 60_000
export const WATCH_EVERY_MS = 30_000
/** Codes are renewed every few minutes; a night of them would only fill the log. */
const CODES_SHOWN = 5
/** Delay before a friend request is accepted: accepting within seconds looks automated. */
const FRIEND_PAUSE = [15_000, 60_000] as const

export interface SessionDeps {
  bot: Wechaty
  time: Time
  log: Log
  random?: () => number
  /** Prints a code on the operator's terminal. */
  showCode: (qrcode: string) => void
}

export function createSession({ bot, time, log, showCode, random = Math.random }: SessionDeps) {
  const stopping = new AbortController()
  const trouble = createComplaint(log)
  let status: Status = { state: 'starting' }
  let lastSign = time.now()
  let codes = 0
  let befriending = Promise.resolve()

  const sign = () => {
    lastSign = time.now()
  }
  /** Puppets retry many times a second and report each failure. */
  function broke(error: unknown): void {
    if (stopping.signal.aborted) return
    trouble.about(`WeChat: ${reasonOf(error)}. Linli keeps trying.`)
  }
  bot.on('scan', (qrcode, code) => {
    sign()
    if (code === SCAN.scanned || code === SCAN.confirmed) {
      status = { state: 'confirm' }
    } else if (qrcode) {
      const isNew = status.state !== 'scan' || status.qrcode !== qrcode
      status = { state: 'scan', qrcode }
      if (isNew && ++codes <= CODES_SHOWN) showCode(qrcode)
    }
  })
  bot.on('login', user => {
    sign()
    codes = 0
    status = { state: 'online', id: user.id, name: user.name() }
    trouble.over('WeChat is logged in again.')
    log.info(`WeChat: logged in as ${user.name()}.`)
  })
  bot.on('logout', (_, reason) => {
    sign()
    status = { state: 'offline' }
    trouble.about(
      `WeChat has logged the account out${reason ? ` (${reason})` : ''}. Scan the code again; what is to be said waits.`,
    )
  })
  bot.on('heartbeat', sign)
  bot.on('error', broke)
  bot.on('friendship', friendship => {
    if (friendship.type() !== FRIENDSHIP_RECEIVED) return
    const [least, most] = FRIEND_PAUSE
    befriending = befriending
      .then(() => time.sleep(least + (most - least) * random(), stopping.signal))
      .then(() => friendship.accept())
      .catch(error => {
        if (!stopping.signal.aborted)
          log.warn(
            `WeChat: a new contact was not accepted (${reasonOf(error)}). Accept them on the telephone.`,
          )
      })
  })

  const open = () =>
    untilItWorks(() => bot.start(), {
      time,
      signal: stopping.signal,
      failed: (error, tries) => {
        trouble.about(`WeChat could not be started (${reasonOf(error)}). Linli keeps trying.`)
        return backoff(tries, { first: 1_000, most: 60_000 })
      },
    })

  return {
    status: (): Status => status,
    isOnline: (): boolean => status.state === 'online' && bot.isLoggedIn,
    /** Reports an error of the puppet. */
    broke,
    /** Resolves when wechaty runs, before the login. Rejects only when it is stopped first. */
    open,
    /** Checks once: restarts a puppet that is logged out and silent. */
    async watch(): Promise<void> {
      if (bot.isLoggedIn || time.now() - lastSign < SILENCE_MS || stopping.signal.aborted) return
      sign()
      status = { state: 'starting' }
      codes = 0
      trouble.about('WeChat has gone silent and is started anew.')
      await bot.stop().catch(() => {})
      await open().catch(() => {})
    },
    async close(): Promise<void> {
      stopping.abort()
      await bot.stop().catch(error => log.warn(`WeChat did not stop cleanly: ${reasonOf(error)}`))
    },
  }
}
