/** A ticket is bounded: a resident who adds page after page is told kindly, and neither its row nor the database grows with them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replay } from '../../src/domain/ticket/advance.ts'
import { MOST_KEPT } from '../../src/domain/ticket/ticket.ts'
import { MOST_ADDED, MOST_ADDITIONS } from '../../src/conversation/resident/addition-limits.ts'
import { historyOf, ticketById } from '../../src/tickets/store.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 90_000)
afterAll(() => town.close())

/** Nothing that compresses well: what a novel is like. */
const page = (characters: number, seed: number) =>
  Array.from({ length: characters }, (_, at) =>
    String.fromCharCode(0x4e00 + ((at * 7919 + seed * 104_729 + at * at) % 20_000)),
  ).join('')

/** What the row of a ticket and its events take. */
const bytes = async (id: string) =>
  Number(
    (
      await town.db.pool.query<{ size: string }>(
        'SELECT (pg_column_size(t.*) + (SELECT sum(pg_column_size(e.*)) FROM ticket_event e WHERE e.ticket_id = t.id))::text AS size FROM ticket t WHERE t.id = $1',
        [id],
      )
    ).rows[0]?.size,
  )

async function withTicket(name: string, opening: string) {
  const person = town.resident(name)
  await person.says(opening)
  await person.hears('收到，工单')
  await town.settled()
  const { rows } = await town.db.pool.query<{ id: string }>(
    'SELECT t.id FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1',
    [person.name],
  )
  const id = rows[0]?.id ?? ''
  const adds = async (text: string) => {
    await person.presses('补充')
    await person.hears('请接着说')
    await person.says(text)
    await town.settled()
  }
  const same = async () => {
    const ticket = await ticketById(town.db.pool, id)
    expect(ticket?.text).toBe(replay(id, await historyOf(town.db.pool, id)).text)
    expect(ticket?.text.length).toBeLessThanOrEqual(MOST_KEPT)
    return ticket
  }
  return { person, id, adds, same }
}

const withLamp = (name: string) => withTicket(name, '状元府3号楼2单元楼道灯坏了')

it('pages of 99,000 characters are not added, and the resident hears what to do instead', async () => {
  const { person, id, adds, same } = await withLamp('写小说的')
  const before = await bytes(id)
  for (let at = 0; at < 6; at++) await adds(page(99_000, at))
  expect(person.sees().at(-1)?.text).toMatch(/[記记]进去|[記记]進去/u)
  const grown = (await bytes(id)) - before
  console.info(
    `six additions of 99,000 characters: the ticket and its events grew by ${Math.round(grown / 1024)} kB`,
  )
  expect(grown).toBeLessThan(20_000)
  expect((await same())?.text).toBe('状元府3号楼2单元楼道灯坏了')
}, 60_000)

it('so many additions an hour, then no more until the hour is over', async () => {
  const { person, id, adds, same } = await withLamp('话多的')
  for (let at = 0; at <= MOST_ADDITIONS; at++) await adds(`第${at}句：还是没人来`)
  expect(person.sees().at(-1)?.text).toContain(`最多补充 ${MOST_ADDITIONS} 条、共 ${MOST_ADDED} 字`)
  const added = async () => (await historyOf(town.db.pool, id)).filter(({ kind }) => kind === 'added').length
  expect(await added()).toBe(MOST_ADDITIONS)
  await same()
  town.clock.pass(61 * 60_000)
  await adds('现在亮了一盏')
  expect(await added()).toBe(MOST_ADDITIONS + 1)
}, 120_000)

/** As the resident's tickets stand, the newest last. */
const urgencies = async (name: string) =>
  (
    await town.db.pool.query<{ urgency: string; category: string }>(
      'SELECT t.urgency, t.category FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.number',
      [name],
    )
  ).rows

const cards = () => town.channel.shows('group:g4').map(({ content }) => content.text ?? '')

const heardSince = (person: Person, count: number): string =>
  person
    .sees()
    .slice(count)
    .map(({ text }) => text)
    .join('\n')

