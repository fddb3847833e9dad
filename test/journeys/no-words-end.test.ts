/** No words end a ticket that do not speak of it, and what is said while a place is awaited is not always the answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 90_000)
afterAll(() => town.close())

const ticketsOf = async (person: Person) => {
  await town.settled()
  const { rows } = await town.db.pool.query<{
    state: string
    category: string
    urgency: string
    text: string
  }>(
    `SELECT t.state, t.category, t.urgency, t.text FROM ticket t JOIN conversation c ON c.id = t.conversation_id
     WHERE c.external_id = $1 ORDER BY t.number`,
    [person.name],
  )
  return rows
}
let count = 0
async function withLamp(): Promise<Person> {
  const person = town.resident(`居民${++count}`)
  await person.says('状元府3号楼2单元楼道灯坏了')
  await person.hears('收到，工单')
  return person
}
const labels = (person: Person) => (person.sees().at(-1)?.buttons ?? []).flat().map(({ label }) => label)
const isUntouched = { state: 'assigned', category: 'facilities.lighting', text: '状元府3号楼2单元楼道灯坏了' }

describe('with a lamp ticket open', () => {
  it.each([
    '我们想把物业换了，要走啥程序',
    '我爷今年九十整了，听说国家给发钱',
    '孩子转学的手续办好了，书本费还退吗',
  ])('%s is no withdrawal: it is heard as a matter of its own, or asked about', async words => {
    const person = await withLamp()
    await person.says(words)
    const [lamp, ...others] = await ticketsOf(person)
    expect(lamp).toEqual({ ...isUntouched, urgency: 'normal' })
    expect(person.sees().some(({ text }) => text.includes('已撤回'))).toBe(false)
    const heard = others.some(({ text }) => text === words)
    const answered = person.sees().at(-1)?.text.includes('办事码')
    expect(heard || answered || labels(person).includes('另一件事')).toBe(true)
  })

  it('药都攒好了，就等今晚 reaches a person at once, with what helps now', async () => {
    const person = await withLamp()
    await person.says('药都攒好了，就等今晚')
    await person.hears('12356')
    const [lamp, crisis] = await ticketsOf(person)
    expect(lamp).toMatchObject(isUntouched)
    expect(crisis).toMatchObject({ category: 'security.self_harm', urgency: 'emergency' })
    const duty = town.channel.shows('group:zhuangyuanfu').map(({ content }) => content.text)
    expect(duty.at(-1)).toContain('药都攒好了')
  })

  it('in doubt the resident is asked by buttons, and each does what it says', async () => {
    const person = await withLamp()
    await person.says('表哥的喜酒办好了')
    await town.settled()
    expect(await ticketsOf(person)).toMatchObject([isUntouched])
    expect(labels(person)).toEqual([expect.stringMatching(/撤回|解决了/), '另一件事'])
    await person.presses('另一件事')
    await person.hears(/收到，工单|值班员/)
    const [lamp, other] = await ticketsOf(person)
    expect(lamp).toMatchObject(isUntouched)
    expect(other?.text).toBe('表哥的喜酒办好了')
  })

  it.each([
    '灯亮了，不用来了',
    '我自己换了灯泡',
    '不用修了谢谢',
    '撤了吧，自己弄好了',
    '那个灯不用修了，物业换好了',
    '麻烦撤了吧，已经有人来修过了',
    '算了不修了',
    '我看错了，灯没坏，撤回吧',
    '把我报的灯撤了',
    '用不着了',
    '撤 回',
  ])('%s speaks of it, or of nothing else', async words => {
    const person = await withLamp()
    await person.says(words)
    await person.hears('已撤回')
  })
})

describe('what is denied, asked or said of something else', () => {
  it.each([
    '我把他解决了',
    '怎么才算解决了',
    '谁说好了',
    '不是说不用修，是要修',
    '孩子上学的事解决了，谢谢社区，就是这灯还黑着',
  ])('%s withdraws nothing', async words => {
    const person = await withLamp()
    await person.says(words)
    const [lamp] = await ticketsOf(person)
    expect(lamp).toMatchObject({ state: 'assigned', category: 'facilities.lighting' })
    expect(person.sees().some(({ text }) => text.includes('已撤回'))).toBe(false)
  })

  it.each([
    ['解决了他我也不活了', 'security.self_harm'],
    ['我准备好绳子了', 'security.self_harm'],
    ['小孩吞了电池', 'health.sudden_illness'],
    ['喝了一瓶洁厕灵', 'health.sudden_illness'],
    ['我孙女说老师摸她', 'security.violence'],
    ['隔壁天天打孩子', 'security.violence'],
  ])('%s is no addition to a lamp', async (words, category) => {
    const person = await withLamp()
    await person.says(words)
    expect(await ticketsOf(person)).toMatchObject([isUntouched, { category, urgency: 'emergency' }])
  })

  it.each(['问题没有得到解决', '不满意'])('%s is said of what was reported as done', async words => {
    const person = await withLamp()
    const wang = await town.worker('g4')
    const { rows } = await town.db.pool.query<{ number: string }>(
      'SELECT t.number FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1',
      [person.name],
    )
    await wang.says(`办结 ${rows[0]?.number.slice(-4)} 换了灯泡`)
    await person.hears('换了灯泡')
    await person.says(words)
    expect(await ticketsOf(person)).toMatchObject([{ state: 'assigned', category: 'facilities.lighting' }])
  })
})

describe('while a place is awaited', () => {
  it.each([
    ['孩子烧到40度抽了', 'health.sudden_illness'],
    ['在家，他喝多了砸东西', 'security.violence'],
    ['有人跳河', 'security.self_harm'],
  ])('%s is no place', async (words, category) => {
    const person = town.resident(`等地点${++count}`)
    await person.says('楼道灯坏了')
    await person.hears('请问是哪个小区')
    await person.says(words)
    expect(await ticketsOf(person)).toMatchObject([
      { state: 'needs_info', text: '楼道灯坏了' },
      { category, urgency: 'emergency' },
    ])
  })

  it('算了不用了 withdraws it', async () => {
    const person = town.resident(`等地点${++count}`)
    await person.says('楼道灯坏了')
    await person.hears('请问是哪个小区')
    await person.says('算了不用了')
    await person.hears('已撤回')
  })

  it('a danger is heard as one', async () => {
    const person = town.resident('不敢回家')
    await person.says('楼道灯坏了')
    await person.hears('请问是哪个小区')
    await person.says('他又动手了，我不敢回家')
    await person.hears('110')
    expect(await ticketsOf(person)).toMatchObject([
      { state: 'needs_info', text: '楼道灯坏了' },
      { category: 'security.violence', urgency: 'emergency', text: '他又动手了，我不敢回家' },
    ])
  })

  it('so is a complete new matter, and the first question stays open', async () => {
    const person = town.resident('又想起')
    await person.says('楼道灯坏了')
    await person.hears('请问是哪个小区')
    await person.says('工地夜里施工吵得睡不着')
    expect(await ticketsOf(person)).toMatchObject([
      { state: 'needs_info', text: '楼道灯坏了' },
      { text: '工地夜里施工吵得睡不着' },
    ])
  })
})

describe('a complaint about people is never answered as small talk', () => {
  it.each(['状元府3号楼2单元402，物业停我家水', '状元府3号楼2单元402，物业私自进我家'])('%s', async words => {
    const person = town.resident(`投诉${++count}`)
    await person.says(words)
    expect(await ticketsOf(person)).toMatchObject([{ text: words }])
    expect(person.sees().at(-1)?.text).toMatch(/保密/)
  })
})
