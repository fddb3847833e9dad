import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invite } from '../../src/inbox/access-codes.ts'
import type { Ticket } from '../../src/domain/ticket/ticket.ts'
import { historyOf, ticketByNumber } from '../../src/tickets/store.ts'
import { type Person, type Town, createTown } from '../../src/testing/town.ts'

let town: Town
let wang: Person
let wu: Person
let li: Person
let duty: Person
let arbiter: Person
beforeAll(async () => {
  town = await createTown()
  wang = await town.worker('g4', '王师傅')
  wu = await town.worker('g4', '吴大姐')
  li = await town.worker('g3', '李师傅')
  duty = await town.worker('zhuangyuanfu', '沈值班')
  arbiter = await town.worker('desk', '曹主任')
}, 90_000)
afterAll(() => town.close())

const group = (code: string) => town.channel.shows(`group:${code}`)
const card = (code: string, { number }: Pick<Ticket, 'number'>) =>
  group(code).find(({ content }) => content.card?.key === number)
const labels = (code: string, ticket: Ticket) =>
  (card(code, ticket)?.content.buttons ?? []).flat().map(({ label }) => label)
/** Presses a button on the card of one ticket. */
async function press(who: Person, code: string, ticket: Ticket, label: string): Promise<void> {
  const button = card(code, ticket)
    ?.content.buttons?.flat()
    .find(each => each.label === label)
  if (!button) throw new Error(`no "${label}" on the card; there is ${labels(code, ticket).join(', ')}`)
  await who.sends({ kind: 'action', action: button.action })
  await town.settled()
}
const lines = (code: string) =>
  group(code)
    .filter(({ content }) => !content.card)
    .map(({ content }) => content.text)
const now = async ({ number }: Ticket): Promise<Ticket> => {
  const ticket = await ticketByNumber(town.db.pool, number)
  if (!ticket) throw new Error(`no ticket ${number}`)
  return ticket
}
const short = ({ number }: Ticket) => number.slice(9)
const said = (person: Person) => person.sees().map(({ text }) => text)

let count = 0
/** A lamp at 状元府 3号楼, which grid 4 has. */
async function lamp(): Promise<{ person: Person; ticket: Ticket }> {
  const person = town.resident(`住户${++count}`)
  await person.says('状元府3号楼2单元楼道灯坏了')
  await person.hears('收到，工单')
  await town.settled()
  const { rows } = await town.db.pool.query<{ number: string }>(
    'SELECT number FROM ticket ORDER BY created_at DESC LIMIT 1',
  )
  return { person, ticket: await now({ number: rows[0]?.number } as Ticket) }
}

describe('two who press at once', () => {
  it('one has it, the other hears who was faster, the resident hears one name', async () => {
    const { person, ticket } = await lamp()
    const action = `accept:${ticket.number}`
    await Promise.all([wang.sends({ kind: 'action', action }), wu.sends({ kind: 'action', action })])
    await person.hears('已接单')
    await town.settled()
    const events = await historyOf(town.db.pool, ticket.id)
    expect(events.filter(({ kind }) => kind === 'accepted')).toHaveLength(1)
    expect(said(person).filter(text => text.includes('已接单'))).toHaveLength(1)
    expect(lines('g4').filter(text => text.includes(short(ticket)))).toEqual([
      expect.stringMatching(/^工单 \d{4}：/),
    ])
    const owner = (await now(ticket)).ownerId
    expect(
      [wang, wu].map(({ name }) => card('g4', ticket)?.content.text.includes(`${name}已接单`)),
    ).toContain(true)
    expect(owner).not.toBeNull()
  })
})

