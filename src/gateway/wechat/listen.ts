/**
 * Receives WeChat messages: those of a chat are committed in order, chats in parallel. WeChat has no
 * acknowledgement, so a message stays in memory until it is committed: only a process that is killed in
 * between loses it.
 */
import type { Notice, Receive } from '../../domain/message.ts'
import { backoff, type Time, untilItWorks } from '../time.ts'
import { createComplaint, type Log, reasonOf } from '../log-once.ts'
import { chatOf, type InboundDeps, toInboundMessage } from './inbound.ts'
import type { Wechaty, WechatyMessage } from './wechaty.ts'

/** Attempts to load a message that the puppet announced; later messages wait meanwhile. */
const MOST_LOOKS = 4

export interface ListenerDeps extends InboundDeps {
  bot: Pick<Wechaty, 'puppet' | 'Message'>
  time: Time
  log: Log
}

export function createListener(deps: ListenerDeps) {
  const { bot, time, log } = deps
  const stopping = new AbortController()
  const complaint = createComplaint(log)
  /** The last pending commit of each chat. */
  const lines = new Map<string, Promise<void>>()
  let arriving = Promise.resolve()
  let receive: Receive | undefined
  let notice: Notice | undefined

  /** Commits what the puppet tells only once: retries until it succeeds. */
  async function commit(what: string, store: () => Promise<unknown>): Promise<void> {
    const failed = (error: unknown, tries: number) => {
      complaint.about(`${what} could not be stored (${reasonOf(error)}). It is kept and tried again.`)
      return backoff(tries)
    }
    await untilItWorks(store, { time, signal: stopping.signal, failed })
    complaint.over('Messages from WeChat are stored again.')
  }

  /** Loads a message with its sender and chat, for which a puppet may have to ask WeChat. */
  async function find(id: string): Promise<WechatyMessage> {
    for (let tries = 0; ; tries++)
      try {
        const message = await bot.Message.find({ id })
        if (message) return message
        throw new Error('the puppet does not know it')
      } catch (error) {
        if (tries >= MOST_LOOKS || stopping.signal.aborted) throw error
        await time.sleep(backoff(tries), stopping.signal)
      }
  }

  /** Runs the commits of one key in order; a chat is a key. */
  function stand(key: string, what: string, store: () => Promise<unknown>): void {
    const line = (lines.get(key) ?? Promise.resolve())
      .then(() => commit(what, store))
      .catch(leftOut)
      .finally(() => {
        if (lines.get(key) === line) lines.delete(key)
      })
    lines.set(key, line)
  }

  const leftOut = (error: unknown) => log.error(`A message from WeChat was left out: ${reasonOf(error)}.`)
  // No error may escape: an exception in an event handler would end the process.
  bot.puppet.on('message', ({ messageId }) => {
    arriving = arriving
      .then(() => find(messageId))
      .then(message =>
        stand(chatOf(message).externalId, 'A message from WeChat', async () => {
          const inbound = await toInboundMessage(message, deps)
          if (inbound) await receive?.(inbound)
        }),
      )
      .catch(leftOut)
  })

  // Not every puppet reports it, and none repeats it. A key of its own, so that it does not delay the chat's
  // messages.
  bot.puppet.on('room-leave', ({ roomId, removeeIdList }) => {
    for (const who of removeeIdList)
      arriving = arriving.then(() =>
        stand(
          `left ${roomId}`,
          'That a member left a WeChat group',
          async () => await notice?.({ channel: 'wechat', chat: roomId, what: 'person_left', who }),
        ),
      )
  })

  return {
    start(given: Receive, told?: Notice): void {
      receive = given
      notice = told
    },
    /** Waits until received messages are committed, at most `patienceMs`. */
    async stop(patienceMs = 5_000): Promise<void> {
      const patience = new AbortController()
      const late = time.sleep(patienceMs, patience.signal).catch(() => {})
      await Promise.race([arriving.then(() => Promise.all(lines.values())), late])
      patience.abort()
      stopping.abort()
      await arriving
      await Promise.all(lines.values())
    },
  }
}
