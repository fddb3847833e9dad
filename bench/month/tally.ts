/** What is counted while the month goes by: messages, what each group had to read in a day, and what went wrong. */
import type { OutboundMessage } from '../../src/domain/message.ts'
import type { Group } from './stage.ts'
import { DAY, START } from './time.ts'

export interface Tally {
  heard(chat: string): void
  sent(message: OutboundMessage, at: number): void
  failed(error: unknown): void
  /** Residents who were heard and not answered by now are recorded. */
  unanswered(): void
  took(part: string, ms: number): void
  line(): string
  readonly counts: {
    inbound: number
    toResidents: number
    lines: number
    cards: number
    edits: number
    unanswered: string[]
    failures: Map<string, number>
  }
  readonly ms: ReadonlyMap<string, number>
  /** By grid and day: lines of their own, new cards; by member and day: mentions. */
  readonly days: { lines: Map<string, number>; cards: Map<string, number>; mentions: Map<string, number> }
}

export function createTally(groups: ReadonlyMap<string, Group>): Tally {
  const counts: Tally['counts'] = {
    inbound: 0,
    toResidents: 0,
    lines: 0,
    cards: 0,
    edits: 0,
    unanswered: [],
    failures: new Map(),
  }
  const days: Tally['days'] = { lines: new Map(), cards: new Map(), mentions: new Map() }
  const ms = new Map<string, number>()
  const waiting = new Set<string>()
  const more = (map: Map<string, number>, key: string, by = 1) => map.set(key, (map.get(key) ?? 0) + by)
  const began = performance.now()

  return {
    counts,
    days,
    ms,
    heard(chat) {
      counts.inbound++
      if (!groups.has(chat)) waiting.add(chat)
    },
    sent({ chat, content, replaces }, at) {
      const group = groups.get(chat)
      if (!group) {
        counts.toResidents++
        waiting.delete(chat)
        return
      }
      const day = Math.floor((at - START) / DAY)
      for (const { memberId } of content.mentions ?? []) more(days.mentions, `${memberId} ${day}`)
      if (replaces) counts.edits++
      else if (content.card) counts.cards++
      else counts.lines++
      if (group.kind === 'grid' && !replaces) more(content.card ? days.cards : days.lines, `${chat} ${day}`)
    },
    failed(error) {
      const { errors } = error as { errors?: unknown[] }
      for (const each of errors ?? [error])
        more(counts.failures, String((each as Error)?.message ?? each).slice(0, 160))
    },
    unanswered() {
      counts.unanswered.push(...waiting)
      waiting.clear()
    },
    took: (part, took) => more(ms, part, took),
    line() {
      const seconds = (performance.now() - began) / 1000
      const parts = [...ms].map(([part, each]) => `${part} ${Math.round(each / 1000)}`).join(', ')
      return `${counts.inbound} in, ${counts.toResidents + counts.lines + counts.cards + counts.edits} out, ${Math.round(seconds)} s (${parts})`
    },
  }
}
