/**
 * Hears: what is said in a chat is committed one after the other; chats do not wait for each other. WeChat has no
 * acknowledgement, so a message is kept here until it is stored: only a process that is killed in between loses it.
 */
import type { Notice, Receive } from '../../domain/message.ts'
import { backoff, type Time, untilItWorks } from '../time.ts'
import { createComplaint, type Log, reasonOf } from '../log-once.ts'
import { chatOf, type InboundDeps, toInboundMessage } from './inbound.ts'
import type { Wechaty, WechatyMessage } from './wechaty.ts'

/** So often a message is looked for that the puppet announced; others wait behind it. */
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
  /** The end of each chat's line. */
  const lines = new Map<string, Promise<void>>()
  let arriving = Promise.resolve()
  let receive: Receive | undefined
  let notice: Notice | undefined

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

  /** Who said it where: a puppet may have to ask WeChat. */
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

  function stand(message: WechatyMessage): void {
    const chat = chatOf(message).externalId
    const line = (lines.get(chat) ?? Promise.resolve())
      .then(() => hear(message))
      .catch(leftOut)
      .finally(() => {
        if (lines.get(chat) === line) lines.delete(chat)
      })
    lines.set(chat, line)
  }

  const leftOut = (error: unknown) => log.error(`A message from WeChat was left out: ${reasonOf(error)}.`)
  // Nothing may escape from here: an exception in a handler would end the process.
  bot.puppet.on('message', ({ messageId }) => {
    arriving = arriving
      .then(() => find(messageId))
      .then(stand)
      .catch(leftOut)
  })

  // Not every puppet tells, and none again.
  bot.puppet.on('room-leave', ({ roomId, removeeIdList }) => {
    for (const who of removeeIdList)
      arriving = arriving
        .then(() => notice?.({ channel: 'wechat', chat: roomId, what: 'person_left', who }))
        .catch(error => log.error(`That somebody left a WeChat group was not noted: ${reasonOf(error)}.`))
  })

  return {
    start(given: Receive, told?: Notice): void {
      receive = given
      notice = told
    },
    /** Waits for what was heard to be stored, at most so long. */
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
