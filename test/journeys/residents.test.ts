import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ticket } from '../../src/domain/ticket/ticket.ts'
import { ticketByNumber } from '../../src/tickets/store.ts'
import { type Person, type Town, createTown } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 90_000)
afterAll(() => town.close())

const said = (person: Person) => person.sees().map(({ text }) => text)
const labels = (person: Person) => (person.sees().at(-1)?.buttons ?? []).flat().map(({ label }) => label)
const group = (code: string) => town.channel.shows(`group:${code}`).map(({ content }) => content)
/** Card of a ticket in a group, as it looks now. */
const card = (code: string, number: string) =>
  group(code).find(content => content.card && content.text.includes(` ${number.slice(-4)} `))
const isCard = (content: { card?: unknown }) => content.card !== undefined

/** `1120-0231` in a reply, as the number in the database. */
async function ticketIn(text: string): Promise<Ticket> {
  const spoken = /\d{4}-\d{4}/.exec(text)?.[0]
  const { rows } = await town.db.pool.query<{ number: string }>(
    "SELECT number FROM ticket WHERE number LIKE '%' || $1",
    [spoken],
  )
  const ticket = rows[0] && (await ticketByNumber(town.db.pool, rows[0].number))
  if (!ticket) throw new Error(`no ticket in: ${text}`)
  return ticket
}
const ticketsOf = async (person: Person) => {
  const { rows } = await town.db.pool.query<{
    number: string
    state: string
    category: string
    place_text: string | null
  }>(
    'SELECT t.number, t.state, t.category, t.place_text FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.number',
    [person.name],
  )
  return rows
}
/** A resident with a lamp at 状元府 3号楼, which grid 4 has. */
async function withLamp(name: string): Promise<{ person: Person; ticket: Ticket }> {
  const person = town.resident(name)
  await person.says('状元府3号楼2单元楼道灯坏了')
  const { text } = await person.hears('收到，工单')
  return { person, ticket: await ticketIn(text) }
}
async function done(ticket: Ticket, note = '灯泡换好了'): Promise<void> {
  const wang = await town.worker('g4')
  await wang.says(`办结 ${ticket.number.slice(-4)} ${note}`)
}

