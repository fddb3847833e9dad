/** A named place that differs is another ticket: what was reported first stays with those who were told of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EMERGENCY_KINDS, type EmergencyKind } from '../../src/domain/emergency-kind.ts'
import type { InboundContent } from '../../src/domain/message.ts'
import { byRule } from '../../src/domain/triage-result.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
}, 90_000)
afterAll(() => town.close())

const TOLD: Record<EmergencyKind, { zh: string; en: string }> = {
  gas: { zh: '煤气泄漏了', en: 'there is a gas leak' },
  fire: { zh: '着火了', en: 'there is a fire' },
  trapped: { zh: '有人被困在电梯里', en: 'someone is trapped in the lift' },
  injury: { zh: '有人摔倒流血昏迷了', en: 'a man fell and is unconscious' },
  shock: { zh: '有人触电了', en: 'someone got an electric shock' },
  flood: { zh: '水管爆了家里全淹了', en: 'a pipe burst and the flat is flooded' },
  violence: { zh: '有人拿刀砍人', en: 'a man with a knife is attacking people' },
  suicide: { zh: '有人要跳楼', en: 'someone is about to jump off the roof' },
  missing: { zh: '有个孩子走丢了', en: 'a child is missing' },
}

interface Row {
  number: string
  state: string
  urgency: string
  grid: string | null
  place: string | null
  text: string
}
async function ticketsOf(person: Person): Promise<Row[]> {
  await town.settled()
  const { rows } = await town.db.pool.query<Row>(
    `SELECT t.number, t.state, t.urgency, g.code AS grid, t.place_text AS place, t.text FROM ticket t LEFT JOIN grid g ON g.id = t.grid_id
     JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.number`,
    [person.name],
  )
  return rows
}
const group = (code: string) => town.channel.shows(`group:${code}`).map(({ content }) => content)
const card = (code: string, number: string) =>
  group(code).find(content => content.card && content.text.includes(` ${number.slice(-4)} `))

let count = 0
const someone = (language?: 'en') => town.resident(`居民${++count}`, language)
async function after(first: string, ...then: (string | InboundContent)[]): Promise<Row[]> {
  const person = someone(/[a-z]{4}/.test(first) ? 'en' : undefined)
  await person.says(first)
  await town.settled()
  for (const each of then) {
    if (typeof each === 'string') await person.says(each)
    else await person.sends(each)
    await town.settled()
  }
  return await ticketsOf(person)
}
const IN_G6: InboundContent = { kind: 'location', latitude: 36.697, longitude: 119.106 }

describe.each(EMERGENCY_KINDS)('%s', kind => {
  const { zh, en } = TOLD[kind]
  it.each([
    ['another compound', `状元府1号楼${zh}`, [`锦绣花园2号楼也${zh}`], 'g4', 'g5', 'emergency'],
    ['another building', `状元府1号楼${zh}`, [`状元府12号楼${zh}`], 'g4', 'g3', 'emergency'],
    ['a building in the same grid', `状元府1号楼${zh}`, [`2号楼也${zh}`], 'g4', 'g4', 'emergency'],
    ['a pin in another grid', `状元府1号楼${zh}`, [IN_G6], 'g4', 'g6', 'emergency'],
    [
      'English',
      `At building 1 of Zhuangyuan Court ${en}`,
      [`At building 2 of Jinxiu Garden ${en} too`],
      'g4',
      'g5',
      'emergency',
    ],
  ] as const)('%s is another ticket, and the first stays', async (_, first, then, from, to, urgency) => {
    const [one, two, ...more] = await after(first, ...then)
    expect(more).toEqual([])
    expect(one).toMatchObject({ grid: from, urgency: 'emergency' })
    expect(two).toMatchObject({ grid: to, urgency })
    expect(card(from, one?.number ?? '')?.text).not.toMatch(/^⚪|→ 第/)
    expect(card(to, two?.number ?? '')).toBeDefined()
  })

  it('two places in one message are two tickets', async () => {
    expect(await after(`状元府1号楼${zh}，锦绣花园2号楼也${zh}`)).toMatchObject([
      { grid: 'g4', urgency: 'emergency' },
      { grid: 'g5', urgency: 'emergency' },
    ])
  })
})

describe('several dangers, and those who see them from elsewhere', () => {
  it('each danger of one message is filed as what it is', async () => {
    const said = '状元府1号楼着火了。锦绣花园2号楼煤气泄漏。锦绣花园12号楼电梯困人'
    const person = someone()
    await person.says(said)
    await town.settled()
    const { rows } = await town.db.pool.query(
      'SELECT t.category, t.urgency FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.number',
      [person.name],
    )
    expect(rows).toEqual([
      { category: 'fire.burning', urgency: 'emergency' },
      { category: 'hazards.gas_leak', urgency: 'emergency' },
      { category: 'lift.trapped', urgency: 'emergency' },
    ])
  })

  it('a calm part beside an alarm is filed as what it is, and what burns as well stays an alarm', async () => {
    const filed = async (said: string) => {
      const person = someone()
      await person.says(said)
      await town.settled()
      const { rows } = await town.db.pool.query<{ category: string; urgency: string }>(
        'SELECT t.category, t.urgency FROM ticket t JOIN conversation c ON c.id = t.conversation_id WHERE c.external_id = $1 ORDER BY t.number',
        [person.name],
      )
      return rows
    }
    const calm = {
      category: expect.not.stringMatching(/^fire/),
      urgency: expect.not.stringMatching('emergency'),
    }
    const burning = { category: 'fire.burning', urgency: 'emergency' }
    expect(await filed('状元府3号楼漏水，锦绣花园1号楼着火了')).toEqual([calm, burning])
    expect(await filed('锦绣花园1号楼着火了，状元府3号楼楼道灯坏了')).toEqual([
      burning,
      { category: 'facilities.lighting', urgency: 'normal' },
    ])
    expect(await filed('状元府3号楼着火了，锦绣花园1号楼也是')).toEqual([burning, burning])
  })

  it.each([
    ['我在锦绣花园2号楼，看见状元府1号楼着火了', 'g4', '1号楼'],
    ['我站在锦绣花园2号楼，对面状元府1号楼冒浓烟，快来', 'g4', '1号楼'],
    ['我从锦绣花园2号楼搬来的，住状元府1号楼，着火了', 'g4', '1号楼'],
    ["I'm at Jinxiu Garden building 2, I see a fire at Zhuangyuan Court building 1", 'g4', 'building 1'],
    ['我在锦绣花园2号楼，这儿着火了', 'g5', '2号楼'],
  ])('%s', async (words, grid, building) => {
    expect(await after(words)).toMatchObject([
      { grid, urgency: 'emergency', place: expect.stringContaining(building) },
    ])
  })

  it('a fire that reaches the next building is an emergency there', async () => {
    expect(await after('状元府1号楼着火了', '烧到2号楼了')).toMatchObject([
      { grid: 'g4', urgency: 'emergency', place: '状元府 1号楼' },
      { grid: 'g4', urgency: 'emergency', place: '状元府 2号楼' },
    ])
  })

  it('gas beside the answer to our question is where they say', async () => {
    const [, gas] = await after('楼道灯坏了', '状元府3号楼，另外2号楼煤气味很大')
    expect(gas).toMatchObject({ grid: 'g4', urgency: 'emergency', place: '状元府 2号楼' })
  })

  it('an English correction moves the fire, and the first place hears it', async () => {
    const said = 'sorry, I meant building 2 of Jinxiu Garden'
    expect(await after('fire at building 1, Zhuangyuan Court', said)).toMatchObject([
      { grid: 'g5', urgency: 'emergency' },
    ])
  })
})

describe('what a model calls an addition', () => {
  it.each([
    ['状元府1号楼着火了', '锦绣花园2号楼的情况也一样', 'g5'],
    ['状元府3号楼楼道灯坏了', '锦绣花园2号楼楼道灯坏了', 'g5'],
    ['状元府3号楼楼道灯坏了', '12号楼的也不亮', 'g3'],
  ])('%s / %s', async (first, second, grid) => {
    const person = someone()
    await person.says(first)
    const [one] = await ticketsOf(person)
    const { turn } = town.context
    const { triage } = turn
    turn.triage = { understand: async () => byRule('addition', one?.number ?? null) }
    try {
      await person.says(second)
      const [same, two] = await ticketsOf(person)
      expect(same).toMatchObject({ grid: 'g4', place: one?.place, state: one?.state })
      expect(two).toMatchObject({ grid, text: second })
    } finally {
      turn.triage = triage
    }
  })
})

describe('calm matters', () => {
  it.each([
    ['状元府3号楼楼道灯坏了', ['锦绣花园2号楼楼道灯也坏了'], 'g5'],
    ['状元府3号楼楼道灯坏了', ['5号楼的灯也坏了'], 'g4'],
    ['状元府3号楼楼道灯坏了', [IN_G6], 'g6'],
    [
      'The light in building 3 of Zhuangyuan Court is broken',
      ['building 2 of Jinxiu Garden is dark too'],
      'g5',
    ],
  ] as const)('%s / %s', async (first, then, grid) => {
    const rows = await after(first, ...then)
    expect(rows).toMatchObject([{ grid: 'g4' }, { grid }])
  })

  it('two places in one message are two tickets', async () => {
    expect(await after('状元府3号楼楼道灯坏了，锦绣花园2号楼楼道灯也坏了')).toMatchObject([
      { grid: 'g4', place: '状元府 3号楼' },
      { grid: 'g5', place: '锦绣花园 2号楼' },
    ])
  })
})

describe('what is more of the same place stays one ticket', () => {
  it.each([
    ['状元府1号楼着火了', ['火在2单元', '是5楼502', '就在1号楼门口', '状元府的，快来', '火越来越大了']],
    ['状元府1号楼着火了', ['我在2号楼看见的']],
    ['状元府3号楼楼道灯坏了', ['2单元的', '三楼那盏', '402门口', '就在3号楼门口', '状元府靠学苑街那一头']],
    ['状元府3号楼楼道灯坏了', [{ kind: 'location', latitude: 36.7025, longitude: 119.1135 }]],
  ] as const)('%s / %s', async (first, then) => {
    const rows = await after(first, ...(then as readonly (string | InboundContent)[]))
    expect(rows).toMatchObject([{ grid: 'g4' }])
  })

  it('where nothing was named before, a place is the answer', async () => {
    expect(await after('楼道灯坏了', '锦绣花园2号楼')).toMatchObject([{ grid: 'g5' }])
    expect(await after('着火了', '状元府1号楼')).toMatchObject([{ grid: 'g4' }])
  })

  it('news of the second fire goes to the second ticket', async () => {
    const rows = await after('状元府1号楼着火了', '锦绣花园2号楼也着火了', '状元府1号楼着火了，火更大了')
    expect(rows).toHaveLength(2)
    expect(rows[0]?.text).toContain('火更大了')
  })
})

describe('an emergency is never moved without the first place hearing it', () => {
  it('a correction moves it, and the first grid hears a line of its own that it moved and why', async () => {
    const person = someone()
    await person.says('状元府1号楼着火了')
    const [one] = await ticketsOf(person)
    const wang = await town.worker('g4')
    await wang.says(`接 ${one?.number.slice(-4)}`)
    await person.hears('已接单')
    await person.says('说错了，是锦绣花园2号楼')
    expect(await ticketsOf(person)).toMatchObject([{ grid: 'g5', place: '锦绣花园 2号楼' }])
    const said = group('g4').at(-1)?.text
    expect(said).toMatch(/居民更正了地点.*不在状元府 1号楼.*在锦绣花园 2号楼.*第5网格.*说错了/)
    expect(card('g5', one?.number ?? '')).toBeDefined()
  })

  it('also within one grid', async () => {
    const person = someone()
    await person.says('状元府1号楼着火了')
    await town.settled()
    await person.says('不对，是2号楼')
    expect(await ticketsOf(person)).toMatchObject([{ grid: 'g4', place: '状元府 2号楼' }])
    expect(group('g4').at(-1)?.text).toMatch(/居民更正了地点，不在状元府 1号楼，在.*2号楼/)
  })
})

describe('two places in one message are two, also as speech is typed', () => {
  it.each([
    ['状元府1号楼着火了锦绣花园2号楼也着火了', 'g4', 'g5'],
    ['状元府6号楼电梯坏了 锦绣花园4号楼电梯也坏了', 'g4', 'g5'],
    ['状元府1号楼灯不亮锦绣花园2号楼垃圾没人管', 'g4', 'g5'],
    [
      'gas smell in Zhuangyuan Court building 3 and the lift at Pearl Apartments is stuck with people inside',
      'g4',
      'g2',
    ],
  ])('%s', async (words, one, two) => {
    const person = someone()
    await person.says(words)
    expect((await ticketsOf(person)).map(({ grid }) => grid)).toEqual([one, two])
  })

  it.each([
    '状元府1号楼垃圾堆到2号楼门口臭死了',
    '状元府3号楼漏水漏到2号楼了',
    '我在状元府2号楼看见1号楼着火了',
  ])('%s is one', async words => {
    const person = someone()
    await person.says(words)
    expect(await ticketsOf(person)).toHaveLength(1)
  })
})

describe('a slip of the finger is in the place, and the report stays', () => {
  it.each([
    ['状元府5号楼2单元 电梯关着人了', '是明珠公寓，我打错了', 'g2'],
    ['状元府2号楼灯坏了', '我发错了，应该是书香苑', 'g1'],
    ['狀元府3號樓煤氣洩漏', '說錯了，是錦繡花園5號樓', 'g5'],
  ])('%s, then %s', async (first, then, grid) => {
    const person = someone()
    await person.says(first)
    await town.settled()
    await person.says(then)
    expect(await ticketsOf(person)).toMatchObject([{ state: 'assigned', grid }])
    expect(group('g4').at(-1)?.text).toContain('居民更正了地点')
  })
})