describe('a return', () => {
  it('goes to the duty officers, to another grid, back to them once more, and then it is settled', async () => {
    const { person, ticket } = await lamp()
    await press(wang, 'g4', ticket, '退单')
    expect(labels('g4', ticket)).toContain('返回')
    await press(wang, 'g4', ticket, '不在本网格')
    await person.hears('正在重新分派')
    expect(await now(ticket)).toMatchObject({ state: 'unrouted', returns: 1 })
    // Who handed it back has nothing more to press, but for a slip of the finger; who decides has.
    expect(labels('g4', ticket)).toEqual(['撤销'])
    expect(card('g4', ticket)?.content.text).toContain('等待人工分派')
    expect(labels('zhuangyuanfu', ticket)).toContain('第3网格')

    await press(duty, 'zhuangyuanfu', ticket, '第3网格')
    await person.hears('现在由第3网格')
    expect(card('g4', ticket)?.content).toMatchObject({
      text: expect.stringContaining('→ 第3网格'),
      buttons: [],
    })
    await press(li, 'g3', ticket, '接单')
    await person.hears('李师傅已接单')

    await press(li, 'g3', ticket, '退单')
    await press(li, 'g3', ticket, '该别的单位管')
    await person.hears('曹主任裁定')
    expect(await now(ticket)).toMatchObject({ state: 'arbitration', returns: 2 })
    expect(labels('g3', ticket)).toEqual(['撤销'])
    // The community looks on: only an arbiter decides, at the district's desk.
    expect(labels('zhuangyuanfu', ticket)).toEqual([])
    await duty.sends({ kind: 'action', action: `assign:${ticket.number}:g4` })
    await duty.hears('这不归您操作（等待裁定）')
    // Nor may they close what is disputed.
    await duty.says(`办结 ${short(ticket)} 换好了`)
    await town.settled()
    expect((await now(ticket)).state).toBe('arbitration')
    await press(arbiter, 'desk', ticket, '第4网格')
    expect(await now(ticket)).toMatchObject({ state: 'assigned', returns: 2 })
    expect(labels('g4', ticket)).toContain('接单')

    await wang.says(`退单 ${short(ticket)} 真的不归我们管`)
    await wang.hears('已经裁定，不能再退')
    expect(await now(ticket)).toMatchObject({ state: 'assigned' })
    expect(
      (await historyOf(town.db.pool, ticket.id)).filter(({ kind }) => kind === 'placed').at(-1),
    ).toMatchObject({
      data: { rule: 'arbiter' },
    })
  })

  it('by typed words keeps the words', async () => {
    const { ticket } = await lamp()
    await wang.says(`退单${short(ticket)} 这栋楼归隔壁片区`)
    await town.settled()
    expect((await historyOf(town.db.pool, ticket.id)).at(-1)).toMatchObject({
      kind: 'returned',
      data: { reason: 'other_grid', note: '这栋楼归隔壁片区' },
    })
  })
})

describe('a wrong category', () => {
  it('is corrected over two menus; the resident is not bothered', async () => {
    const { person, ticket } = await lamp()
    const before = said(person).length
    await press(wang, 'g4', ticket, '分类不对')
    await press(wang, 'g4', ticket, '公共设施')
    await press(wang, 'g4', ticket, '返回')
    expect(labels('g4', ticket)).toContain('接单')
    await press(wang, 'g4', ticket, '分类不对')
    await press(wang, 'g4', ticket, '公共设施')
    await press(wang, 'g4', ticket, '线缆与电杆')
    expect(await now(ticket)).toMatchObject({ category: 'facilities.cables', state: 'assigned' })
    expect(card('g4', ticket)?.content.text).toContain('线缆与电杆')
    expect(labels('g4', ticket)).toContain('接单')
    expect(said(person)).toHaveLength(before)
    const { rows } = await town.db.pool.query(
      "SELECT category FROM triage_decision WHERE ticket_id = $1 AND decided_by = 'person'",
      [ticket.id],
    )
    expect(rows).toEqual([{ category: 'facilities.cables' }])
  })

  it('goes to whoever answers for the right one, unless somebody has taken it', async () => {
    const { person, ticket } = await lamp()
    await wang.says(`接 ${short(ticket)}`)
    await press(wang, 'g4', ticket, '分类不对')
    await press(wang, 'g4', ticket, '物业服务')
    await press(wang, 'g4', ticket, '物业费')
    expect(await now(ticket)).toMatchObject({ category: 'property.fees', state: 'accepted', unitId: null })
    const other = await lamp()
    await press(wang, 'g4', other.ticket, '分类不对')
    await press(wang, 'g4', other.ticket, '物业服务')
    await press(wang, 'g4', other.ticket, '物业费')
    await other.person.hears('现在由安居物业')
    expect(await now(other.ticket)).toMatchObject({ category: 'property.fees', state: 'assigned' })
    expect(said(person).join()).not.toContain('现在由安居物业')
  })

  it('that does not exist changes nothing', async () => {
    const { ticket } = await lamp()
    await wang.sends({ kind: 'action', action: `categorise:${ticket.number}:made.up` })
    await town.settled()
    expect(await now(ticket)).toMatchObject({ category: ticket.category, version: ticket.version })
  })
})