describe('where it is', () => {
  it('is asked when nobody said it, in one question, and the answer is enough', async () => {
    const person = town.resident('没说地方')
    await person.says('楼道灯坏了')
    const question = await person.hears('请问是哪个小区、几号楼？')
    expect(await ticketIn(question.text)).toMatchObject({ state: 'needs_info', gridId: null })
    expect(labels(person)).toEqual(['撤回'])
    await person.says('状元府3号楼')
    await person.hears('已交给第4网格')
    await town.settled()
    // One question, one answer: nothing is said twice.
    expect(said(person)).toHaveLength(2)
    const ticket = await ticketIn(question.text)
    expect(ticket).toMatchObject({ state: 'assigned', placeText: '状元府 3号楼' })
    expect(card('g4', ticket.number)?.text).toContain('状元府 3号楼')
  })

  it('is offered as buttons when a name means several places', async () => {
    const person = town.resident('点按钮')
    await person.says('状元府楼道灯坏了')
    await person.hears('是在下面哪个地方')
    expect(labels(person)).toEqual(['状元府 1-8号楼', '状元府 9-16号楼', '撤回'])
    await person.presses('状元府 9-16号楼')
    const { text } = await person.hears('已交给第3网格')
    expect(await ticketIn(text)).toMatchObject({ state: 'assigned', placeText: '状元府 9-16号楼' })
    // The button is pressed again: the ticket is on its way already.
    await person.presses('状元府 1-8号楼')
    await person.hears('不用再点了')
    await town.settled()
    expect(await ticketsOf(person)).toHaveLength(1)
  })

  it('may be typed instead: the building counts in the place that was named before', async () => {
    const person = town.resident('打字答')
    await person.says('状元府楼道灯坏了')
    await person.hears('是在下面哪个地方')
    await person.says('3号楼')
    const { text } = await person.hears('已交给第4网格')
    expect(await ticketIn(text)).toMatchObject({ placeText: '状元府 3号楼' })
  })

  it('goes to the duty officers when it is still unclear; the resident is not asked twice', async () => {
    const person = town.resident('说不清')
    await person.says('楼道灯坏了')
    const { text } = await person.hears('请问是哪个小区')
    await person.says('不知道')
    await person.hears('值班员人工分派')
    await town.settled()
    expect(said(person).filter(text => text.includes('请问是哪个小区'))).toHaveLength(1)
    const ticket = await ticketIn(text)
    expect(ticket.state).toBe('unrouted')
    const duty = ['zhuangyuanfu', 'hepan', 'desk'].map(code => card(code, ticket.number)).filter(Boolean)
    expect(duty).toHaveLength(1)
    expect(duty[0]?.text).toMatch(/^❓/)
  })

  it('goes to a person when the name is none of ours', async () => {
    const person = town.resident('外区')
    await person.says('阳光海岸小区5号楼楼道灯坏了')
    const { text } = await person.hears('值班员人工分派')
    expect(await ticketIn(text)).toMatchObject({ state: 'unrouted', gridId: null })
  })

  it('is where the pin is', async () => {
    const person = town.resident('发定位')
    await person.says('楼道灯坏了')
    await person.hears('请问是哪个小区')
    await person.sends({ kind: 'location', latitude: 36.697, longitude: 119.106 })
    const { text } = await person.hears('第6网格')
    await town.settled()
    // The worker must find it.
    expect(card('g6', (await ticketIn(text)).number)?.text).toContain('📍36.69700,119.10600')
    const other = town.resident('定位太远')
    await other.says('楼道灯坏了')
    await other.hears('请问是哪个小区')
    await other.sends({ kind: 'location', latitude: 31.23, longitude: 121.47 })
    const far = await ticketIn((await other.hears('值班员人工分派')).text)
    await town.settled()
    const duty = ['zhuangyuanfu', 'hepan', 'desk'].map(code => card(code, far.number)).find(Boolean)
    expect(duty?.text).toContain('📍31.23000,121.47000')
  })

  it('need not be said again: the first compound is taken for their home', async () => {
    const { person } = await withLamp('老住户')
    await person.says('撤回')
    await person.hears('已撤回')
    await person.says('楼下垃圾桶满了没人收')
    const { text } = await person.hears('第4网格')
    await town.settled()
    const second = (await ticketsOf(person))[1]
    expect(second?.place_text).toContain('状元府')
    expect(text).not.toContain('请问')
  })

  it('is corrected by saying so, in the same compound and the same ticket', async () => {
    const { person, ticket } = await withLamp('说错楼')
    await person.says('不是3号楼，是5号楼')
    await person.hears('地点改为：状元府 5号楼')
    await town.settled()
    expect(await ticketsOf(person)).toMatchObject([{ place_text: expect.stringContaining('5号楼') }])
    expect(card('g4', ticket.number)?.text).toMatch(/状元府 5号楼/)
  })

  it('moves the ticket when another grid has the right building; the old card says where it went', async () => {
    const { person, ticket } = await withLamp('说错片')
    await person.says('说错了，不是3号楼，是12号楼')
    await person.hears('第3网格')
    await town.settled()
    expect(await ticketsOf(person)).toMatchObject([
      { state: 'assigned', place_text: expect.stringContaining('12号楼') },
    ])
    expect(card('g4', ticket.number)).toMatchObject({
      text: expect.stringContaining('→ 第3网格'),
      buttons: [],
    })
    expect(card('g3', ticket.number)?.buttons?.flat()).not.toHaveLength(0)
  })
})

describe('what it is', () => {
  it('is corrected by saying so: the same ticket, another category, whoever answers for that', async () => {
    const { person } = await withLamp('说错事')
    await person.says('说错了，不是灯，是电梯')
    await person.hears('事项改为：')
    await town.settled()
    const tickets = await ticketsOf(person)
    expect(tickets).toHaveLength(1)
    expect(tickets[0]).toMatchObject({ category: expect.stringMatching(/^(?!facilities.lighting).*lift/) })
  })

  it('stays what it was once somebody has set out: they read it on the card', async () => {
    const { person, ticket } = await withLamp('说晚了')
    const wang = await town.worker('g4')
    await wang.says(`接 ${ticket.number.slice(-4)}`)
    await person.hears('已接单')
    await person.says('说错了，不是灯，是电梯')
    await person.hears('已补充到工单')
    await town.settled()
    expect(await ticketsOf(person)).toMatchObject([{ category: 'facilities.lighting', state: 'accepted' }])
    expect(card('g4', ticket.number)?.text).toContain('是电梯')
  })
})

