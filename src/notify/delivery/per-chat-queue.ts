/** Several chats are sent to at once, each in its own lane: none waits for the slowest. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Lanes {
  /** Conversations that are being spoken to. */
  busy(): string[]
  isFull(): boolean
  /** Resolves when there is room for another one. */
  free(): Promise<void>
  begin(conversationId: string, talk: () => Promise<void>): void
  /** Resolves when no message is being sent any more, at the latest after `ms`. @throws what a lane failed with. */
  rest(ms: number): Promise<void>
  /** Resolves when no message is being sent any more. @throws what a lane failed with. */
  allEnd(): Promise<void>
}

export function createLanes(most: number): Lanes {
  const lanes = new Map<string, Promise<void>>()
  let failure: unknown
  const complain = () => {
    if (failure) throw failure
  }
  return {
    busy: () => [...lanes.keys()],
    isFull: () => lanes.size >= most,
    async free() {
      while (lanes.size >= most) await Promise.race(lanes.values())
      complain()
    },
    begin(conversationId, talk) {
      const lane = talk()
        .catch(error => {
          failure ??= error
        })
        .finally(() => lanes.delete(conversationId))
      lanes.set(conversationId, lane)
    },
    async rest(ms) {
      const enough = new AbortController()
      const patience = sleep(ms, undefined, { signal: enough.signal }).catch(() => {})
      await Promise.race([Promise.all(lanes.values()), patience])
      enough.abort()
      complain()
    },
    async allEnd() {
      await Promise.all(lanes.values())
      complain()
    },
  }
}
