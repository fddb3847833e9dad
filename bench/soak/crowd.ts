/**
 * Residents and workers who never let the outbox run empty: as soon as too little waits that may go, an actor says more. A
 * few grids are so busy that their groups are at Telegram's twenty a minute all the time.
 */
import type { InboundContent } from '../../src/domain/message.ts'
import { seededRandom } from '../figures.ts'
import type { Report } from '../month/reports.ts'
import type { SoakStage } from './stage.ts'
import type { Shown, StrictTelegram } from './strict-telegram.ts'

interface Deed {
  from: string
  chat: string
  content: InboundContent
}

const BUSY_GRIDS = 10
/** So much shall wait in the group of a busy grid: more than it may be told in a minute. */
const WAITS_IN_BUSY = 25
/** So many messages shall wait that may go: some seconds of Telegram's overall limit. */
const WAITS = 150
/** Said at once, at most: a turn takes its time before what it says waits. */
const AT_ONCE = 12
/** How many of what they are shown people act on. */
const KEEN = 0.5

export interface Crowd {
  /** Chats of the groups that are full all the time. */
  busy: ReadonlySet<string>
  /** Looks at what waits, and has more said. @returns how many messages waited that might go. */
  look(): Promise<number>
}

export function createCrowd(
  { context, gridChats }: SoakStage,
  telegram: StrictTelegram,
  reports: readonly Report[],
  seed: number,
): Crowd {
  const { pool, directory, receive } = context
  const random = seededRandom(seed)
  const workerOf = new Map(
    directory
      .current()
      .members.filter(({ role }) => role === 'grid_worker')
      .map(({ id, gridId }) => [gridChats.get(gridId ?? '') ?? '', id]),
  )
  const busy = new Set([...gridChats.values()].slice(0, BUSY_GRIDS))
  const chatOf = (report: Report) => gridChats.get(report.place.gridId ?? '') ?? ''
  const calm = reports.filter(report => !busy.has(chatOf(report)))
  const dense = new Map([...busy].map(chat => [chat, reports.filter(report => chatOf(report) === chat)]))
  const reactions: Deed[] = []
  let said = 0

  telegram.onShown = ({ chat, actions }: Shown) => {
    const action = actions.find(each => /^(accept|confirm):/.test(each))
    if (!action || random() > KEEN) return
    const member = workerOf.get(chat)
    if (chat.startsWith('-') && !member) return
    reactions.push({ from: member ? `member:${member}` : chat, chat, content: { kind: 'action', action } })
    const number = action.split(':')[1]?.slice(-4)
    if (!member || !action.startsWith('accept') || random() > KEEN) return
    reactions.push({
      from: `member:${member}`,
      chat,
      content: { kind: 'text', text: `办结 ${number} 已修好` },
    })
  }

  const say = async ({ from, chat, content }: Deed) => {
    await receive({
      channel: 'telegram',
      externalId: `soak:${++said}`,
      chat: { externalId: chat, kind: chat.startsWith('-') ? 'group' : 'private' },
      sender: { externalId: from, name: from },
      content,
    })
  }
  const reportOf = ({ from, text }: Report): Deed => {
    const chat = String(2_000_000 + Number(from.slice(1)))
    return { from: chat, chat, content: { kind: 'text', text } }
  }
  let calmAt = 0

  return {
    busy,
    async look() {
      const { rows } = await pool.query<{ chat: string; waits: number; due: boolean }>(
        `SELECT c.external_id AS chat, count(*)::int AS waits, max(o.not_before) <= now() AS due
         FROM outbound_message o JOIN conversation c ON c.id = o.conversation_id WHERE o.state = 'pending' GROUP BY 1`,
      )
      const { rows: unheard } = await pool.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM inbound_message WHERE state = 'received'",
      )
      const waits = rows.filter(({ due }) => due).reduce((sum, each) => sum + each.waits, 0)
      const deeds = reactions.splice(0, AT_ONCE)
      const room = Math.floor(Math.min(AT_ONCE, (WAITS - waits) / 2)) - (unheard[0]?.count ?? 0)
      if (room > 0) {
        for (const [chat, left] of dense) {
          const there = rows.find(each => each.chat === chat)?.waits ?? 0
          const report = there < WAITS_IN_BUSY ? left.pop() : undefined
          if (report) deeds.push(reportOf(report))
        }
        deeds.push(...calm.slice(calmAt, calmAt + room).map(reportOf))
        calmAt += room
      }
      await Promise.all(deeds.map(say))
      return waits
    },
  }
}
