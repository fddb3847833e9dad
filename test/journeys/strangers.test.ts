/**
 * A stranger sees and touches nothing: every order and every button of a stranger, a forged one and an outgrown one
 * changes nothing and says nothing about the ticket. The compiler asks for a row of every new verb.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Command, decodeAction, encodeAction } from '../../src/domain/command/command.ts'
import type { Ticket } from '../../src/domain/ticket/ticket.ts'
import { groupCommand, residentCommand, TYPED_VERBS } from '../../src/domain/command/parse-text.ts'
import type { Person } from '../../src/testing/town.ts'
import { createVillage, short, type Village } from './life/village.ts'

type Verb = Command['verb']

interface Row<V extends Verb> {
  /** As a button's data, forged or old. */
  command: (number: string) => Command & { verb: V }
  /** As typed in a private chat. */
  privately?: (number: string) => string
  /** As typed in a group. */
  inGroup?: (number: string) => string
}

const OTHER = '20261123-9876'
const numbered = <V extends Verb>(verb: V) => ({
  command: (number: string) => ({ verb, number }) as Command & { verb: V },
})
const plainly = <V extends Verb>(verb: V, word: string) => ({
  command: () => ({ verb }) as Command & { verb: V },
  privately: () => word,
})

const ORDERS: { [V in Verb]: Row<V> } = {
  start: plainly('start', '/start'),
  help: { ...plainly('help', '帮助'), inGroup: () => '帮助' },
  mine: { ...plainly('mine', '我的工单'), inGroup: () => '我的' },
  useful: plainly('useful', '有用'),
  privacy: plainly('privacy', '隐私'),
  agree: { command: () => ({ verb: 'agree' }) },
  keep: { command: () => ({ verb: 'keep' }) },
  link_code: plainly('link_code', '链接码'),
  link: { command: () => ({ verb: 'link', code: 'ABCD-2345' }), privately: () => 'ABCD-2345' },
  forget: { command: () => ({ verb: 'forget', sure: true }), privately: () => '确认删除' },
  ask: {
    command: () => ({ verb: 'ask', message: '01993c7e-0000-7000-8000-000000000000' }),
    privately: () => '人工',
  },
  guide: { command: () => ({ verb: 'guide', code: '9999' }), privately: () => '办事码 9999' },
  language: { command: () => ({ verb: 'language', language: 'zh-CN' }), privately: () => '中文' },
  bind: { command: () => ({ verb: 'bind', code: 'ABCDE23456' }), inGroup: () => '/bind ABCDE23456' },
  join: { command: () => ({ verb: 'join', code: 'ABCDE23456' }), privately: () => '加入 ABCDE23456' },
  urge: { ...numbered('urge'), privately: number => `催 ${number}` },
  withdraw: { ...numbered('withdraw'), privately: number => `撤回 ${number}` },
  restore: { ...numbered('restore'), privately: number => `撤错了 ${number}` },
  confirm: { ...numbered('confirm'), privately: number => `解决了 ${number}` },
  reopen: { ...numbered('reopen'), privately: number => `没解决 ${number}` },
  more: numbered('more'),
  confidential: { ...numbered('confidential'), privately: () => '请保密' },
  rate: { command: number => ({ verb: 'rate', number, stars: 1 }), privately: () => '1 星' },
  place: { command: number => ({ verb: 'place', number, place: 'zhuangyuanfu' }) },
  accept: { ...numbered('accept'), inGroup: number => `接 ${number}` },
  show: { ...numbered('show'), inGroup: number => `查 ${number}` },
  why: { ...numbered('why'), inGroup: number => `为什么 ${number}` },
  report_in: { ...numbered('report_in'), inGroup: number => `报到 ${number}` },
  end_whistle: { ...numbered('end_whistle'), inGroup: number => `结束吹哨 ${number}` },
  supervise: { ...numbered('supervise'), inGroup: number => `督办 ${number}` },
  include: { ...numbered('include'), inGroup: number => `恢复计入 ${number}` },
  part: numbered('part'),
  still_good: numbered('still_good'),
  came_back: numbered('came_back'),
  undo: { ...numbered('undo'), inGroup: number => `撤销 ${number}` },
  done: { command: number => ({ verb: 'done', number, note: '' }) },
  decline: { command: number => ({ verb: 'decline', number, note: '' }) },
  rate_unit: {
    command: number => ({ verb: 'rate_unit', number, unit: 'urban_management', stars: 1 }),
    inGroup: number => `评 ${number} 城管 1`,
  },
  transfer: {
    command: number => ({ verb: 'transfer', number, to: 'g5', note: '' }),
    inGroup: number => `转 ${number} 吴大姐`,
  },
  whistle: {
    command: number => ({ verb: 'whistle', number, units: '', ground: 'emergency', note: '' }),
    inGroup: number => `吹哨 ${number} 城管：联合`,
  },
  tick: { command: number => ({ verb: 'tick', number, unit: 'urban_management' }) },
  inquire: {
    command: number => ({ verb: 'inquire', number, text: '住几楼' }),
    inGroup: number => `问 ${number} 住几楼`,
  },
  meeting: {
    command: number => ({ verb: 'meeting', number, text: '换新' }),
    inGroup: number => `联席 ${number} 换新`,
  },
  decide: {
    command: number => ({ verb: 'decide', number, decision: 'agreed', note: '' }),
    inGroup: number => `议定 ${number} 同意`,
  },
  exclude: {
    command: number => ({ verb: 'exclude', number, reason: 'not_real', note: '' }),
    inGroup: number => `剔除 ${number} 不实`,
  },
  merge: {
    command: number => ({ verb: 'merge', number, parent: OTHER }),
    inGroup: number => `并 ${number} 9876`,
  },
  figures: { command: () => ({ verb: 'figures', span: 'day' }), inGroup: () => '日报' },
  return: {
    command: number => ({ verb: 'return', number, reason: 'unclear', note: '' }),
    inGroup: number => `退单 ${number} 不在本网格`,
  },
  resolve: {
    command: number => ({ verb: 'resolve', number, outcome: 'answered', note: '' }),
    inGroup: number => `办结 ${number} 已解释`,
  },
  note: {
    command: number => ({ verb: 'note', number, text: '看过了' }),
    inGroup: number => `备注 ${number} 看过了`,
  },
  categorise: { command: number => ({ verb: 'categorise', number, category: 'facilities.lighting' }) },
  assign: { command: number => ({ verb: 'assign', number, grid: 'g5' }) },
  menu: { command: number => ({ verb: 'menu', number, menu: 'resolve', argument: '' }) },
}
const VERBS = Object.keys(ORDERS) as Verb[]
const rowOf = (verb: Verb) => ORDERS[verb] as Row<Verb>
const namesTicket = (verb: Verb): boolean => 'number' in rowOf(verb).command(OTHER)

