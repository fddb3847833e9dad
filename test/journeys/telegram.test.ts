/** The whole way over HTTP: Telegram played by an emulator that we did not write, everything behind it real. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ACCIDENTS } from '../../src/gateway/telegram/testing/accidents.ts'
import { invite } from '../../src/inbox/access-codes.ts'
import {
  createTelegramTown,
  MODES,
  type TelegramPerson,
  type TelegramTown,
} from '../../src/testing/telegram-town.ts'
import type { Town } from '../../src/testing/town.ts'

const GROUP = -500
const RESIDENTS = 6

describe.each(MODES)('%s', mode => {
  let world: TelegramTown
  let worker: TelegramPerson
  beforeAll(async () => {
    world = await createTelegramTown(mode)
    worker = await workerOfGridFour(world)
  }, 90_000)
  afterAll(() => world?.close())

  it('a resident writes, the group gets a card, a worker accepts and resolves it there, the resident rates', async () => {
    const resident = world.person(42, '张阿姨')
    await resident.says('状元府3号楼2单元楼道灯坏了')
    const answer = await resident.sees('收到，工单')
    expect(answer.text).toContain('第4网格')
    const card = await worker.sees('楼道灯坏了')
    await worker.presses(card, '接单')
    await resident.sees('已接单')
    const number = /🔵 (\d{4})/.exec((await worker.sees('🔵')).text)?.[1]
    await worker.says(`办结 ${number} 灯泡换好了`)
    await resident.presses(await resident.sees('灯泡换好了'), '解决了')
    await resident.presses(await resident.sees('请打个分'), '★★★★★')
    await resident.sees('谢谢您的 5 分')
    await worker.sees('★5')

    const { rows } = await world.town.db.pool.query('SELECT state, rating FROM ticket')
    expect(rows).toEqual([{ state: 'closed', rating: 5 }])
  })

  it('whatever the network does, nothing is lost or out of order, and twice comes only what nobody could know of', async () => {
    const { town, proxy, person, told } = world
    const residents = Array.from({ length: RESIDENTS }, (_, n) => person(100 + n, `居民${n}`))
    const before = { heard: await heardIn(town), calls: proxy.calls.length }
    proxy.storm()
    for (const [n, resident] of residents.entries()) await resident.says(`状元府${n + 1}号楼楼道灯坏了`)
    for (const resident of residents) {
      await resident.sees('收到，工单')
      await resident.says('还是黑的，老人看不见路')
    }
    for (const [n, resident] of residents.entries()) {
      const card = await worker.sees(`状元府${n + 1}号楼楼道灯坏了`)
      if (n % 2) await worker.presses(card, '接单')
      else await worker.says(`接单 ${/\d{4}/.exec(card.text)?.[0]}`)
      await resident.sees('已接单')
      await resident.says('撤回')
    }
    // What Telegram has, we may not have heard yet.
    await vi.waitFor(
      async () => expect(await heardIn(town)).toHaveLength(before.heard.length + 4 * RESIDENTS),
      { timeout: 20_000, interval: 20 },
    )
    await settled(town)
    proxy.calm()

    // Each message is one row, and handled.
    const heard = await heardIn(town)
    expect(heard.length - before.heard.length).toBe(4 * RESIDENTS)
    expect(heard.filter(({ state }) => state !== 'handled')).toEqual([])
    for (const n of residents.keys())
      expect(heard.filter(({ chat }) => chat === String(100 + n)).map(({ text }) => text)).toEqual([
        `状元府${n + 1}号楼楼道灯坏了`,
        '还是黑的，老人看不见路',
        '撤回',
      ])

    const chats = [...residents.map((each, n) => ({ chat: 100 + n, each })), { chat: GROUP, each: worker }]
    let [sent, twice] = [0, 0]
    for (const { chat, each } of chats) {
      const answers = await answersIn(town, chat)
      const shown = each.shows()
      // Every answer is there, reads as it should by now, and stands where it belongs.
      expect(answers.map(({ id }) => shown.find(is => is.id === id)?.text)).toEqual(
        answers.map(is => is.text),
      )
      const ids = answers.map(({ id }) => Number(id))
      expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      // What stands there twice is what Telegram had done without telling us, no more and no less.
      const known = new Set(answers.map(({ id }) => id))
      const again = shown.filter(({ id }) => !known.has(id)).map(({ id }) => id)
      expect(again).toEqual(shown.filter(({ id }) => !told.has(id)).map(({ id }) => id))
      sent += answers.length
      twice += again.length
    }
    expect(twice).toBeGreaterThan(0)

    const met = proxy.calls.slice(before.calls).flatMap(({ accident }) => accident ?? [])
    const kinds = ACCIDENTS.map(kind => `${kind} ${met.filter(is => is === kind).length}`).join(', ')
    console.info(
      `${mode}: ${4 * RESIDENTS} messages heard once each; ${sent} answers, ${twice} of them twice; ` +
        `${proxy.calls.length - before.calls} calls with ${met.length} accidents (${kinds}); ` +
        `updates brought ${proxy.brought.brought} times, ${proxy.brought.takenUnknown} taken without Telegram hearing of it`,
    )
  }, 60_000)
})

/** Binds grid 4's group, and makes a person its worker there. */
async function workerOfGridFour({ town, person }: TelegramTown): Promise<TelegramPerson> {
  const { group, member } = await gridFour(town)
  const alone = person(7, '王')
  await alone.says(`/join ${await invite(town.db.pool, { memberId: member.id }, town.clock.now())}`)
  await alone.sees(`${member.name}，您好`)
  const inGroup = person(7, '王', GROUP)
  await inGroup.says(`/bind ${await invite(town.db.pool, { workGroupId: group.id }, town.clock.now())}`)
  await inGroup.sees('本群已绑定')
  return inGroup
}

