/** Who complains of people at work, or asks for silence, is known to the desk alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { replay } from '../../src/domain/ticket/advance.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'
import { historyOf, ticketByNumber } from '../../src/tickets/store.ts'

let town: Town
beforeAll(async () => {
  town = await createTown({ neighbours: true })
})
afterAll(() => town.close())

const DESK = 'group:zhuangyuanfu'
const COMPANY = 'group:property_anju'
const GRID = 'group:g4'

/** Everything that a chat shows by now. */
const shown = (chat: string) =>
  town.channel
    .shows(chat)
    .map(({ content }) => content.text)
    .join('\n')
const numberIn = (text: string) => /\d{4}-(\d{4})/.exec(text)?.[1] ?? ''
let count = 0
let resident: Person
beforeEach(() => {
  resident = town.resident(`居民${(count += 1)}`)
})

async function said(words: string): Promise<string> {
  await resident.says(words)
  await resident.hears(/工单 \d{4}-\d{4}|Ticket \d{4}-\d{4}/i)
  await town.settled()
  // The receipt comes first; what a neighbour reports is offered behind it.
  return numberIn(resident.sees().find(({ text }) => numberIn(text) !== '')?.text ?? '')
}
/** What stands of one ticket in a chat. */
const about = (chat: string, number: string) =>
  town.channel
    .shows(chat)
    .map(({ content }) => content.text)
    .filter(text => text.includes(number))
    .join('\n')

describe('a complaint about somebody never reaches them with who said it', () => {
  test('the words that went to the company’s manager go to the desk', async () => {
    const number = await said('状元府3号楼2单元402，举报安居物业乱收费，保安还打了我')
    expect(about(DESK, number)).toContain('保安还打了我')
    expect(about(DESK, number)).toContain('🔒')
    expect(about(COMPANY, number)).toBe('')
    expect(about(GRID, number)).toBe('')
    expect(shown(COMPANY)).not.toMatch(/402|保安/)
    expect(
      resident
        .sees()
        .map(({ text }) => text)
        .join(),
    ).toMatch(/🔒.*只有社区值班员看得到，被反映的一方看不到/)
  })

  test.each([
    '状元府3号楼2单元402 物业乱收费',
    '状元府3号楼1单元301 网格员态度差',
    '状元府3号楼，保安打人',
    '状元府5号楼物业不作为，电梯坏了没人管',
    '状元府3号楼2单元402 我要投诉何经理骂人',
    'Zhuangyuan Court building 3 unit 2 flat 402: the security guard hit me and was rude',
    '状元府3号楼2单元402，物业不退押金',
    '状元府3号楼2单元402，保安踹我',
    '状元府3号楼2单元402，看门的大爷骂我',
    '状元府3号楼2单元402，王师傅收钱才修',
    '状元府3号楼2单元402，安居的人打我',
    'Zhuangyuan Court building 3 unit 2 flat 402: management cut off my water',
  ])('%s', async words => {
    const number = await said(words)
    expect(about(DESK, number)).not.toBe('')
    expect(about(COMPANY, number)).toBe('')
    expect(about(GRID, number)).toBe('')
  })

  test('what is about the community goes to the district', async () => {
    const number = await said('状元府3号楼2单元402，举报社区书记收红包')
    expect(about('group:desk', number)).toContain('402')
    for (const chat of [DESK, COMPANY, GRID]) expect(about(chat, number)).toBe('')
    const officer = await town.worker('zhuangyuanfu', '沈值班')
    await officer.says(`查 ${number}`)
    await town.settled()
    expect(about(DESK, number)).not.toContain('402')
  })

  test.each([
    '状元府3号楼2单元电梯坏了，请物业来修',
    '状元府3号楼楼道灯坏了，麻烦网格员看看',
    '状元府3号楼门禁坏了',
  ])('a thing to mend goes where it went: %s', async words => {
    const number = await said(words)
    expect(about(COMPANY, number) + about(GRID, number)).not.toBe('')
    expect(about(COMPANY, number) + about(GRID, number)).not.toContain('🔒')
  })

  test('said later, it is read by the desk, and those who mend the thing see no more of it', async () => {
    const number = await said('状元府3号楼2单元402门禁坏了，卡刷不开')
    expect(about(COMPANY, number)).toContain('402')
    await resident.says('补充：物业态度特别差，还骂人，我叫王建国，电话13800138000')
    await town.settled()
    expect(about(DESK, number)).toContain('骂人')
    expect(about(COMPANY, number)).not.toMatch(/骂|402|王建国/)
  })

  test('whom a note calls by the name that they gave is not named to others', async () => {
    const number = await said('状元府3号楼2单元402，举报安居物业乱收费，我叫李小红')
    const officer = await town.worker('zhuangyuanfu', '沈值班')
    for (const order of [`接 ${number}`, `吹哨 ${number} 城管：请核实`, `备注 ${number} 已退费给李小红`]) {
      await officer.says(order)
      await town.settled()
    }
    expect(about(DESK, number)).toContain('已退费')
    expect(about('group:urban_management', number)).toContain('已退费给某某')
    expect(about('group:urban_management', number)).not.toContain('李小红')
  })

  test('what they add to it in so many words opens no ticket that the grid reads', async () => {
    const number = await said('状元府3号楼2单元402，举报安居物业乱收费')
    await resident.says('补充：402住的是我妈，他们每天来敲门')
    await resident.hears('已补充到工单')
    await town.settled()
    expect(about(DESK, number)).toContain('敲门')
    expect(shown(GRID)).not.toContain('每天来敲门')
  })

  test('the desk that gives it to whom it is about is warned, and they read neither who nor which flat', async () => {
    const number = await said('状元府3号楼2单元402，投诉安居物业乱收费，我叫李小红')
    const officer = await town.worker('zhuangyuanfu', '沈值班')
    await officer.says(`转 ${number} 安居物业 请核实`)
    await town.settled()
    expect(shown(DESK)).toContain(`${number} 反映的正是安居物业`)
    expect(about(COMPANY, number)).not.toBe('')
    expect(about(COMPANY, number)).not.toMatch(/402|2单元|李小红|居民 /)
    expect(about(COMPANY, number)).toContain('3号楼')
    expect(about(GRID, number)).not.toMatch(/402|李小红/)
  })

  test('whistled, they read no more either', async () => {
    const number = await said('状元府3号楼2单元402，城管队员打人骂人')
    const officer = await town.worker('zhuangyuanfu', '沈值班')
    await officer.says(`接 ${number}`)
    await town.settled()
    await officer.says(`吹哨 ${number} 城管：请核实`)
    await town.settled()
    expect(about('group:urban_management', number)).not.toMatch(/402|2单元|居民 /)
    expect(about('group:urban_management', number)).not.toBe('')
  })
})