/** What the ticket says of its resident and of those who work on it. */
const SECRET = /赵铁柱|402|厨房|漏水|状元府|王师傅|吴大姐/

let village: Village
let inside: Ticket
let owner: Person
beforeAll(async () => {
  village = await createVillage()
  const opened = await village.opened('状元府3号楼2单元402厨房水管漏水，我叫赵铁柱')
  inside = opened.ticket
  owner = opened.person
  if (inside.state !== 'assigned') throw new Error(`the ticket is ${inside.state}`)
}, 90_000)
afterAll(() => village.close())

/** Every row of the ticket and of its resident, and all that was said to them; in the group only with `group`. */
async function rowsOf({ id, residentId, conversationId }: Ticket, group: boolean): Promise<string> {
  const { rows } = await village.db.pool.query(
    `SELECT (SELECT jsonb_agg(t) FROM ticket t WHERE id = $1) AS ticket,
       (SELECT jsonb_agg(e ORDER BY version) FROM ticket_event e WHERE ticket_id = $1) AS events,
       (SELECT jsonb_agg(c.menu ORDER BY c.conversation_id) FROM ticket_card c WHERE ticket_id = $1) AS menus,
       (SELECT jsonb_agg(r) FROM resident r WHERE id = $2) AS resident,
       (SELECT jsonb_agg(i) FROM identity i WHERE resident_id = $2) AS identities,
       (SELECT jsonb_agg(c) FROM conversation c WHERE id = $3) AS chat,
       (SELECT jsonb_agg(d) FROM triage_decision d WHERE ticket_id = $1) AS decisions,
       (SELECT jsonb_agg(c) FROM closure_check c WHERE ticket_id = $1) AS checks,
       (SELECT count(*) FROM label) AS labels,
       (SELECT count(*) FROM outbound_message o WHERE conversation_id = $3
          OR $4 AND conversation_id IN (SELECT conversation_id FROM ticket_card WHERE ticket_id = $1)) AS said`,
    [id, residentId, conversationId, group],
  )
  return JSON.stringify(rows)
}