describe('done', () => {
  it('is one button when it is mended', async () => {
    const { person, ticket } = await lamp()
    await press(wang, 'g4', ticket, '接单')
    await press(wang, 'g4', ticket, '办结')
    await press(wang, 'g4', ticket, '已解决')
    await person.hears('王师傅说已经处理好了')
    expect(await now(ticket)).toMatchObject({ state: 'resolved', outcome: 'fixed' })
    expect(labels('g4', ticket)).toEqual(['撤销'])
  })

  it('needs a sentence when it is anything else: one reply to the card', async () => {
    const { person, ticket } = await lamp()
    await press(wang, 'g4', ticket, '接单')
    await press(wang, 'g4', ticket, '办结')
    await press(wang, 'g4', ticket, '暂不能解决')
    expect(lines('g4').at(-1)).toContain('请回复卡片')
    expect((await now(ticket)).state).toBe('accepted')
    // The menu is folded: what it asked for is a sentence now.
    expect(labels('g4', ticket)).toContain('办结')
    await wang.says('整条线路要改造，列入明年计划', card('g4', ticket)?.externalId)
    const { text } = await person.hears('现在还解决不了')
    expect(text).toContain('整条线路要改造，列入明年计划')
    expect(await now(ticket)).toMatchObject({ state: 'resolved', outcome: 'not_fixable_now' })
  })

  it('may answer the question of the bot instead of the card', async () => {
    const { person, ticket } = await lamp()
    await press(wang, 'g4', ticket, '接单')
    await press(wang, 'g4', ticket, '办结')
    await press(wang, 'g4', ticket, '已答复')
    const question = group('g4').at(-1)
    expect(question?.content.text).toContain('请回复卡片')
    await wang.says('路灯每晚六点半亮', question?.externalId)
    await person.hears('王师傅答复您：路灯每晚六点半亮')
  })

  it('is said by a reply to the card; news on the way there is an answer to the resident', async () => {
    const { person, ticket } = await lamp()
    const id = card('g4', ticket)?.externalId
    await wang.says('明天上午来修', id)
    await person.hears('王师傅说：明天上午来修')
    expect((await now(ticket)).state).toBe('assigned')
    await wang.says('灯泡换好了吗', id)
    await person.hears('灯泡换好了吗')
    expect((await now(ticket)).state).toBe('assigned')
    await wang.says('灯泡换好了', id)
    await person.hears('您看解决了吗')
  })

  it('cannot be said twice', async () => {
    const { ticket } = await lamp()
    await wang.says(`办结 ${short(ticket)} 换好了`)
    await wang.says(`办结 ${short(ticket)} 换好了`)
    await wang.hears(new RegExp(`^工单 ${short(ticket)}：`))
    await town.settled()
    expect((await historyOf(town.db.pool, ticket.id)).filter(({ kind }) => kind === 'resolved')).toHaveLength(
      1,
    )
  })

  it('by another than it was meant for: theirs is the name, and the work if it breaks again', async () => {
    const { person, ticket } = await lamp()
    const { rows } = await town.db.pool.query<{ name: string }>('SELECT name FROM member WHERE id = $1', [
      ticket.ownerId,
    ])
    const other = rows[0]?.name === wang.name ? wu : wang
    await other.says(`办结 ${short(ticket)} 换好了`)
    await person.hears(`${other.name}说已经处理好了`)
    await town.settled()
    expect(card('g4', ticket)?.content.text).toContain(`${other.name}已办结`)
    await person.says('没解决')
    await person.hears(`${other.name}`)
    await town.settled()
    expect(card('g4', ticket)?.content.text).toContain(`→ ${other.name}`)
  })

  it('a note stays among colleagues', async () => {
    const { person, ticket } = await lamp()
    const before = said(person).length
    await wang.says(`备注 ${short(ticket)} 已联系电工`)
    await town.settled()
    expect(card('g4', ticket)?.content.text).toContain('王师傅：已联系电工')
    expect(said(person)).toHaveLength(before)
  })

  it('everything about a ticket can be looked up, and what is open', async () => {
    const { ticket } = await lamp()
    const { ticket: done } = await lamp()
    await wang.says(`办结 ${short(done)} 换好了`)
    const { ticket: gone } = await lamp()
    await wang.says(`退单 ${short(gone)} 不在本网格`)
    await town.settled()
    await press(duty, 'zhuangyuanfu', gone, '第3网格')
    const { ticket: back } = await lamp()
    await wang.says(`退单 ${short(back)} 不在本网格`)
    await wang.says(`查 ${short(ticket)}`)
    const { text } = await wang.hears(new RegExp(`^${short(ticket)} 照明`))
    expect(text).toMatch(/居民反映[\s\S]*分派/)
    await wang.says('我的')
    const list = await wang.hears('在办：')
    expect(list.text).toContain(`${short(ticket)} 状元府`)
    // Neither what waits for the resident, nor what was handed back, nor what another grid has by now.
    expect(list.text).not.toContain(`${short(back)} 状元府`)
    expect(list.text).not.toContain(`${short(done)} 状元府`)
    expect(list.text).not.toContain(`${short(gone)} 状元府`)
  })
})

