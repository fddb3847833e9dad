import { useEffect, useState } from 'react'
import type { Chat } from '../../gateway/web/api-types.ts'
import type { Api } from '../client/api.ts'

/** Polled: only the visible group is streamed, since browsers allow six connections to a server for all tabs. */
const LOOK_EVERY_MS = 30_000

/** Number of open cards of each group, for its tab. */
export function useOpenCounts(api: Api, chats: readonly Chat[]): ReadonlyMap<string, number> {
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map())
  const ids = chats.map(chat => chat.id).join(' ')

  useEffect(() => {
    const groups = ids.split(' ').filter(Boolean)
    if (groups.length < 2) return
    const look = async () => {
      if (document.hidden) return
      const found = await Promise.all(
        groups.map(async id => [id, (await api.cards(id, true)).length] as const),
      )
      setCounts(new Map(found))
    }
    const lookQuietly = () => look().catch(() => {})
    void lookQuietly()
    const timer = setInterval(lookQuietly, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [api, ids])

  return counts
}
