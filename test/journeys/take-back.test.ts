/** A withdrawal by words or button can be taken back for ten minutes, and the worker's group sees it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { replay } from '../../src/domain/ticket/advance.ts'
import { historyOf, ticketByNumber } from '../../src/tickets/store.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 90_000)
afterAll(() => town.close())

let count = 0
async function withLamp(): Promise<{ person: Person; number: string }> {
  const person = town.resident(`居民${++count}`)
  await person.says('状元府3号楼2单元楼道灯坏了')
  const { text } = await person.hears('收到，工单')
  const { rows } = await town.db.pool.query<{ number: string }>(
    "SELECT number FROM ticket WHERE number LIKE '%' || $1",
    [/\d{4}-\d{4}/.exec(text)?.[0]],
  )
  return { person, number: rows[0]?.number ?? '' }
}
const now = async (number: string) => {
  await town.settled()
  return await ticketByNumber(town.db.pool, number)
}
const group = () => town.channel.shows('group:g4').map(({ content }) => content)
const card = (number: string) =>
  group().find(({ card, text }) => card && text.includes(` ${number.slice(-4)} `))

it.each([
  '撤错了，还是要修',
  '撤错了',
  '别撤了',
  "don't cancel",
  '撤错了还得来修',
  '按错了按错了 别撤',
  '点错了，没好，继续修',
  '我手滑了，不是要撤',
  '哎还是修吧',
  '撤錯咗，都係要整',
  'oops sorry, undo that please',
])('%s: it goes on with who had it, and the group sees it', async words => {
  const { person, number } = await withLamp()
  const wang = await town.worker('g4')
  await wang.says(`接 ${number.slice(-4)}`)
  await person.hears('已接单')
  const before = await now(number)
  await person.says('不用修了')
  await person.hears('已撤回')
  await person.says(words)
  await town.settled()
  expect(await now(number)).toMatchObject({
    state: 'accepted',
    ownerId: before?.ownerId,
    resolveBy: before?.resolveBy,
  })
  expect(group().at(-1)?.text).toMatch(new RegExp(`^↩️ ${number.slice(-4)} `))
  expect(card(number)?.text).toContain('已接单')
  const ticket = await now(number)
  expect(replay(ticket?.id ?? '', await historyOf(town.db.pool, ticket?.id ?? ''))).toEqual(ticket)
})

it('the button below the answer does the same, also of a ticket that still waits for its place', async () => {
  const person = town.resident('还没说地方')
  await person.says('楼道灯坏了')
  await person.hears('请问是哪个小区')
  await person.presses('撤回')
  await person.hears('已撤回')
  const said = group().length
  await person.presses('撤错了')
  await person.hears('接着办，不撤了')
  await town.settled()
  expect(group()).toHaveLength(said)
  await person.says('状元府3号楼')
  await person.hears('已交给第4网格')
})

it('after ten minutes a kind answer says how to report again', async () => {
  const { person, number } = await withLamp()
  await person.presses('撤回')
  await person.hears('已撤回')
  town.clock.pass(11 * 60_000)
  await person.says('撤错了，还是要修')
  await person.hears(/超过十分钟了.*再说一遍/)
  expect((await now(number))?.state).toBe('withdrawn')
  await person.presses('撤错了')
  expect((await now(number))?.state).toBe('withdrawn')
})
