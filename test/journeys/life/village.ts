/** What the scenarios of a ticket's life share: a town, people in it, and a clock that passes at once. */
import { meetDeadlines } from '../../../src/workflow/run-deadlines.ts'
import type { Ticket } from '../../../src/domain/ticket/ticket.ts'
import type { TicketEventKind } from '../../../src/domain/ticket/ticket-event.ts'
import { createTown, type Person, type Town, type TownOptions } from '../../../src/testing/town.ts'
import { historyOf, ticketByNumber } from '../../../src/tickets/store.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Monday 23 November 2026, 09:00 in China: a plain working day. */
export const MONDAY = new Date('2026-11-23T01:00:00Z')

export interface Village extends Town {
  /** A new resident reports something; what became of it. */
  opened(words: string): Promise<{ person: Person; ticket: Ticket }>
  now(ticket: Pick<Ticket, 'number'>): Promise<Ticket>
  events(ticket: Ticket): Promise<Awaited<ReturnType<typeof historyOf>>>
  kinds(ticket: Ticket): Promise<TicketEventKind[]>
  /** The card of a ticket in a group: what it says, and its buttons. */
  card(
    group: string,
    ticket: Pick<Ticket, 'number'>,
  ): { text: string; labels: string[]; externalId: string } | undefined
  press(who: Person, group: string, ticket: Ticket, label: string): Promise<void>
  /** Lines of their own in a group that speak of a ticket. */
  lines(group: string, ticket: Pick<Ticket, 'number'>): string[]
  /** All lines of their own in a group. */
  said(group: string): string[]
  says(who: Person, words: string, replyTo?: string): Promise<void>
  /** Time passes, and the job that looks at the clock runs until it finds nothing more. */
  pass(ms: number): Promise<void>
  /** To just after a promised moment. */
  passUntil(at: Date | null): Promise<void>
  /** Changes the organisation, and reloads the directory. */
  organise(sql: string, values?: unknown[]): Promise<void>
}

export const short = ({ number }: Pick<Ticket, 'number'>): string => number.slice(9)
export const heard = (person: Person): string[] => person.sees().map(({ text }) => text)

let people = 0

export async function createVillage(options: TownOptions = {}): Promise<Village> {
  const town = await createTown(options)
  town.clock.set(MONDAY)
  const { pool } = town.db
  const group = (code: string) => town.channel.shows(`group:${code}`)
  const now: Village['now'] = async ({ number }) => {
    const ticket = await ticketByNumber(pool, number)
    if (!ticket) throw new Error(`no ticket ${number}`)
    return ticket
  }
  const shown = (code: string, { number }: Pick<Ticket, 'number'>) =>
    group(code).find(({ content }) => content.card?.key === number)
  const pass = async (ms: number) => {
    town.clock.pass(ms)
    for (let looks = 0; looks < 40; looks++) {
      await meetDeadlines(town.context.turn)
      const { rowCount } = await pool.query('SELECT 1 FROM ticket WHERE alarm_at <= $1 LIMIT 1', [
        town.clock.now(),
      ])
      if (!rowCount) break
    }
    await town.settled()
  }
  return {
    ...town,
    now,
    pass,
    passUntil: at => pass((at?.getTime() ?? 0) - town.clock.now().getTime() + 1_000),
    async opened(words) {
      const person = town.resident(`村民${++people}`)
      await person.says(words)
      await town.settled()
      const { rows } = await pool.query<{ number: string }>(
        'SELECT t.number FROM ticket t JOIN resident r ON r.id = t.resident_id JOIN identity i ON i.resident_id = r.id WHERE i.external_id = $1 ORDER BY t.created_at DESC LIMIT 1',
        [person.name],
      )
      return { person, ticket: await now({ number: rows[0]?.number ?? '' }) }
    },
    events: ticket => historyOf(pool, ticket.id),
    kinds: async ticket => (await historyOf(pool, ticket.id)).map(({ kind }) => kind),
    card(code, ticket) {
      const card = shown(code, ticket)
      return (
        card && {
          text: card.content.text,
          labels: (card.content.buttons ?? []).flat().map(({ label }) => label),
          externalId: card.externalId,
        }
      )
    },
    async press(who, code, ticket, label) {
      const buttons = (shown(code, ticket)?.content.buttons ?? []).flat()
      const button = buttons.find(each => each.label === label || each.label.endsWith(` ${label}`))
      if (!button)
        throw new Error(`no "${label}" on the card; there is ${buttons.map(each => each.label).join(', ')}`)
      await who.sends({ kind: 'action', action: button.action })
      await town.settled()
    },
    lines: (code, ticket) =>
      group(code)
        .filter(({ content }) => !content.card && content.text.includes(short(ticket)))
        .map(({ content }) => content.text),
    said: code =>
      group(code)
        .filter(({ content }) => !content.card)
        .map(({ content }) => content.text),
    async says(who, words, replyTo) {
      await who.says(words, replyTo)
      await town.settled()
    },
    async organise(sql, values = []) {
      await pool.query(sql, values)
      await town.context.directory.reload()
    },
  }
}