/** What a chat shows after it, numbers of tickets as `#`: the one and the other must read the same. */
async function answerTo(who: Person, chat: string, say: () => Promise<void>): Promise<string> {
  const before = village.channel.shows(chat).length
  await say()
  await village.settled()
  return (
    village.channel
      .shows(chat)
      .slice(before)
      .map(({ content }) => JSON.stringify([content.text, content.buttons ?? []]))
      .join('\n')
      // First: a code may begin with four digits. A ticket's number can't look like one: its month has a 0 or a 1.
      .replace(/(?<![A-Z\d])[A-Z2-9]{4}-[A-Z2-9]{4}(?![A-Z\d])/g, 'CODE')
      .replace(/(?:\d{8}-|\d{4}-)?\d{4}/g, '#')
      .replaceAll(who.name, '@')
  )
}

const press = (who: Person, command: Command) => () =>
  who.sends({ kind: 'action', action: encodeAction(command) })

let strangers = 0
const stranger = (): Person => village.resident(`外人${++strangers}`)

it('every order that can be typed has a row that types it', () => {
  for (const verb of TYPED_VERBS.resident) {
    const typed = rowOf(verb).privately?.('0001') ?? ''
    expect([verb, residentCommand(typed)?.verb]).toEqual([verb, verb])
  }
  for (const verb of TYPED_VERBS.group) {
    const typed = rowOf(verb).inGroup?.('0001') ?? ''
    expect([verb, groupCommand(typed)?.verb]).toEqual([verb, verb])
  }
  // What no button carries is refused before it is read.
  const unread = VERBS.filter(verb => !decodeAction(encodeAction(rowOf(verb).command(OTHER))))
  expect(unread).toEqual(['link', 'bind', 'join', 'inquire', 'meeting', 'figures', 'note'])
})

it('a stranger in private: every button and every typed order touches nothing and tells nothing', async () => {
  const before = await rowsOf(inside, true)
  for (const verb of VERBS) {
    const { command, privately } = rowOf(verb)
    const answers: string[] = []
    for (const number of [inside.number, OTHER]) {
      const who = stranger()
      answers.push(await answerTo(who, who.name, press(who, command(number))))
    }
    expect([verb, answers[0]]).toEqual([verb, answers[1]])
    expect([verb, answers[0]]).not.toEqual([verb, expect.stringMatching(SECRET)])
    if (!privately || !namesTicket(verb)) continue
    const typed: string[] = []
    for (const number of [short(inside), '9876']) {
      const who = stranger()
      typed.push(await answerTo(who, who.name, () => who.says(privately(number))))
    }
    expect([verb, typed[0]]).toEqual([verb, typed[1]])
  }
  expect(await rowsOf(inside, true)).toBe(before)
}, 120_000)

it('a worker of another group: every button and every typed order touches nothing and tells nothing', async () => {
  const other = await village.worker('g5')
  const before = await rowsOf(inside, true)
  for (const verb of VERBS.filter(namesTicket)) {
    const { command, inGroup } = rowOf(verb)
    const pressed = [
      await answerTo(other, 'group:g5', press(other, command(inside.number))),
      await answerTo(other, 'group:g5', press(other, command(OTHER))),
    ]
    expect([verb, pressed[0]]).toEqual([verb, pressed[1]])
    expect([verb, pressed[0]]).not.toEqual([verb, expect.stringMatching(SECRET)])
    if (!inGroup) continue
    const typed = [
      await answerTo(other, 'group:g5', () => other.says(inGroup(short(inside)))),
      await answerTo(other, 'group:g5', () => other.says(inGroup('9876'))),
    ]
    expect([verb, typed[0]]).toEqual([verb, typed[1]])
  }
  expect(await rowsOf(inside, true)).toBe(before)
}, 120_000)

