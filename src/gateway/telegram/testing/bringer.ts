/** Telegram's side of a webhook: delivers the updates of a chat in order, and repeats each until it is accepted. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Update } from 'grammy/types'
import { DONE_UNKNOWN, type Fate } from './accidents.ts'

const AGAIN_MS = 20
const SLOW_MS = 60

export function createBringer(fate: Fate) {
  const counts = { brought: 0, again: 0, takenUnknown: 0 }
  const chats = new Map<number, Promise<void>>()
  const stopping = new AbortController()
  let door = { url: '', secret: '' }

  /** @returns whether the acceptance is known. */
  async function bring(update: Update): Promise<boolean> {
    const accident = fate.next()
    if (accident === 'silence' || accident === 429 || accident === 502) return false
    if (accident === 'slow') await sleep(SLOW_MS)
    counts.brought++
    const answer = await fetch(door.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': door.secret },
      body: JSON.stringify(update),
      signal: stopping.signal,
    })
    await answer.arrayBuffer()
    if (!answer.ok || accident === null || !DONE_UNKNOWN.has(accident)) return answer.ok
    counts.takenUnknown++
    return false
  }

  async function untilTaken(update: Update): Promise<void> {
    while (!(await bring(update).catch(() => false))) {
      if (stopping.signal.aborted) return
      counts.again++
      await sleep(AGAIN_MS)
    }
  }

  return {
    counts: counts as Readonly<typeof counts>,
    to(url: string, secret: string): void {
      door = { url, secret }
    },
    take(update: Update): void {
      const chat = update.message?.chat.id ?? update.callback_query?.message?.chat.id ?? 0
      chats.set(
        chat,
        (chats.get(chat) ?? Promise.resolve()).then(() => untilTaken(update)),
      )
    },
    async stop(): Promise<void> {
      stopping.abort()
      await Promise.all(chats.values())
    },
  }
}
