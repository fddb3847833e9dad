/**
 * Hears: what is said in a chat is committed one after the other; chats do not wait for each other. WeChat has no
 * acknowledgement, so a message is kept here until it is stored: only a process that is killed in between loses it.
 */
import type { Receive } from '../../domain/message.ts'
import { backoff, type Time, untilItWorks } from '../telegram/time.ts'
import { createComplaint, type Log } from '../telegram/trouble.ts'
import { type InboundDeps, toInboundMessage } from './inbound.ts'
import type { Wechaty, WechatyMessage } from './wechaty.ts'

export interface ListenerDeps extends InboundDeps {
  bot: Pick<Wechaty, 'on'>
  time: Time
  log: Log
}

export function createListener(deps: ListenerDeps) {
  const { bot, time, log } = deps
  const stopping = new AbortController()
  const complaint = createComplaint(log)
  /** The end of each chat's line. */
  const lines = new Map<string, Promise<void>>()
  let receive: Receive | undefined

  async function hear(message: WechatyMessage): Promise<void> {
    const commit = async () => {
      const inbound = await toInboundMessage(message, deps)
      if (inbound) await receive?.(inbound)
    }
    const failed = (error: unknown, tries: number) => {
      complaint.about(
        `A message from WeChat could not be stored (${reasonOf(error)}). It is kept and tried again.`,
      )
      return backoff(tries)
    }
    await untilItWorks(commit, { time, signal: stopping.signal, failed })
    complaint.over('Messages from WeChat are stored again.')
  }

  // Nothing may escape from here: an exception in a handler would end the process.
  bot.on('message', message => {
    try {
      const key = message.room()?.id ?? message.talker().id
      const line = (lines.get(key) ?? Promise.resolve())
        .then(() => hear(message))
        .catch(error => log.error(`A message from WeChat was left out: ${reasonOf(error)}.`))
        .finally(() => {
          if (lines.get(key) === line) lines.delete(key)
        })
      lines.set(key, line)
    } catch (error) {
      log.error(`A message from WeChat has no shape that we know, left out: ${reasonOf(error)}.`)
    }
  })

  return {
    start(given: Receive): void {
      receive = given
    },
    /** Waits for what was heard to be stored, at most so long. */
    async stop(patienceMs = 5_000): Promise<void> {
      const patience = new AbortController()
      const late = time.sleep(patienceMs, patience.signal).catch(() => {})
      await Promise.race([Promise.all(lines.values()), late])
      patience.abort()
      stopping.abort()
      await Promise.all(lines.values())
    },
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
