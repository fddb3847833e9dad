/** What time does: the shared clock is moved, no test waits. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { meetDeadlines } from '../../src/workflow/run-deadlines.ts'
import type { Ticket } from '../../src/domain/ticket/ticket.ts'
import { historyOf, ticketByNumber } from '../../src/tickets/store.ts'
import { type Person, type Town, createTown } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 90_000)
afterAll(() => town.close())

const HOUR = 3_600_000
const DAY = 24 * HOUR

const said = (person: Person) => person.sees().map(({ text }) => text)
const group = (code: string) => town.channel.shows(`group:${code}`).map(({ content }) => content)
const card = (code: string, { number }: Ticket) => group(code).find(({ card }) => card?.key === number)
const lines = (code: string, { number }: Ticket) =>
  group(code)
    .filter(content => !content.card && content.text.includes(number.slice(9)))
    .map(({ text }) => text)
const now = async (ticket: Ticket) => (await ticketByNumber(town.db.pool, ticket.number)) as Ticket
const kinds = async (ticket: Ticket) =>
  (await historyOf(town.db.pool, ticket.id)).map(({ kind }) => kind as string)

async function opened(name: string, words: string): Promise<{ person: Person; ticket: Ticket }> {
  const person = town.resident(name)
  await person.says(words)
  await person.hears(/收到/)
  const { rows } = await town.db.pool.query<{ number: string }>(
    'SELECT number FROM ticket ORDER BY created_at DESC LIMIT 1',
  )
  return { person, ticket: (await ticketByNumber(town.db.pool, rows[0]?.number ?? '')) as Ticket }
}
/** Time passes, and the job that looks at the clock runs: as often as it likes. */
async function pass(ms: number): Promise<void> {
  town.clock.pass(ms)
  await Promise.all([meetDeadlines(town.context.turn), meetDeadlines(town.context.turn)])
  await meetDeadlines(town.context.turn)
  await town.settled()
}
const until = (at: Date | null) => (at?.getTime() ?? 0) - town.clock.now().getTime()

it('nothing is due before its time', async () => {
  const { ticket } = await opened('刚报的', '状元府3号楼楼道灯坏了')
  await pass(until(ticket.acceptBy) - 1_000)
  // A reminder is no deadline: it comes once, before.
  expect(await kinds(ticket)).toEqual(['opened', 'placed', 'assigned', 'reminded'])
})

it('a ticket that nobody accepts goes up once: the resident, the group and the duty officers see it', async () => {
  const { person, ticket } = await opened('没人接', '状元府3号楼楼道灯坏了')
  await pass(until(ticket.acceptBy) + 1_000)
  await person.hears('已上报社区督办')
  await pass(10 * 60_000)
  expect((await kinds(ticket)).filter(kind => kind === 'supervised')).toHaveLength(1)
  expect(said(person).filter(text => text.includes('已上报社区督办'))).toHaveLength(1)
  expect(lines('g4', ticket)).toEqual([expect.stringMatching(/^🔺 \d{4} 接单已超时/)])
  // "One level up" is a person.
  expect(lines('zhuangyuanfu', ticket)).toEqual([expect.stringMatching(/^🔺/)])
  expect(
    card('zhuangyuanfu', ticket)
      ?.buttons?.flat()
      .map(({ label }) => label),
  ).toContain('换网格')
})

it('a new promise is a new clock: given to another grid and missed again, it goes up again', async () => {
  const { ticket } = await opened('又没人接', '状元府3号楼楼道灯坏了')
  await pass(until(ticket.acceptBy) + 1_000)
  const duty = await town.worker('zhuangyuanfu', '沈值班')
  await duty.sends({ kind: 'action', action: `assign:${ticket.number}:g3` })
  await town.settled()
  const moved = await now(ticket)
  expect(moved.acceptBy?.getTime()).toBeGreaterThan(ticket.acceptBy?.getTime() ?? 0)
  await pass(60_000)
  expect((await kinds(ticket)).filter(kind => kind === 'supervised')).toHaveLength(1)
  await pass(until(moved.acceptBy) + 1_000)
  expect((await kinds(ticket)).filter(kind => kind === 'supervised')).toHaveLength(2)
  expect(lines('g3', ticket)).toEqual([expect.stringMatching(/^🔺/)])
})

it('a ticket that is accepted and not resolved in time goes up for that', async () => {
  const { ticket } = await opened('拖着的', '状元府3号楼楼道灯坏了')
  const wang = await town.worker('g4')
  await wang.says(`接 ${ticket.number.slice(9)}`)
  await town.settled()
  await pass(until(ticket.acceptBy) + 1_000)
  expect(await kinds(ticket)).not.toContain('supervised')
  await pass(until(ticket.resolveBy) + 1_000)
  const late = (await historyOf(town.db.pool, ticket.id)).filter(({ kind }) => kind === 'supervised')
  // Both were found at once: one level hears of both.
  expect(late).toMatchObject([
    { data: { clock: 'answer', level: 1 }, actor: { kind: 'system' } },
    { data: { clock: 'resolve', level: 1 }, actor: { kind: 'system' } },
  ])
})

it('silence after the work is agreement, in the end; and can be taken back', async () => {
  const { person, ticket } = await opened('没回复', '状元府3号楼楼道灯坏了')
  const wang = await town.worker('g4')
  await wang.says(`办结 ${ticket.number.slice(9)} 换好了`)
  await person.hears('您看解决了吗')
  await town.settled()
  const { confirmBy } = await now(ticket)
  expect(confirmBy?.getTime()).toBeGreaterThan(town.clock.now().getTime() + 2 * DAY)
  await pass(until(confirmBy) - 1_000)
  expect((await now(ticket)).state).toBe('resolved')
  await pass(2_000)
  await person.hears('先结案了')
  expect(await now(ticket)).toMatchObject({ state: 'closed', rating: null })
  expect((await kinds(ticket)).filter(kind => kind === 'lapsed')).toHaveLength(1)
  await person.presses('没解决')
  await person.hears('重新办理')
  expect((await now(ticket)).state).toBe('assigned')
})

it('a question that nobody answers goes to a person, and the answer still counts', async () => {
  const { person, ticket } = await opened('没回答', '楼道灯坏了')
  expect(ticket.state).toBe('needs_info')
  await pass(HOUR)
  // Impatience must not put off that a person looks at it.
  await person.says('催一下')
  await person.hears('已替您催')
  await pass(HOUR - 60_000)
  expect((await now(ticket)).state).toBe('needs_info')
  await pass(2 * 60_000)
  await person.hears('值班员人工分派')
  expect((await now(ticket)).state).toBe('unrouted')
  await person.says('状元府3号楼')
  await person.hears('已交给第4网格')
  expect((await now(ticket)).state).toBe('assigned')
})

it('a deadline that comes while somebody acts has lost its reason', async () => {
  const { person, ticket } = await opened('刚好赶上', '状元府3号楼楼道灯坏了')
  const wang = await town.worker('g4')
  await wang.says(`办结 ${ticket.number.slice(9)} 换好了`)
  await person.hears('您看解决了吗')
  await town.settled()
  town.clock.pass(until((await now(ticket)).confirmBy) + 1_000)
  await Promise.all([
    meetDeadlines(town.context.turn),
    person.says('没解决'),
    meetDeadlines(town.context.turn),
  ])
  await town.settled()
  expect(await kinds(ticket)).toContain('reopened')
  expect((await now(ticket)).state).toBe('assigned')
})
