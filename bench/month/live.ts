/** The month itself: from one look at the clock to the next, all actors do what is due, and see what came of it. */
import { meetDeadlines } from '../../src/workflow/run-deadlines.ts'
import { takeTurn } from '../../src/conversation/process-conversation.ts'
import type { OutboundMessage } from '../../src/domain/message.ts'
import { deliver } from '../../src/notify/delivery/deliver.ts'
import type { Ticket } from '../../src/domain/ticket/ticket.ts'
import { COLUMN } from '../../src/tickets/store.ts'
import { inParallel } from '../figures.ts'
import type { Deed } from './deed.ts'
import type { MonthOptions } from './options.ts'
import { makeReports } from './reports.ts'
import { createResidents } from './residents.ts'
import type { MonthStage } from './stage.ts'
import { createTally, type Tally } from './tally.ts'
import { createAgenda, DAY, MINUTE, START } from './time.ts'
import { createWorkers, type Shown } from './workers.ts'

export interface Lived {
  tally: Tally
  /** When the last look was. */
  end: number
}

/** A turn that fails is taken again, as its job would be. */
const TRIES = 5

export async function live(
  stage: MonthStage,
  options: MonthOptions,
  tell: (what: string) => void,
): Promise<Lived> {
  const { context, channel, clock, tree, groups } = stage
  const { pool, turn } = context
  const org = context.directory.current()
  const step = options.step * MINUTE
  const agenda = createAgenda<Deed>(step)
  const plan = (at: number, deed: Deed) => agenda.add(Math.max(at, clock.now().getTime()), deed)
  const residents = createResidents(options.seed, plan)
  const workers = createWorkers({ seed: options.seed, org, tree, groups, plan, meant: residents.lastOf })
  const tally = createTally(groups)

  const reports = makeReports(options, tree, org)
  for (const report of reports)
    plan(report.at, {
      from: report.from,
      content: { kind: 'text', text: report.text },
      still: () => {
        residents.reports(report)
        return true
      },
    })

  let seen: OutboundMessage[] = []
  channel.onSend = message => seen.push(message)

  async function takeTurns(deeds: readonly Deed[]): Promise<void> {
    const chats = new Map<string, Deed[]>()
    for (const deed of deeds) {
      if (deed.still?.() === false) continue
      const chat = deed.chat ?? deed.from
      chats.set(chat, [...(chats.get(chat) ?? []), deed])
    }
    const waiting = [...chats]
    await inParallel(
      options.lanes,
      () => waiting.length > 0,
      async () => {
        const [chat, mine] = waiting.shift() as (typeof waiting)[number]
        let conversationId = ''
        for (const { from, content, chat: group } of mine) {
          clock.tick()
          const received = await channel.hear({ from, content, ...(group && { chat: group }) })
          conversationId = received?.conversationId ?? ''
          tally.heard(chat)
        }
        await turnOf(conversationId)
      },
    )
  }

  async function turnOf(conversationId: string): Promise<void> {
    for (let attempt = 1; ; attempt++)
      try {
        return await takeTurn(turn, conversationId)
      } catch (error) {
        tally.failed(error)
        if (attempt === TRIES) throw error
      }
  }

  async function react(): Promise<void> {
    const messages = seen
    seen = []
    const now = clock.now().getTime()
    const cards: OutboundMessage[] = []
    for (const message of messages) {
      tally.sent(message, now)
      if (message.content.card) cards.push(message)
      else if (!groups.has(message.chat)) residents.hears(message, now)
    }
    for (const shown of await ticketsOf(cards)) workers.see(shown, now)
  }

  async function ticketsOf(cards: OutboundMessage[]): Promise<Shown[]> {
    if (cards.length === 0) return []
    const numbers = [...new Set(cards.map(({ content }) => content.card?.key ?? ''))]
    const { rows } = await pool.query<Ticket & { resident: string }>({
      name: 'shown',
      text: SHOWN,
      values: [numbers],
    })
    const byNumber = new Map(rows.map(row => [row.number, row]))
    return cards.flatMap(({ chat, id, replaces, content }) => {
      const ticket = byNumber.get(content.card?.key ?? '')
      return ticket ? [{ chat, externalId: replaces ?? id, ticket, resident: ticket.resident }] : []
    })
  }

  /** Everything that is due at this look, and what people do at once about what they see. */
  async function look(at: number): Promise<void> {
    clock.set(at)
    await pool.query('UPDATE month_clock SET at = $1', [clock.now()])
    for (let wave = 0; ; wave++) {
      const deeds = agenda.due(at)
      if (deeds.length === 0 && wave > 0) break
      await timed('turns', () => takeTurns(deeds))
      if (wave === 0) await timed('deadlines', () => deadlines(at))
      await timed('delivery', () => deliver(context.delivery('local')))
      await timed('people', react)
      tally.unanswered()
    }
  }

  async function deadlines(at: number): Promise<void> {
    for (;;) {
      clock.tick()
      await meetDeadlines(turn).catch(error => tally.failed(error))
      const { rowCount } = await pool.query({
        name: 'more due',
        text: 'SELECT 1 FROM ticket WHERE alarm_at <= $1 LIMIT 1',
        values: [new Date(at)],
      })
      if (!rowCount) return
    }
  }

  async function timed(part: string, work: () => Promise<void>): Promise<void> {
    const from = performance.now()
    await work()
    tally.took(part, performance.now() - from)
  }

  async function next(): Promise<number> {
    const { rows } = await pool.query<{ at: Date | null }>({
      name: 'next alarm',
      text: 'SELECT min(alarm_at) AS at FROM ticket',
    })
    const alarm = rows[0]?.at ? Math.ceil(rows[0].at.getTime() / step) * step : Infinity
    return Math.min(agenda.next() ?? Infinity, alarm)
  }

  const last = START + (options.days + options.after) * DAY
  let day = -1
  let end = START
  for (let at = await next(); at <= last; at = await next()) {
    end = at = Math.max(at, end + (end > START ? step : 0))
    if (at > last) break
    await look(at)
    const today = Math.floor((at - START) / DAY)
    if (today !== day) tell(`day ${(day = today) + 1}: ${tally.line()}`)
  }
  clock.set(last)
  await pool.query('UPDATE month_clock SET at = $1', [clock.now()])
  return { tally, end: last }
}

const SHOWN = `SELECT ${Object.entries(COLUMN)
  .map(([field, column]) => `t.${column} AS "${field}"`)
  .join(
    ', ',
  )}, c.external_id AS resident FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE t.number = ANY($1)`