describe('a ticket that is open', () => {
  it('is ordered about by its number, and looked up in many words', async () => {
    const { person, ticket } = await withLamp('记性好')
    await person.says(`催 ${ticket.number.slice(-4)}`)
    await person.hears('已替您催')
    await person.says('查一下我的工单')
    await person.hears('您的工单：')
    // What is not theirs to order about is not guessed.
    await person.says('不用了 9999')
    await person.hears('没找到对应的工单')
    await person.says(`撤回工单 ${ticket.number.slice(4)}`)
    await person.hears('已撤回')
    expect(await ticketsOf(person)).toHaveLength(1)
  })

  it('takes what is said later', async () => {
    const { person, ticket } = await withLamp('想起来')
    await person.says('是二楼那盏')
    await person.hears('已补充到工单')
    await town.settled()
    expect(await ticketsOf(person)).toHaveLength(1)
    expect(card('g4', ticket.number)?.text).toContain('是二楼那盏')
  })

  it('takes whatever is said after "补充", even what sounds like something new', async () => {
    const { person, ticket } = await withLamp('按补充')
    await person.presses('补充')
    await person.hears('请接着说')
    await person.says('我家水管也漏水，最好一起看看')
    await person.hears('已补充到工单')
    await town.settled()
    expect(await ticketsOf(person)).toHaveLength(1)
    expect(card('g4', ticket.number)?.text).toContain('水管也漏水')
    // Only the next words: after that everything is as before.
    await person.says('明珠公寓门口路面塌了一个大坑')
    await person.hears('第2网格')
    expect(await ticketsOf(person)).toHaveLength(2)
  })

  it('is urged once in a while: the group hears it, and is not pestered', async () => {
    const { person, ticket } = await withLamp('催单的')
    const before = group('g4').length
    await person.presses('催一下')
    const first = await person.hears('已替您催')
    expect(first.text).toMatch(/约定.+前答复/)
    await person.says('催一下')
    const second = await person.hears('刚催过')
    // Both name the same hour: one deadline, however often a resident asks.
    const hour = /约定(.+?)前答复/
    expect(hour.exec(second.text)?.[1]).toBe(hour.exec(first.text)?.[1])
    await town.settled()
    expect(
      group('g4')
        .slice(before)
        .filter(each => !isCard(each)),
    ).toMatchObject([{ text: expect.stringMatching(/^⏰ \d{4} 居民催办/) }])
    expect(card('g4', ticket.number)?.text).toContain('催1次')
  })

  it('is withdrawn by a word: nobody sets out for nothing', async () => {
    const { person, ticket } = await withLamp('不修了')
    await person.says('不用了')
    await person.hears('已撤回')
    await town.settled()
    expect(card('g4', ticket.number)).toMatchObject({ text: expect.stringMatching(/^⚪/), buttons: [] })
    expect(group('g4').at(-1)?.text).toMatch(/居民已撤回/)
    await person.presses('撤回')
    await person.hears(/没找到对应的工单|不用再点了/)
  })

  it('is withdrawn before anybody was told of it, and then nobody is', async () => {
    const person = town.resident('想想算了')
    await person.says('楼道灯坏了')
    const { text } = await person.hears('请问是哪个小区')
    await person.presses('撤回')
    await person.hears('已撤回')
    await town.settled()
    const { number } = await ticketIn(text)
    for (const code of ['g4', 'zhuangyuanfu', 'hepan']) expect(card(code, number)).toBeUndefined()
  })

  it('is in the list of my tickets until it is over', async () => {
    const { person, ticket } = await withLamp('查进度')
    await person.says('我的工单')
    const list = await person.hears('您的工单')
    expect(list.text).toContain(`${ticket.number.slice(4)} `)
    expect(list.text).toContain('已分派')
    await person.says('撤回')
    await person.hears('已撤回')
    await person.says('我的工单')
    await person.hears('没有在办的工单')
  })
})