async function heardIn({ db }: Town) {
  const { rows } = await db.pool.query<{ chat: string; text: string; state: string }>(
    `SELECT c.external_id AS chat, m.text, m.state FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
     WHERE m.channel = 'telegram' ORDER BY m.id`,
  )
  return rows
}

/** The messages that a chat must show, and what they must say by now. */
async function answersIn({ db }: Town, chat: number) {
  const { rows } = await db.pool.query<{ id: string; text: string }>(
    `SELECT o.external_id AS id, o.content->>'text' AS text FROM outbound_message o JOIN conversation c ON c.id = o.conversation_id
     WHERE c.channel = 'telegram' AND c.external_id = $1 AND o.external_id IS NOT NULL ORDER BY o.id`,
    [String(chat)],
  )
  return rows
}

/** Nothing waits any more, and nothing was given up. */
async function settled({ db }: Town): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await db.pool.query<{ open: number }>(
        `SELECT (SELECT count(*) FROM inbound_message WHERE state = 'received')::int
              + (SELECT count(*) FROM outbound_message WHERE channel = 'telegram' AND state IN ('pending', 'undeliverable'))::int AS open`,
      )
      expect(rows[0]?.open).toBe(0)
    },
    { timeout: 20_000, interval: 20 },
  )
}

async function gridFour({ db }: Town) {
  const { rows: groups } = await db.pool.query<{ id: string }>(
    "SELECT w.id FROM work_group w JOIN grid g ON g.id = w.grid_id WHERE g.code = 'g4'",
  )
  const { rows: members } = await db.pool.query<{ id: string; name: string }>(
    "SELECT m.id, m.name FROM member m JOIN grid g ON g.id = m.grid_id WHERE g.code = 'g4' ORDER BY m.id LIMIT 1",
  )
  const [group, member] = [groups[0], members[0]]
  if (!group || !member) throw new Error('the demo has no grid 4')
  return { group, member }
}