describe('"请保密" is heard on any ticket', () => {
  test('who adds something is told that the desk reads it, and nobody else', async () => {
    const number = await said('状元府5号楼6单元606门禁坏了，刷不开')
    await resident.says('不要告诉物业是我')
    await resident.hears('🔒')
    await resident.says('补充：我是606的，晚上在家')
    const answer = await resident.hears('已补充到工单')
    expect(answer.text).toContain('社区值班员能看到')
    expect(answer.text).not.toContain('何经理')
    await town.settled()
    expect(about(COMPANY, number)).not.toContain('606')
  })

  test.each(['请保密', '别说是我', '匿名', "don't tell them it was me", 'keep it confidential'])(
    'later: %s',
    async plea => {
      const number = await said('状元府3号楼2单元402门禁坏了，刷不开，电话13800138000')
      expect(about(COMPANY, number)).toContain('402')
      await resident.says(plea)
      await resident.hears('🔒')
      await town.settled()
      for (const chat of [COMPANY, GRID]) expect(about(chat, number)).not.toMatch(/402|2单元|居民 /)
      expect(about(COMPANY, number)).toContain('🔒保密')
      expect(about(COMPANY, number)).toContain('门禁')
      expect(about(DESK, number)).toContain('402')
    },
  )

  test('at opening, and before it', async () => {
    const number = await said('状元府3号楼2单元402门禁坏了，别告诉物业是我说的')
    expect(about(COMPANY, number)).not.toMatch(/402|2单元|居民 /)
    expect(about(DESK, number)).toContain('402')
    resident = town.resident('先说的人')
    await resident.says('请保密')
    await town.settled()
    const next = await said('状元府3号楼1单元301门禁坏了')
    expect(about(COMPANY, next)).not.toMatch(/301|1单元/)
  })

  test('by its button, once, and it replays', async () => {
    const number = await said('状元府3号楼2单元402门禁坏了')
    await resident.presses('保密')
    await resident.hears('🔒')
    await resident.presses('保密')
    await town.settled()
    expect(resident.sees().filter(({ text }) => text.includes('🔒'))).toHaveLength(1)
    const { rows } = await town.db.pool.query<{ number: string }>(
      "SELECT number FROM ticket WHERE number LIKE '%-' || $1",
      [number],
    )
    const ticket = await ticketByNumber(town.db.pool, rows[0]?.number ?? '')
    if (!ticket) throw new Error('no ticket')
    expect(ticket.confidential).toMatchObject({ why: 'asked' })
    expect(replay(ticket.id, await historyOf(town.db.pool, ticket.id))).toEqual(ticket)
  })

  test('what they say and urge afterwards is for the desk, in lines as on cards and in lists', async () => {
    const number = await said('状元府3号楼5单元707门禁坏了，请保密')
    await resident.says('补充：是5单元707门口那个，我姓名张三丰')
    await town.settled()
    await resident.says('催一下')
    await town.settled()
    const manager = await town.worker('property_anju', '何经理')
    for (const order of [`查 ${number}`, '我的', '日报', `为什么 ${number}`]) await manager.says(order)
    await town.settled()
    expect(about(COMPANY, number)).not.toMatch(/707|5单元|张三丰/)
  })

  test('no neighbour is offered it, and it joins no neighbour’s', async () => {
    const first = await said('锦绣花园2号楼1单元101下水道堵了，请保密')
    resident = town.resident('邻居甲')
    await said('锦绣花园2号楼下水道堵了')
    expect(
      resident
        .sees()
        .map(({ text }) => text)
        .join(),
    ).not.toContain(first)
  })

  test('its pictures are shown to the desk alone', async () => {
    const number = await said('状元府3号楼2单元402门禁坏了，请保密')
    await resident.sends({ kind: 'attachment', what: 'photo', text: '', file: 'door' })
    await town.settled()
    const pictures = (chat: string) =>
      town.channel.shows(chat).filter(({ content }) => content.media && content.text.includes(number)).length
    await vi.waitFor(() => expect(pictures(DESK)).toBe(1), { timeout: 8_000 })
    expect(pictures(COMPANY) + pictures(GRID)).toBe(0)
  })
})