describe('a ticket that a worker calls done', () => {
  it('is closed by words, rated by words, once', async () => {
    const { person, ticket } = await withLamp('用嘴说')
    await done(ticket)
    await person.hears('您看解决了吗')
    await person.says('解决了，谢谢')
    await person.hears('请打个分')
    await person.says('5')
    await person.hears('谢谢您的 5 分')
    await town.settled()
    expect(card('g4', ticket.number)?.text).toMatch(/^✅[\s\S]*★5/)
    await person.presses('★')
    await person.hears('不用再点了')
  })

  it('is opened again by words, and goes on with who had it', async () => {
    const { person, ticket } = await withLamp('没修好的')
    await done(ticket)
    await person.hears('您看解决了吗')
    await person.says('还是不亮啊，根本没修好')
    await person.hears('重新办理')
    await town.settled()
    expect(card('g4', ticket.number)?.text).toMatch(/^🟡[\s\S]*重开1次/)
    expect(group('g4').at(-1)?.text).toMatch(/^🔁 \d{4} 居民说没解决：“还是不亮啊/)
    expect(await ticketsOf(person)).toHaveLength(1)
  })

  it('rated low is regretted, and can be opened again at once', async () => {
    const { person, ticket } = await withLamp('打低分')
    await done(ticket)
    await person.hears('您看解决了吗')
    await person.presses('解决了')
    await person.hears('请打个分')
    await person.presses('★')
    await person.hears('没让您满意')
    expect(labels(person)).toEqual(['没解决'])
    await person.presses('没解决')
    await person.hears('重新办理')
    expect((await ticketsOf(person))[0]?.state).toBe('assigned')
  })

  it('stars for a ticket that still waits for their word are their word', async () => {
    const { person, ticket } = await withLamp('直接打分')
    await done(ticket)
    await person.hears('您看解决了吗')
    await person.says('4分')
    await person.hears('谢谢您的 4 分')
    await town.settled()
    expect(said(person).filter(text => text.includes('请打个分'))).toEqual([])
    expect((await ticketsOf(person))[0]?.state).toBe('closed')
  })
})

describe('in English', () => {
  it('from the first word to the last, while the workers read Chinese', async () => {
    const ann = town.resident('Ann', 'en')
    await ann.says('The light in the stairwell of building 3, Zhuangyuan Court is broken')
    const first = await ann.hears('Got it, ticket')
    expect(first.text).toContain('Zhuangyuan Court')
    const ticket = await ticketIn(first.text)
    expect(labels(ann)).toEqual(['Urge', 'Add more', 'Withdraw', 'Keep confidential'])
    expect(card('g4', ticket.number)?.text).toMatch(/照明/)
    const wang = await town.worker('g4')
    await wang.says(`接 ${ticket.number.slice(-4)}`)
    await ann.hears('is on it')
    await ann.presses('Urge')
    await ann.hears('We have urged')
    await done(ticket, '灯泡换好了')
    await ann.hears('Is it solved?')
    await ann.presses('Solved')
    await ann.hears('1 to 5')
    await ann.says('5 stars')
    await ann.hears('Thank you for the 5')
    await town.settled()
    // Names of people and what a worker typed stay as they are; all else is English.
    const own = said(ann).map(text => text.replaceAll(/[王吴]\p{Script=Han}{2}|灯泡换好了/gu, ''))
    expect(own.filter(text => /\p{Script=Han}/u.test(text))).toEqual([])
  })

  it('can be chosen, and left again', async () => {
    const person = town.resident('两种话')
    await person.says('/start')
    await person.hears('您好，我是邻里')
    await person.presses('English')
    await person.hears('English from now on')
    await person.says('help')
    await person.hears('Say what is wrong')
    await person.presses('中文')
    await person.hears('之后用中文')
    await person.says('帮助')
    await person.hears('直接用自己的话')
  })
})

describe('danger', () => {
  it('gets the advice first, and the duty officers know at the same moment', async () => {
    const person = town.resident('闻到煤气')
    await person.says('状元府3号楼楼道里一股很浓的煤气味')
    const { text } = await person.hears('119')
    expect(text.indexOf('119')).toBeLessThan(text.indexOf('工单'))
    expect(text).toContain('值班员')
    await town.settled()
    expect(said(person)).toHaveLength(1)
    const ticket = await ticketIn(text)
    expect(ticket.urgency).toBe('emergency')
    for (const code of ['g4', 'zhuangyuanfu']) {
      expect(card(code, ticket.number)?.text).toMatch(/^🔴/)
      expect(card(code, ticket.number)?.card?.urgent).toBe(true)
    }
  })

  it('is no receipt for whoever does not want to live', async () => {
    for (const [language, words, line, where] of [
      ['zh-CN', '我不想活了', '您很重要', '您现在在哪儿'],
      ['en', "I don't want to live any more", 'You matter', 'Where are you now'],
    ] as const) {
      const person = town.resident(words, language)
      await person.says(words)
      const { text } = await person.hears('12356')
      for (const expected of [line, '110', '120', where]) expect(text).toContain(expected)
      expect(text).not.toMatch(/工单|ticket|收到|Got it/)
      expect(text).not.toContain(words)
    }
  })

  it('is heard by the duty officers before anybody knows where', async () => {
    const person = town.resident('哪儿着火')
    await person.says('着火了！快来人')
    const { text } = await person.hears('119')
    const ticket = await ticketIn(text)
    expect(ticket.state).toBe('needs_info')
    await town.settled()
    const duty = ['zhuangyuanfu', 'hepan', 'desk'].map(code => card(code, ticket.number)).filter(Boolean)
    expect(duty.length).toBeGreaterThan(0)
    expect(duty[0]?.text).toMatch(/^🔴/)
    // They can send a worker without waiting for the answer.
    expect(duty[0]?.buttons?.flat().map(({ label }) => label)).toContain('第4网格')
  })
})