describe('nobody orders what is not theirs', () => {
  it('a worker of another grid, with a button that hangs elsewhere', async () => {
    const { ticket } = await lamp()
    for (const action of [
      `accept:${ticket.number}`,
      `resolve:${ticket.number}:fixed`,
      `assign:${ticket.number}:g3`,
      `categorise:${ticket.number}:property.service`,
    ])
      await li.sends({ kind: 'action', action })
    await li.says(`接 ${short(ticket)}`)
    await town.settled()
    expect(await now(ticket)).toMatchObject({ version: ticket.version, state: 'assigned' })
    expect(lines('g3').slice(-2)).toEqual([
      `没找到工单 ${ticket.number.slice(4)}。`,
      `没找到工单 ${short(ticket)}。`,
    ])
    expect(lines('g3').at(-1)).not.toContain('楼道灯')
  })

  it('the group that had it, with an old button', async () => {
    const { ticket } = await lamp()
    const old = card('g4', ticket)
      ?.content.buttons?.flat()
      .find(({ label }) => label === '接单')
    await wang.says(`退单 ${short(ticket)} 不在本网格`)
    await town.settled()
    await press(duty, 'zhuangyuanfu', ticket, '第3网格')
    const before = await now(ticket)
    await wu.sends({ kind: 'action', action: old?.action ?? '' })
    await wu.hears(new RegExp(`^工单 ${short(ticket)}：这不归您操作`))
    expect(await now(ticket)).toEqual(before)
    // To look where it went is no order.
    await wu.says(`查 ${short(ticket)}`)
    await wu.hears(new RegExp(`^${short(ticket)} 照明`))
  })

  it('garbage changes nothing, and is answered only when it looks like an order', async () => {
    const { ticket } = await lamp()
    const before = lines('g4').length
    for (const action of ['', 'nonsense', 'accept', `accept:${ticket.number}:x`, 'accept:99999999-0000:'])
      await wang.sends({ kind: 'action', action })
    await wang.says('大家中午吃什么')
    await wang.says('完成2026年度任务')
    await town.settled()
    expect(lines('g4')).toHaveLength(before)
    await wang.sends({ kind: 'action', action: 'accept:19990101-0001' })
    await wang.hears('没找到工单')
    for (const verb of ['confirm', 'withdraw', 'urge'])
      await wang.sends({ kind: 'action', action: `${verb}:${ticket.number}` })
    await town.settled()
    expect((await now(ticket)).version).toBe(ticket.version)
  })

  it('somebody in the group who is no member; afterwards they may, with a code', async () => {
    const { ticket } = await lamp()
    const stranger = (content: Parameters<Person['sends']>[0]) =>
      town.channel.hear({ from: '新来的', chat: 'group:g4', content })
    await stranger({ kind: 'action', action: `accept:${ticket.number}` })
    await wang.hears('还没登记为工作人员')
    expect((await now(ticket)).state).toBe('assigned')
    // Talk is none of our business.
    const before = lines('g4').length
    await stranger({ kind: 'text', text: '大家好，我是新来的' })
    await town.settled()
    expect(lines('g4')).toHaveLength(before)

    const { rows } = await town.db.pool.query<{ id: string }>("SELECT id FROM member WHERE name = '吴大姐'")
    const code = await invite(town.db.pool, { memberId: rows[0]?.id ?? '' }, town.clock.now())
    const alone = town.resident('新来的')
    await alone.says(`/join ${code}`)
    await alone.hears('吴大姐，您好！')
    await stranger({ kind: 'action', action: `accept:${ticket.number}` })
    await wang.hears(/吴大姐已接单/)
  })
})