const FIRE = '楼道着火了，快来人'
/** As much as fits, so that not a word more does. */
const LONG = '灯还是不亮，'.repeat(MOST_ADDED).slice(0, MOST_ADDED)
const SHORT = Array.from({ length: MOST_ADDITIONS }, (_, at) => `第${at}句：还是没人来`)
describe('danger that is added is heard as an emergency, however much was added within the hour', () => {
  it.each([
    ['beyond the additions of an hour, behind the button', SHORT, FIRE, true],
    ['beyond the additions of an hour, in words of its own', SHORT, FIRE, false],
    ['beyond the characters of an hour', [LONG], FIRE, true],
    ['beyond the characters of an hour, in words of its own', [LONG], FIRE, false],
    ['in a page that is too long itself', [], `${FIRE}。${LONG}`, true],
  ])(
    '%s',
    async (_how, before, cry, pressed) => {
      const { person, adds, same } = await withLamp(`喊救火的${_how}`)
      for (const words of before) await adds(words)
      const heard = person.sees().length
      if (pressed) await adds(cry)
      else {
        await person.says(cry)
        await town.settled()
      }
      const answers = heardSince(person, heard)
      expect(answers).toContain('拨打 119')
      expect(answers).not.toContain(`最多补充 ${MOST_ADDITIONS} 条`)
      expect((await urgencies(person.name)).at(-1)).toEqual({
        urgency: 'emergency',
        category: 'fire.burning',
      })
      expect(cards().findLast(text => text.includes('着火'))).toMatch(/^🔴 \d{4} · 着火/)
      await same()
    },
    120_000,
  )

  it.each([
    ['the additions of an hour', SHORT, '火越来越大了，有人被困在里面'],
    ['the characters of an hour', [LONG], '火越来越大了，有人被困在里面'],
    ['the characters of an hour by itself', [], `火越来越大了，有人被困在里面。${LONG}`],
  ])(
    'what a fire that is reported already does next, beyond %s',
    async (how, before, cry) => {
      const { person, id, adds, same } = await withTicket(`火场的${how}`, '状元府3号楼2单元着火了')
      for (const words of before) await adds(words)
      const heard = person.sees().length
      await adds(cry)
      const answers = heardSince(person, heard)
      expect(answers).toContain('119')
      expect(answers).not.toContain(`最多补充 ${MOST_ADDITIONS} 条`)
      const tickets = await urgencies(person.name)
      expect(tickets.map(({ urgency }) => urgency)).toEqual(tickets.map(() => 'emergency'))
      // On this ticket, or as the further emergency that it is.
      const said = [
        ...(await historyOf(town.db.pool, id)).map(({ data }) => JSON.stringify(data)),
        ...cards(),
      ].join('\n')
      expect(said).toContain('有人被困在里面')
      await same()
    },
    120_000,
  )
})

it('a long story opens a ticket whose row keeps how it begins and ends, and whose history has it whole', async () => {
  const person = town.resident('讲故事的')
  const story = `状元府3号楼楼道灯坏了。${page(20_000, 3)}。等了三天`
  await person.says(story)
  await town.settled()
  const { rows } = await town.db.pool.query<{ id: string; text: string; data: { text: string } }>(
    "SELECT t.id, t.text, e.data FROM ticket t JOIN ticket_event e ON e.ticket_id = t.id AND e.kind = 'opened' JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1",
    [person.name],
  )
  expect(rows[0]?.data.text).toBe(story)
  expect(rows[0]?.text.length).toBeLessThanOrEqual(MOST_KEPT)
  expect(rows[0]?.text).toMatch(/^状元府3号楼楼道灯坏了[^]*…[^]*等了三天$/u)
}, 60_000)

it('who writes Traditional is answered in it, buttons included, and in Simplified once they write that', async () => {
  const person = town.resident('陳先生')
  await person.says('狀元府3號樓2單元樓道燈壞了')
  const { text, buttons } = await person.hears('收到，工單')
  expect(text).toContain('狀元府')
  expect((buttons ?? []).flat().map(({ label }) => label)).toContain('補充')
  await person.presses('補充')
  await person.hears('請接著說')
  await person.says('還是沒人來')
  await person.hears('已補充到工單')
  const card = town.channel
    .shows('group:g4')
    .map(({ content }) => content)
    .findLast(({ card }) => card)
  expect(card?.text).toContain('“狀元府3號樓2單元樓道燈壞了')
  expect(card?.text).toContain('状元府 3号楼')
  await person.says('楼道灯还是不亮，请说简体')
  await person.hears(/工单/)
}, 60_000)