describe('what is no request', () => {
  it.each([
    ['谢谢', '不客气'],
    ['你好', '我在'],
    ['你们都是一群废物', '听得出您很着急'],
  ])('%s', async (words, answer) => {
    const person = town.resident(`说${words}的人`)
    await person.says(words)
    await person.hears(answer)
    await town.settled()
    expect(await ticketsOf(person)).toEqual([])
    expect(said(person)).toHaveLength(1)
  })

  it('what nobody can read: we say what we cannot do, and what would help', async () => {
    const person = town.resident('发小程序')
    await person.sends({ kind: 'unsupported', what: 'miniprogram', text: '' })
    const { text } = await person.hears('还看不了')
    expect(text).not.toMatch(/miniprogram/)
    expect(await ticketsOf(person)).toEqual([])
  })

  it('the same message handed over twice is one', async () => {
    const person = town.resident('重发的')
    const content = { kind: 'text', text: '状元府3号楼楼道灯坏了' } as const
    await town.channel.hear({ from: person.name, content, id: 'same' })
    await town.channel.hear({ from: person.name, content, id: 'same' })
    await person.hears('收到，工单')
    await town.settled()
    expect(await ticketsOf(person)).toHaveLength(1)
    expect(said(person)).toHaveLength(1)
  })
})

describe('a forged button', () => {
  it('does not make a ticket follow what nobody has', async () => {
    const asked = async (name: string) => {
      const person = town.resident(name)
      await person.says('楼道灯坏了')
      await person.hears('请问是哪个小区')
      const [ticket] = await ticketsOf(person)
      return { person, number: ticket?.number ?? '' }
    }
    const [one, other] = [await asked('没说地方的'), await asked('也没说地方的')]
    await one.person.sends({ kind: 'action', action: `merge:${one.number}:${other.number}` })
    await town.settled()
    expect(await ticketsOf(one.person)).toMatchObject([{ number: one.number, state: 'needs_info' }])
  })

  it("does not move somebody else's ticket, nor do a worker's work", async () => {
    const { ticket } = await withLamp('老实人')
    const { person: thief, ticket: own } = await withLamp('捣乱的')
    const before = said(thief).length
    const forged = [
      `withdraw:${ticket.number}`,
      `confirm:${ticket.number}`,
      `accept:${own.number}`,
      `resolve:${own.number}:fixed`,
      `return:${own.number}:other_grid`,
      `categorise:${own.number}:facilities.lighting`,
      `assign:${own.number}:g5`,
      `menu:${own.number}:category:`,
      `show:${ticket.number}`,
      `accept:${own.number}:x`,
      'nonsense',
      '',
      `place:${own.number}:nowhere`,
      'rate:-:9',
    ]
    for (const action of forged) await thief.sends({ kind: 'action', action })
    await thief.hears('没找到对应的工单')
    await town.settled()
    const states = await town.db.pool.query<{ state: string; version: number }>(
      'SELECT state, version FROM ticket WHERE number = ANY($1)',
      [[ticket.number, own.number]],
    )
    expect(states.rows).toEqual([
      { state: ticket.state, version: ticket.version },
      { state: own.state, version: own.version },
    ])
    // Each gets a kind word, none of them says anything about the ticket of another.
    expect(said(thief)).toHaveLength(before + forged.length)
    expect(said(thief).join()).not.toContain(ticket.number.slice(4))
  })
})