describe('codes', () => {
  const boundTo = async (chat: string) => {
    const { rows } = await town.db.pool.query<{ name_zh: string | null }>(
      'SELECT g.name_zh FROM conversation c LEFT JOIN work_group g ON g.id = c.work_group_id WHERE c.external_id = $1',
      [chat],
    )
    return rows[0]?.name_zh
  }
  const inGroup = (chat: string, text: string) =>
    town.channel.hear({ from: '群主', chat, content: { kind: 'text', text } })
  const last = (chat: string) => town.channel.shows(chat).at(-1)?.content.text
  const workGroup = async (name: string) => {
    const { rows } = await town.db.pool.query<{ id: string }>(
      'SELECT id FROM work_group WHERE name_zh = $1',
      [name],
    )
    return rows[0]?.id ?? ''
  }

  it('bind a group; until then nothing is read in it but how to', async () => {
    await inGroup('新群', '接 0231')
    await town.settled()
    expect(last('新群')).toBeUndefined()
    await inGroup('新群', '/help')
    await town.settled()
    expect(last('新群')).toContain('/bind')
    const code = await invite(
      town.db.pool,
      { workGroupId: await workGroup('第5网格工作群') },
      town.clock.now(),
    )
    await inGroup('新群', `/bind ${code}`)
    await town.settled()
    expect(last('新群')).toBe('好，本群已绑定：第5网格工作群。工单会发到这里。')
    expect(await boundTo('新群')).toBe('第5网格工作群')
    // Cards come here at once.
    const person = town.resident('锦绣的')
    await person.says('锦绣花园2号楼电梯门口灯坏了')
    await person.hears('第5网格')
    await town.settled()
    expect(last('新群')).toContain('锦绣花园')
    // Used up.
    await inGroup('别的群', `/bind ${code}`)
    await town.settled()
    expect(last('别的群')).toContain('已用过或过期')
    expect(await boundTo('别的群')).toBeNull()
  })

  it('are good for one thing, and not for ever', async () => {
    const { rows } = await town.db.pool.query<{ id: string }>("SELECT id FROM member WHERE name = '郑师傅'")
    const memberId = rows[0]?.id ?? ''
    const alone = town.resident('郑师傅本人')
    const groupCode = await invite(
      town.db.pool,
      { workGroupId: await workGroup('第5网格工作群') },
      town.clock.now(),
    )
    await alone.says(`/join ${groupCode}`)
    await alone.hears('邀请码不对')
    const memberCode = await invite(town.db.pool, { memberId }, town.clock.now())
    await inGroup('又一个群', `/bind ${memberCode}`)
    await town.settled()
    expect(await boundTo('又一个群')).toBeNull()

    await town.db.pool.query(
      "UPDATE invitation SET expires_at = now() - interval '1 minute' WHERE member_id = $1",
      [memberId],
    )
    const before = said(alone).length
    await alone.says(`/join ${memberCode}`)
    await town.settled()
    expect(said(alone).slice(before)).toEqual([expect.stringContaining('过期')])
    const fresh = await invite(town.db.pool, { memberId }, town.clock.now())
    await alone.says(`/start join-${fresh}`)
    await alone.hears('郑师傅，您好！已登记为第5网格的成员。')
    const thief = town.resident('捡到码的')
    await thief.says(`/join ${fresh}`)
    await thief.hears('邀请码不对')
    // Sent in a group, it is void; an unknown code may be another bot's command.
    const read = await invite(town.db.pool, { memberId }, town.clock.now())
    await inGroup('又一个群', `加入 ${read}`)
    await town.settled()
    expect(last('又一个群')).toContain('这个码已作废')
    await thief.says(`加入 ${read}`)
    await town.settled()
    expect(said(thief).filter(text => text.includes('邀请码不对'))).toHaveLength(2)
    const shown = town.channel.shows('又一个群').length
    await inGroup('又一个群', '/join ABCDEFGH23')
    await town.settled()
    expect(town.channel.shows('又一个群')).toHaveLength(shown)
    await inGroup('又一个群', '/bind nonsense')
    await town.settled()
    expect(last('又一个群')).toContain('绑定码不对')
  })
})

describe('a grid whose group nobody bound', () => {
  it('has its tickets seen by the duty officers', async () => {
    await town.db.pool.query(
      "UPDATE conversation SET work_group_id = NULL WHERE work_group_id = (SELECT id FROM work_group WHERE name_zh = '第8网格工作群')",
    )
    await town.context.directory.reload()
    const person = town.resident('八网格的')
    await person.says('工人新村25号楼楼道灯坏了')
    await person.hears('第8网格')
    await town.settled()
    expect(group('hepan').at(-1)?.content.text).toContain('工人新村')
  })
})