it('who is no member, in the very group: every button and every typed order touches nothing and tells nothing', async () => {
  const before = await rowsOf(inside, false)
  for (const verb of VERBS.filter(namesTicket)) {
    const { command, inGroup } = rowOf(verb)
    const said = async (text: string) => {
      const from = `路人${++strangers}`
      return await answerTo({ name: from } as Person, 'group:g4', async () => {
        await village.channel.hear({ from, chat: 'group:g4', content: { kind: 'text', text } })
      })
    }
    const from = `路人${++strangers}`
    const pressed = await answerTo({ name: from } as Person, 'group:g4', async () => {
      const content = { kind: 'action', action: encodeAction(command(inside.number)) } as const
      await village.channel.hear({ from, chat: 'group:g4', content })
    })
    expect([verb, pressed]).not.toEqual([verb, expect.stringMatching(SECRET)])
    if (inGroup)
      expect([verb, await said(inGroup(short(inside)))]).not.toEqual([verb, expect.stringMatching(SECRET)])
  }
  expect(await rowsOf(inside, false)).toBe(before)
}, 120_000)

/** These order nothing: they look at what is theirs, or answer a question that may be asked at any time. */
const ANY_TIME: readonly Verb[] = ['show', 'why', 'still_good']
const REFUSED = /不用再点|现在的状态不能|没找到|不归您|已经办过|工单来了/

/** Presses and types everything at a ticket that is over. @returns what changed a row, or was not refused. */
async function outgrown(ticket: Ticket, by: Person, fits: readonly Verb[]): Promise<string[]> {
  const wang = await village.worker('g4', '王师傅')
  // The owner's own chat is answered in.
  const now = async () => (await rowsOf(ticket, false)).replace(/"said":"\d+"/, '')
  const untouched = await now()
  const wrong: string[] = []
  const attempt = async (verb: Verb, who: Person, chat: string, say: () => Promise<void>) => {
    const count = village.channel.shows(chat).length
    await say()
    await village.settled()
    const said = village.channel
      .shows(chat)
      .slice(count)
      .map(({ content }) => content.text)
    // Who is not refused believes that it worked.
    if (!ANY_TIME.includes(verb) && !said.some(text => REFUSED.test(text)))
      wrong.push(`${verb} by ${who.name}: ${said.join(' / ') || 'no word'}`)
    if ((await now()) !== untouched) wrong.push(`${verb} by ${who.name} changes rows`)
  }
  for (const verb of VERBS.filter(each => namesTicket(each) && !fits.includes(each))) {
    const { command, inGroup } = rowOf(verb)
    await attempt(verb, by, by.name, press(by, command(ticket.number)))
    if (decodeAction(encodeAction(command(ticket.number))))
      await attempt(verb, wang, 'group:g4', press(wang, command(ticket.number)))
    if (inGroup) await attempt(verb, wang, 'group:g4', () => wang.says(inGroup(short(ticket))))
  }
  return wrong
}

it('an outgrown one: of a ticket that was withdrawn only taking that back, or a plea for silence, changes anything', async () => {
  await village.says(owner, `撤回 ${short(inside)}`)
  expect((await village.now(inside)).state).toBe('withdrawn')
  expect(await outgrown(inside, owner, ['restore', 'confidential'])).toEqual([])
}, 120_000)

it('an outgrown one: of a ticket that is closed only what closing leaves open still works', async () => {
  const { person, ticket } = await village.opened('状元府5号楼楼道灯坏了')
  const wang = await village.worker('g4', '王师傅')
  await village.says(wang, `办结 ${short(ticket)} 换了新灯泡`)
  await person.presses('解决了')
  await village.settled()
  expect((await village.now(ticket)).state).toBe('closed')
  expect(
    await outgrown(ticket, person, ['rate', 'reopen', 'came_back', 'supervise', 'confidential']),
  ).toEqual([])
}, 120_000)
