import { type CardMenu, openedBy } from '../domain/command/card-menu.ts'
import { describe, expect, it } from 'vitest'
import { PROMPTS } from '../context.ts'
import { type Command, MENUS, decodeAction } from '../domain/command/command.ts'
import { LANGUAGES, type Language, type OutboundContent } from '../domain/message.ts'
import { LABEL_KEYS, REPLY_KEYS, REPLY_RULES, type ReplyKey } from '../domain/notification-rules.ts'
import { open } from '../domain/ticket/advance.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { backTo } from '../domain/ticket/undo.ts'
import {
  CLOCK_NAMES,
  DECISIONS,
  DOUBTS,
  OUTCOMES,
  RETURN_REASONS,
  SYSTEM,
  type Task,
  TASK_STATES,
  TICKET_EVENT_KINDS,
  UNROUTED_REASONS,
  type Actor,
  type EventBody,
  type EventBodyOf,
  type TicketEvent,
  type TicketEventKind,
} from '../domain/ticket/ticket-event.ts'
import { TICKET_STATES, type TicketState, isOpen } from '../domain/ticket/transitions.ts'
import { loadRules } from '../prompts/house-rules.ts'
import { buildGazetteer } from '../routing/gazetteer.ts'
import { buildSnapshot, type OrgMember, type OrgUnit } from '../routing/org-snapshot.ts'
import { loadCategories } from './load-prompt.ts'
import { drawCard } from '../notify/render/card.ts'
import type { CardFacts } from '../notify/render/card-data.ts'
import { compose } from '../notify/render/compose.ts'
import { loadReplies } from './replies.ts'
import type { ReplyValues } from './reply-values.ts'
import { createTimes } from '../notify/render/format-time.ts'
import type { RenderContext } from '../notify/render/render-context.ts'
import { fileOf, readPromptFiles } from './prompt-files.ts'

const replies = loadReplies(readPromptFiles(PROMPTS))
const tree = loadCategories(readPromptFiles(PROMPTS))
const named = (zh: string, en: string) => ({ nameZh: zh, nameEn: en })
const place = (code: string, buildingFrom: number | null) => ({
  id: code,
  code,
  ...named('状元府', 'Zhuangyuan Court'),
  aliases: [],
  gridId: 'grid-4',
  propertyId: 'anju',
  buildingFrom,
  buildingTo: buildingFrom && buildingFrom + 7,
})
const member = (id: string, name: string, over: Partial<OrgMember> = {}): OrgMember => ({
  id,
  code: id,
  name,
  role: 'grid_worker',
  partTime: false,
  deputyId: null,
  gridId: 'grid-4',
  communityId: null,
  unitId: null,
  active: true,
  ...over,
})
const unit = (id: string, kind: OrgUnit['kind'], zh: string, en: string): OrgUnit => ({
  id,
  code: id,
  kind,
  ...named(zh, en),
  phone: null,
  hours: null,
  responsibilities: [],
})
const grids = [3, 4, 5].map(n => ({
  id: `grid-${n}`,
  code: `g${n}`,
  ...named(`第${n}网格`, `Grid ${n}`),
  area: null,
  communityId: 'community-1',
}))
const places = [place('zyf-1', 1), place('zyf-2', 9), place('park', null)]
const rendering: RenderContext = {
  replies,
  tree,
  rules: loadRules(readPromptFiles(PROMPTS), tree),
  times: createTimes('Asia/Shanghai', replies),
  org: buildSnapshot(
    {
      subdistricts: [],
      communities: [],
      grids,
      places,
      units: [
        unit('housing', 'department', '住建部门', 'Housing'),
        unit('water_affairs', 'department', '水务部门', 'Water'),
        unit('urban_management', 'department', '城管部门', 'Urban Management'),
        unit('fire_rescue', 'department', '消防部门', 'Fire and Rescue'),
        unit('anju', 'property_company', '安居物业', 'Anju Property'),
      ],
      members: [
        member('wang', '王师傅'),
        member('wu', '吴大姐'),
        member('li', '李工', { role: 'unit_contact', gridId: null, unitId: 'housing' }),
        member('chen', '陈主任', { role: 'arbiter', gridId: null }),
      ],
      workGroups: [],
      shifts: [],
      leaves: [],
      calendarDays: [],
    },
    buildGazetteer({ places, grids }),
  ),
}

const NOW = new Date('2026-11-20T02:00:00Z')
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000)
const PROMISES = {
  acceptBy: later(2).toISOString(),
  answerBy: later(7).toISOString(),
  resolveBy: later(100).toISOString(),
  workingTime: true,
  promisedAt: null,
}
const UNDECIDED = { decideBy: later(3).toISOString(), guesses: { categories: [], grids: [] } }
const CALLED: Task = {
  unitId: 'housing',
  state: 'called',
  ground: 'beyond_power',
  calledAt: NOW.toISOString(),
  reportBy: later(4).toISOString(),
  actBy: later(48).toISOString(),
  note: '',
  stars: null,
}
const MEETING: Ticket['meeting'] = {
  plan: '换水泵，电话13900003333',
  unitId: 'anju',
  calledAt: NOW.toISOString(),
  stoodSince: NOW.toISOString(),
  decision: null,
  note: '',
}
const WANG: Actor = { kind: 'member', id: 'wang' }
const RESIDENT: Actor = { kind: 'resident', id: 'resident-1' }

const ticketOf = (over: Partial<Ticket> = {}): Ticket => ({
  ...open('ticket-1', {
    kind: 'opened',
    data: {
      number: '20261120-0231',
      residentId: 'resident-1',
      conversationId: 'chat-1',
      language: 'zh-CN',
      category: 'facilities.lighting',
      urgency: 'normal',
      text: '楼道灯坏了\n3号楼\n我电话13800001234',
      summary: '楼道灯坏了',
      emergency: null,
    },
    at: NOW,
  }),
  state: 'assigned',
  version: 3,
  gridId: 'grid-4',
  placeId: 'zyf-1',
  placeText: '状元府 3号楼',
  ownerId: 'wang',
  acceptBy: later(2),
  answerBy: later(7),
  resolveBy: later(100),
  promisedAt: NOW,
  workingTime: true,
  decideBy: later(3),
  assignedAt: NOW,
  ...over,
})

/** The group of the ticket's grid. */
const readerOf = (language: Language) => ({ kind: 'grid', gridId: 'grid-4', unitId: null, language }) as const

/** Patterns that no text may match for any values. */
const ODD: readonly (readonly [string, RegExp])[] = [
  ['a value that is none', /undefined|null|NaN|\[object|Invalid Date/],
  ['template left over', /\{\{|\{%|%\}|\}\}/],
  ['an empty bracket', /（\s*）|\(\s*\)|“\s*”|\[\s*\]/],
  ['two marks in a row', /[，。、；：！？,;:]\s*[，。、；：,;:]|[.!?]\s*[,;:]|\.\.(?!\.)|。\./],
  ['a mark after a blank', / [，。、；：！？,.;:!?)）]/],
  ['a mark that begins a line', /^\s*[，。、；：！？,.;:!?）)]/m],
  ['a bracket that begins with a mark', /[（(][，。、；：,;:\s]/],
  ['an empty line', /\n\s*\n/],
  ['blanks around', /^\s|\s$/],
]
function oddities(text: string): string[] {
  const found = ODD.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)
  if (text.length === 0) found.push('silence')
  if (Array.from(text).length >= 4_096) found.push('longer than Telegram takes')
  return found.map(name => `${name}: ${text}`)
}
const chinese = /\p{Script=Han}/u

const buttonsOf = (content: OutboundContent) => content.buttons?.flat() ?? []
/** Every button has an action and a label, and no two buttons of a message have the same action. */
function checkButtons(content: OutboundContent): void {
  const actions = buttonsOf(content).map(({ action }) => action)
  expect(new Set(actions).size).toBe(actions.length)
  for (const { action, label } of buttonsOf(content)) {
    expect(decodeAction(action), action).not.toBeNull()
    expect(Buffer.byteLength(action)).toBeLessThanOrEqual(64)
    expect(label.trim()).not.toBe('')
    expect(Array.from(label).length, label).toBeLessThanOrEqual(40)
  }
}

describe('the wording', () => {
  it.each(LANGUAGES)('has every key in %s, and is what loadReplies checks', language => {
    for (const key of LABEL_KEYS) {
      expect(oddities(replies.label(language, key))).toEqual([])
      expect(replies.label(language, key)).not.toMatch(/[_{]/)
    }
  })

  it('is in its own language', () => {
    const speaksForTheOther = ['switch_language', 'help', 'language']
    for (const key of LABEL_KEYS.filter(key => !speaksForTheOther.includes(key)))
      expect(chinese.test(replies.label('en', key)), key).toBe(false)
  })

  const loadAltered = (language: Language, alter: (text: string) => string) => {
    const files = readPromptFiles(PROMPTS)
    const name = `replies/${language}.yaml`
    return loadReplies({ ...files, [name]: alter(fileOf(files, name)) })
  }

  it.each<[string, (text: string) => string, string | RegExp]>([
    ['lacks a reply', text => text.replace(/^ {2}thanks:.*\n/m, ''), /en\.yaml:\d+: replies\.thanks/],
    ['lacks a label', text => text.replace(/^ {2}urge:.*\n/m, ''), /en\.yaml:\d+: labels\.urge/],
    ['has one too many', text => text.replace('replies:\n', 'replies:\n  hallo: x\n'), 'hallo'],
    ['has an empty one', text => text.replace(/^ {2}thanks:.*$/m, '  thanks: ""'), 'replies.thanks'],
    [
      'has a broken template',
      text => text.replace(/^ {2}thanks:.*$/m, '  thanks: "{% if x %}y"'),
      'replies.thanks',
    ],
    [
      'has an unknown filter',
      text => text.replace(/^ {2}thanks:.*$/m, '  thanks: "{{ x | shout }}"'),
      'shout',
    ],
  ])('is not taken when a file %s; the error says which and where', (_, alter, message) => {
    expect(() => loadAltered('en', alter)).toThrow(message)
  })

  /** Loads the English file with one reply's template replaced. */
  const worded = (key: ReplyKey, template: string) => () =>
    loadAltered('en', text =>
      text.replace(
        new RegExp(`^ {2}${key}:(?:.*\\n)(?: {4}.*\\n)*`, 'm'),
        `  ${key}: |-\n${template.replace(/^/gm, '    ')}\n`,
      ),
    )

  /** Line number of the second line in the block below `thanks:`. */
  const line =
    fileOf(readPromptFiles(PROMPTS), 'replies/en.yaml')
      .split('\n')
      .findIndex(each => each.startsWith('  thanks:')) + 3

  it.each<[string, ReplyKey, string, RegExp]>([
    [
      'of the reply',
      'thanks',
      'Hello\n{{ nmae }}',
      new RegExp(`^replies/en\\.yaml:${line}: replies\\.thanks: .*no such value: nmae$`),
    ],
    ['in a condition', 'added', '{% if nme %}x{% endif %}', /no such value: nme$/],
    [
      'of an entry of a list',
      'mine',
      '{% for t in tickets %}{{ t.nmber }}{% endfor %}',
      /no such value: t\.nmber$/,
    ],
    [
      'of a list that another reply has',
      'digest',
      '{% for t in topics %}x{% endfor %}',
      /no such value: topics$/,
    ],
    ['inside another', 'report', '{{ before.open }}', /no such value: before\.open$/],
    ['of the first of what may be an empty list', 'mine', '{{ tickets.first.number }}', /undefined/],
  ])('an unknown variable %s is refused when the version is loaded', (_, key, template, message) => {
    expect(worded(key, template)).toThrow(message)
  })

  it.each([
    "{% include '.env' %}",
    "{% render 'package.json' %}",
    "{% layout 'package.json' %}",
    "{% liquid\n render 'package.json' %}",
  ])('a template that reads files is refused with its line: %s', template => {
    expect(worded('thanks', `Thank you.\n${template}`)).toThrow(
      new RegExp(`^replies/en\\.yaml:${line}: replies\\.thanks: `),
    )
  })

  it.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..300) %}{% for j in (1..300) %}{% for k in (1..300) %}x{% endfor %}{% endfor %}{% endfor %}',
    `{% assign x = 'aaaaaaaaaa' %}${'{% assign x = x | append: x %}'.repeat(40)}{{ x }}`,
    `{{ number${" | replace: '2', '2222222222'".repeat(12)} }}`,
    'x'.repeat(20_001),
  ])('a template that would run or grow without a bound is refused in bounded time: %.60s', template => {
    const before = process.cpuUsage()
    expect(worded('ask_more', template)).toThrow(
      /^replies\/en\.yaml:\d+: replies\.ask_more: .*limit exceeded/,
    )
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000)
  })

  it('a loop that only shows with real values is cut off when it renders', () => {
    const wording = worded(
      'ask_more',
      `{% if number == '9' %}${'{% for i in (1..300) %}'.repeat(4)}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endif %}`,
    )()
    expect(wording.say('en', 'ask_more', { number: '8' })).toBe('')
    expect(() => wording.say('en', 'ask_more', { number: '9' })).toThrow('limit exceeded')
  })
})

describe('what is said about an event', () => {
  const clocks = CLOCK_NAMES.map(clock => ({
    clock,
    unitId: clock === 'report' || clock === 'act' ? 'housing' : null,
  }))
  /** Variants of every kind of event; the compiler asks for a new kind. */
  const HAPPENINGS: { [K in TicketEventKind]: EventBodyOf<K>['data'][] } = {
    opened: [
      {
        number: '20261120-0231',
        residentId: 'resident-1',
        conversationId: 'chat-1',
        language: 'zh-CN',
        category: 'facilities.lighting',
        urgency: 'normal',
        text: 'x',
        summary: 'x',
        emergency: null,
      },
    ],
    placed: [{ gridId: 'grid-4', placeId: null, placeText: null, rule: 'pin' }],
    asked: [
      { what: 'place', candidates: [] },
      { what: 'place', candidates: ['zyf-1', 'zyf-2', 'park'] },
    ],
    added: [{ text: '3号楼' }],
    unrouted: UNROUTED_REASONS.map(why => ({ why, ...UNDECIDED })),
    assigned: [{ gridId: 'grid-4', ownerId: 'wang', unitId: null, rule: 'place', choice: null, ...PROMISES }],
    transferred: ['', '他那边近'].map(note => ({ gridId: 'grid-4', unitId: null, ownerId: 'wu', note })),
    accepted: [{}],
    noted: [{ text: '明天来修', toResident: true, photos: 0 }],
    inquired: [{ text: '几单元？' }],
    resumed: [{ promises: PROMISES }],
    rescheduled: [{ promises: PROMISES }],
    returned: RETURN_REASONS.map(reason => ({ reason, note: '', ...UNDECIDED })),
    disputed: [null, 'chen'].map(arbiterId => ({
      reason: 'other_unit',
      note: '归水务',
      arbiterId,
      ...UNDECIDED,
    })),
    recategorised: [{ from: 'a.b', to: 'c.d', urgency: 'normal', promises: null }],
    whistled: [['housing'], ['housing', 'water_affairs']].map(units => ({
      units,
      ground: 'emergency',
      note: '',
      reportBy: PROMISES.acceptBy,
      actBy: PROMISES.resolveBy,
    })),
    reported_in: [{ unitId: 'housing' }],
    unit_done: ['', '泵换好了'].map(note => ({ unitId: 'housing', note })),
    unit_declined: ['', '归水务'].map(note => ({ unitId: 'housing', note })),
    unit_rated: [{ unitId: 'housing', stars: 4 }],
    whistle_ended: [{ note: '' }],
    urged: [{ text: '' }, { text: '三天了还没人来' }],
    reminded: clocks,
    supervised: clocks.flatMap(clock => [1, 2, 3].map(level => ({ ...clock, level }))),
    meeting_called: ['anju', null].map(unitId => ({ plan: '换水泵', unitId, decideBy: PROMISES.resolveBy })),
    meeting_held: DECISIONS.flatMap(decision =>
      ['', '分两期'].map(note => ({
        decision,
        note,
        promises: decision === 'postponed' ? null : PROMISES,
        decideBy: decision === 'postponed' ? PROMISES.resolveBy : null,
      })),
    ),
    doubted: DOUBTS.map(why => ({ why })),
    resolved: OUTCOMES.flatMap(outcome =>
      ['', '灯泡换好了'].map(note => ({ outcome, note, confirmBy: later(72).toISOString() })),
    ),
    confirmed: [{ followUpAt: null }],
    lapsed: [{ followUpAt: null }],
    followed_up: [{}],
    reopened: ['', '又灭了'].map(text => ({ text, ownerId: 'wang', ...PROMISES })),
    rated: [1, 2, 3, 5].map(stars => ({ stars })),
    withdrawn: [{ text: '' }],
    merged: [{ parentId: 'ticket-0' }],
    offered: [{ parentId: 'ticket-0' }],
    parted: [{}],
    handed_on: [
      { ownerId: 'wang', arbiterId: null },
      { ownerId: null, arbiterId: null },
    ],
    heated: [{ residents: 5 }],
    undone: [{ version: 3, back: backTo(ticketOf()) }],
    excluded: [{ reason: 'repeated', note: '' }],
    included: [{ note: '' }],
    linked: [{ residentId: 'resident-1' }],
    made_confidential: [
      { why: 'asked', units: [], members: [], level: 1 },
      { why: 'complaint', units: ['company'], members: [], level: 3 },
    ],
  }
  const PARENT = ticketOf({ id: 'ticket-0', number: '20261120-0198' })
  /** Facts that the ticket must have before the event. */
  const FACTS: Partial<Record<TicketEventKind, Partial<Ticket>>> = {
    transferred: { ownerId: 'wu', heldById: 'wang' },
    reminded: { tasks: [CALLED] },
    supervised: { tasks: [CALLED] },
    meeting_held: { meeting: MEETING },
    merged: { parentId: 'ticket-0', state: 'merged' },
    made_confidential: {
      confidential: { why: 'complaint', units: [], members: [], level: 3, atDesk: true },
    },
  }
  const BY: Partial<Record<TicketEventKind, Actor>> = {
    accepted: WANG,
    noted: WANG,
    inquired: WANG,
    transferred: WANG,
    whistled: WANG,
    meeting_held: WANG,
    resolved: WANG,
    returned: WANG,
    disputed: WANG,
    urged: RESIDENT,
    added: RESIDENT,
    rated: RESIDENT,
  }
  /** Events that need an owner. */
  const OWNED: readonly TicketEventKind[] = [
    'accepted',
    'noted',
    'resolved',
    'confirmed',
    'lapsed',
    'rated',
    'reopened',
  ]

  const NEEDS_GRID: readonly TicketEventKind[] = ['assigned', 'transferred', 'reminded', 'heated']

  const shapes: [string, Partial<Ticket>][] = [
    ['everything is known', {}],
    ['it has no owner', { ownerId: null }],
    ['no place is known', { placeText: null, placeId: null }],
    [
      'nothing is known',
      {
        gridId: null,
        ownerId: null,
        placeId: null,
        placeText: null,
        acceptBy: null,
        answerBy: null,
        resolveBy: null,
        assignedAt: null,
      },
    ],
    ['it is taken', { acceptedAt: NOW, state: 'accepted' }],
    ['it is an emergency', { category: 'hazards.gas_leak', urgency: 'emergency', summary: '闻到煤气味' }],
    ['a long story', { summary: '长'.repeat(40), text: '长'.repeat(100_000) }],
    ['its category is gone', { category: 'abolished.long_ago' }],
  ]

  const cases = TICKET_EVENT_KINDS.flatMap(kind =>
    shapes.flatMap(([name, shape]) =>
      LANGUAGES.map(language => ({ kind, name, language, shape })).filter(
        () =>
          !(OWNED.includes(kind) && shape.ownerId === null) &&
          !(NEEDS_GRID.includes(kind) && shape.gridId === null),
      ),
    ),
  )

  const parentFor = (kind: TicketEventKind) => (kind === 'merged' ? PARENT : null)
  /** A resumed clock only changes the card; a low rating gets a line to the duty officers. */
  const linesOf = (event: TicketEvent) => {
    if (event.kind === 'rated') return event.data.stars <= rendering.rules.low_rating ? 1 : 0
    return REPLY_RULES[event.kind].group &&
      event.kind !== 'resumed' &&
      event.kind !== 'placed' &&
      event.kind !== 'undone'
      ? 1
      : 0
  }

  it.each(cases)('$kind when $name, in $language', ({ kind, language, shape }) => {
    for (const data of HAPPENINGS[kind])
      for (const fresh of [true, false]) {
        const event = {
          ...({ kind, data } as EventBody),
          actor: BY[kind] ?? SYSTEM,
          at: NOW,
        } as TicketEvent
        const ticket = ticketOf({
          ...shape,
          ...FACTS[kind],
          language,
          ...(event.kind === 'resolved' && {
            state: 'resolved',
            outcome: event.data.outcome,
            confirmBy: later(72),
          }),
          ...(event.kind === 'rated' && { state: 'closed', rating: event.data.stars }),
        })
        const before = fresh ? null : ticketOf({ ...shape, language })
        const said = compose(rendering, { before, ticket, events: [event] }, parentFor(kind))
        const rule = REPLY_RULES[kind]
        expect(said.resident).toHaveLength(rule.resident ? 1 : 0)
        expect(said.group).toHaveLength(linesOf(event))
        for (const content of [...said.resident, ...said.group.map(line => line.in(readerOf(language)))]) {
          expect(oddities(content.text)).toEqual([])
          checkButtons(content)
        }
        for (const { text } of said.resident) expect(text).not.toContain('20261120')
      }
  })

  it('has the number in it, so that people can come back to it', () => {
    const silentAboutIt: ReplyKey[] = ['rated']
    for (const kind of TICKET_EVENT_KINDS)
      for (const data of HAPPENINGS[kind]) {
        const event = { kind, data, actor: BY[kind] ?? SYSTEM, at: NOW } as TicketEvent
        const ticket = ticketOf({ outcome: 'fixed', confirmBy: later(72), rating: 5, ...FACTS[kind] })
        const said = compose(rendering, { before: ticket, ticket, events: [event] }, parentFor(kind))
        const key = REPLY_RULES[kind].resident
        if (key && !silentAboutIt.includes(key))
          for (const { text } of said.resident) expect(text, kind).toContain('1120-0231')
        for (const line of said.group) expect(line.in(readerOf('en')).text, kind).toMatch(/(?<!-)0231/)
      }
  })

  it('gives the advice once, first, and in the language of the resident', () => {
    const urgent = [...tree.values()].find(leaf => leaf.advice && leaf.urgency === 'emergency')
    const event = {
      kind: 'assigned',
      data: HAPPENINGS.assigned[0],
      actor: SYSTEM,
      at: NOW,
    } as TicketEvent
    for (const language of LANGUAGES) {
      const ticket = ticketOf({ language, category: urgent?.id ?? '', urgency: 'emergency' })
      const advice = urgent?.advice?.[language === 'en' ? 'en' : 'zh'] ?? 'none'
      const first = compose(rendering, { before: null, ticket, events: [event] }).resident[0]?.text ?? ''
      expect(first.startsWith(advice)).toBe(true)
      const second = compose(rendering, { before: ticket, ticket, events: [event] }).resident[0]?.text
      expect(second).not.toContain(advice)
    }
  })

  it('promises nothing when it is reopened without a worker', () => {
    const event = { kind: 'reopened', data: HAPPENINGS.reopened[0], actor: RESIDENT, at: NOW } as TicketEvent
    const ticket = ticketOf({ state: 'unrouted', gridId: null })
    const [said] = compose(rendering, { before: ticket, ticket, events: [event] }).resident
    expect(said?.text).toContain('值班员')
    expect(said?.text).not.toMatch(/前答复/)
  })

  it('says once that words arrived, when what follows says it anyway', () => {
    const added = { kind: 'added', data: { text: '3号楼' }, actor: RESIDENT, at: NOW } as TicketEvent
    const said = (...more: TicketEventKind[]) =>
      compose(rendering, {
        before: ticketOf({ assignedAt: null }),
        ticket: ticketOf(),
        events: [
          added,
          ...more.map(kind => ({ kind, data: HAPPENINGS[kind][0], actor: SYSTEM, at: NOW }) as TicketEvent),
        ],
      }).resident.map(({ text }) => text)
    expect(said()).toEqual([expect.stringContaining('已补充')])
    for (const kind of ['assigned', 'asked', 'unrouted'] as const)
      expect(said(kind)).toEqual([expect.not.stringContaining('已补充')])
  })

  it('keeps a remark among colleagues among them', () => {
    const event: TicketEvent = {
      kind: 'noted',
      data: { text: '这人老投诉', toResident: false, photos: 0 },
      actor: WANG,
      at: NOW,
    }
    expect(compose(rendering, { before: ticketOf(), ticket: ticketOf(), events: [event] })).toEqual({
      resident: [],
      group: [],
    })
  })

  it('tells the group what the resident answered when the clock goes on', () => {
    const added = { kind: 'added', data: { text: '2单元' }, actor: RESIDENT, at: NOW } as TicketEvent
    const resumed = { kind: 'resumed', data: { promises: null }, actor: SYSTEM, at: NOW } as TicketEvent
    const said = compose(rendering, { before: ticketOf(), ticket: ticketOf(), events: [added, resumed] })
    expect(said.group.map(line => line.in(readerOf('zh-CN')).text)).toEqual([
      expect.stringContaining('2单元'),
    ])
  })

  it('goes to the group whose clock it is, and when it is late also one level up', () => {
    const heard = (
      kind: 'reminded' | 'supervised',
      clock: 'accept' | 'report',
      over: Partial<Ticket> = {},
    ) => {
      const unitId = clock === 'report' ? 'housing' : null
      const event = { kind, data: { clock, unitId, level: 2 }, actor: SYSTEM, at: NOW } as TicketEvent
      const ticket = ticketOf({ tasks: [CALLED], ...over })
      return compose(rendering, { before: ticket, ticket, events: [event] }).group.map(({ to }) => to)
    }
    expect(heard('reminded', 'accept')).toEqual([[{ kind: 'holder' }]])
    expect(heard('reminded', 'accept', { state: 'unrouted' })).toEqual([[{ kind: 'duty', level: 1 }]])
    expect(heard('reminded', 'report')).toEqual([[{ kind: 'unit', unitId: 'housing' }]])
    expect(heard('supervised', 'report')).toEqual([
      [
        { kind: 'unit', unitId: 'housing' },
        { kind: 'duty', level: 2 },
      ],
    ])
    expect(heard('supervised', 'accept', { state: 'arbitration' })).toEqual([
      [
        { kind: 'duty', level: 3 },
        { kind: 'duty', level: 2 },
      ],
    ])
    // A second clock of the same worker is no news while the same level knows; a department's clock is.
    const warned = { reminded: [], missed: ['answer'], level: 2, at: NOW.toISOString() }
    expect(heard('supervised', 'accept', { warned })).toEqual([])
    expect(heard('supervised', 'report', { warned })).toHaveLength(1)
    expect(heard('supervised', 'accept', { warned: { ...warned, missed: ['report:housing'] } })).toHaveLength(
      1,
    )
    expect(heard('supervised', 'accept', { warned: { ...warned, level: 1 } })).toHaveLength(1)
  })

  it('reaches the groups that must act: the deciders, and departments on their way', () => {
    const heard = (kind: 'urged' | 'withdrawn', before: Partial<Ticket>, parent: Ticket | null = null) => {
      const event = { kind, data: { text: '' }, actor: RESIDENT, at: NOW } as TicketEvent
      const was = ticketOf({ tasks: [], ...before })
      const ticket = kind === 'withdrawn' ? ({ ...was, state: 'withdrawn', tasks: [] } as const) : was
      return compose(rendering, { before: was, ticket, events: [event] }, parent).group.map(({ to }) => to)
    }
    const [community, district, holder] = [
      { kind: 'duty', level: 1 },
      { kind: 'duty', level: 3 },
      { kind: 'holder' },
    ]
    expect(heard('urged', { state: 'unrouted' })).toEqual([[community]])
    expect(heard('urged', { state: 'arbitration' })).toEqual([[district]])
    expect(heard('urged', { state: 'accepted' })).toEqual([[holder]])
    expect(heard('urged', { state: 'merged' }, ticketOf({ state: 'unrouted' }))).toEqual([[community]])
    expect(heard('withdrawn', { state: 'unrouted' })).toEqual([[community]])
    expect(heard('withdrawn', { state: 'whistled', tasks: [CALLED] })).toEqual([
      [holder, { kind: 'unit', unitId: 'housing' }],
    ])
  })

  it('mentions the members whose clock it is, once each', () => {
    const mentions = (unitId: string | null) => {
      const event = {
        kind: 'reminded',
        data: { clock: 'accept', unitId },
        actor: SYSTEM,
        at: NOW,
      } as TicketEvent
      const ticket = ticketOf({ ownerId: 'wu', heldById: 'wang', tasks: [CALLED] })
      const [line] = compose(rendering, { before: ticket, ticket, events: [event] }).group
      return line?.in(readerOf('zh-CN')).mentions?.map(({ name }) => name)
    }
    expect(mentions(null)).toEqual(['吴大姐', '王师傅'])
    expect(mentions('housing')).toEqual(['李工'])
    expect(mentions('water_affairs')).toBeUndefined()
  })

  it('does not ask for stars that were just given', () => {
    const confirmed = { kind: 'confirmed', data: {}, actor: RESIDENT, at: NOW } as TicketEvent
    const rated = { kind: 'rated', data: { stars: 4 }, actor: RESIDENT, at: NOW } as TicketEvent
    const ticket = ticketOf({ state: 'closed', rating: 4 })
    const said = compose(rendering, { before: ticketOf(), ticket, events: [confirmed, rated] })
    expect(said.resident.map(({ text }) => text)).toEqual(['谢谢您的 4 分。'])
  })
})

describe('what is said about no event', () => {
  const t = { number: '1120-0231', short: '0231', summary: '楼道灯坏了', state: '已分派' }
  const DAY = { area: '第4网格', day: '2026-11-20', opened: 4, closed: 3 }
  const DUE = {
    number: '0231',
    summary: '楼道灯坏了',
    clock: '接单',
    due: '今天 09:30',
    late: true,
    who: '王师傅',
  }
  const TOPIC = { place: '状元府', category: '公共设施·照明', residents: 4, tickets: 5, open: 2 }
  const RATES = { response: '97.5%', resolution: '3/4', satisfaction: '–', reported: '2/2', acted: '–' }
  const PERIOD = {
    area: '第4网格',
    days: '2026-11-16 – 2026-11-22',
    opened: 40,
    closed: 38,
    ...RATES,
    accept_hours: '0.3',
    answer_hours: '1.2',
    resolve_hours: '–',
  }
  const VALUES: Partial<Record<ReplyKey, Record<string, unknown>[]>> = {
    welcome: [{ community: '' }, { community: '状元府社区' }],
    help: [{}],
    mine: [
      { tickets: [] },
      { tickets: [{ ...t, owner: '', due: '' }] },
      {
        tickets: [
          { ...t, owner: '王师傅', due: '今天 18:40' },
          { ...t, owner: '', due: '' },
        ],
      },
    ],
    ask_more: [{ number: '1120-0231' }],
    added_too_much: [{ number: '1120-0231', most: 20, characters: 10_000 }],
    restore_late: [{ number: '1120-0231', summary: '楼道灯坏了' }],
    order_unsure: [{ number: '1120-0231', summary: '楼道灯坏了', order: '撤回' }],
    already_urged: [
      { number: '1120-0231', owner: '王师傅', grid: '第4网格', due: '今天 18:40' },
      { number: '1120-0231', owner: '', grid: '第4网格', due: '' },
    ],
    nothing_found: [{}],
    not_now: [{ number: '1120-0231', state: '已销号' }],
    thanks: [{}],
    chatter: [{}],
    abuse: [{}],
    spam: [{}],
    unsupported: [{ what: 'voice' }],
    unknown_command: [{}],
    bind_in_private: [{}],
    join_elsewhere: [{}],
    ask_reason: [{ number: '0231' }],
    one_at_a_time: [{ number: '0231', word: '办结' }],
    unfinished_order: [
      { verb: 'accept', word: '接', number: '' },
      { verb: 'transfer', word: '转', number: '0231' },
    ],
    guide: [
      {
        code: '1001',
        title: '换领身份证',
        parts: [{ name: '是什么', text: '旧证快到期，换新证。' }],
        source: '居民身份证法',
        checked: '2026-11-20',
      },
    ],
    no_guide: [{ code: '1999' }],
    useful: [{}],
    asked_already: [{ number: '1120-0231' }],
    picture_alone: [false, true].map(pin => ({ what: 'photo', pin })),
    voice_alone: [{ what: 'voice' }],
    proof: [false, true].map(spoken => ({ number: '1120-0231', sender: '王师傅', count: 1, spoken })),
    said_then: [{ when: '今天 08:15' }],
    missed: [{ messages: '工单 1120-0231 办结了。', count: 1 }],
    file_refused: [{ what: 'photo', why: 'it is empty' }],
    group_media: [
      { number: '1120-0231', sender: null, count: 2, spoken: false },
      { number: '1120-0231', sender: '王师傅', count: 1, spoken: true },
    ],
    language: [{}],
    group_help: [{ buttons: true }, { buttons: false }],
    group_mine: [
      { tickets: [] },
      { tickets: [{ ...t, owner: '王师傅', due: '今天 18:40' }] },
      { tickets: [{ ...t, owner: '', due: '' }] },
    ],
    bound: [{ group: '第4网格工作群' }],
    bind_failed: [{}],
    joined: [{ name: '王师傅', group: '第4网格' }],
    join_failed: [{}],
    join_in_group: [{}],
    not_bound: [{}],
    not_member: [{ name: '路人' }],
    unknown_number: [{ number: '0999' }],
    refused: [
      { number: '0231', refusal: '已经办过了', state: '', owner: '' },
      { number: '0231', refusal: '已经办过了', state: '正在办理', owner: '' },
      { number: '0231', refusal: '已经办过了', state: '正在办理', owner: '王师傅' },
    ],
    maybe_same: ['', '状元府'].map(place => ({
      number: '1120-0231',
      parent: '1120-0198',
      category: '照明',
      place,
    })),
    still_fine: [{}],
    group_low_rating: ['', '王师傅'].map(owner => ({
      number: '0231',
      stars: 1,
      category: '照明',
      place: owner && '状元府',
      owner,
      grid: '第4网格',
    })),
    group_lost: [{ group: '第4网格工作群' }],
    group_left: [{ name: '王师傅', group: '第4网格工作群', count: 2 }],
    edit_handled: [{ number: '0231' }],
    group_undo: [{ number: '0231', state: '已分派' }],
    why: [
      {
        number: '0231',
        category: '照明',
        decided_by: '模型判断',
        sure: '83%',
        place: '状元府',
        found: '按地名',
        rule: 'grid',
        holder: '第4网格',
        step: '在岗网格员',
        candidates: 3,
        load: 2,
        clocks: ['接单 今天 12:00', '办结 明天 12:00 ⏰'],
      },
      {
        number: '0231',
        category: '照明',
        decided_by: '人定的',
        sure: '',
        place: '',
        found: '',
        rule: '',
        holder: '',
        step: '',
        candidates: 0,
        load: 0,
        clocks: [],
      },
    ],
    choose_units: [{ said: '城建', units: '住建部门、水务部门' }],
    unreachable_unit: [
      { unit: '水务局', phone: '0536-0000203' },
      { unit: '水务局', phone: '' },
    ],
    unknown_target: [{ said: '老刘', options: '王师傅、吴大姐' }],
    unclear_target: [{ said: '王', options: '王师傅、王大姐' }],
    excluded: ['', '查无此事'].map(note => ({ number: '0231', reason: '不实反映', note, actor: '陈主任' })),
    included: [{ number: '0231', actor: '陈主任' }],
    shown: [
      {
        number: '0231',
        category: '照明',
        place: '状元府',
        state: '已分派',
        owner: '王师傅',
        words: '灯坏了',
        history: ['今天 10:00 opened'],
      },
      { number: '0231', category: '照明', place: '', state: '已分派', owner: '', words: 'x', history: [] },
    ],
    ask_note: [{ number: '0231' }],
    group_about_them: [{ number: '0231', said: '安居物业' }],
    exclude_why: [{ number: '1120-0231', reasons: ['不实反映', '重复反映'] }],
    digest: [
      {
        ...DAY,
        open: 2,
        today: 1,
        late: 1,
        whistles: 1,
        more: 3,
        unannounced: '2027',
        tickets: [DUE, { ...DUE, late: false, who: '' }],
      },
      { ...DAY, open: 0, today: 0, late: 0, whistles: 0, more: 0, tickets: [], unannounced: '' },
    ],
    digest_quiet: [DAY],
    report: (['week', 'month'] as const).flatMap(span => [
      { ...PERIOD, span, before: PERIOD, whistles: 2, excluded: 1, topics: [TOPIC, { ...TOPIC, open: 0 }] },
      { ...PERIOD, span, before: PERIOD, whistles: 0, excluded: 0, topics: [] },
    ]),
    report_quiet: [{ area: '第4网格', days: '2026-11-16 – 2026-11-22', span: 'week' }],
    notice: [{}],
    notice_agreed: [{}],
    link_code: [{ code: 'ABCD-2345', minutes: 10 }],
    linked: [{ tickets: 0 }, { tickets: 2 }],
    linked_elsewhere: [{}],
    link_failed: [{}],
    link_same: [{}],
    link_worker: [{}],
    link_slow: [{}],
    link_in_group: [{}],
    forget_sure: [{ open: 0 }, { open: 3 }],
    forget_later: [{ numbers: ['1120-0231', '1120-0232'] }],
    forgotten: [{}],
    kept: [{}],
  }
  const ofEvents = new Set<ReplyKey>(
    Object.values(REPLY_RULES).flatMap(({ resident, group }) =>
      [resident, group].filter(key => key !== null),
    ),
  )
  const keys = REPLY_KEYS.filter(key => !ofEvents.has(key) && key !== 'card')

  it('is known here for every key', () => {
    expect(keys.filter(key => !VALUES[key])).toEqual([])
  })

  it.each(keys.flatMap(key => LANGUAGES.map(language => ({ key, language }))))(
    '$key in $language',
    ({ key, language }) => {
      for (const values of VALUES[key] ?? []) {
        const text = replies.say(language, key, values as ReplyValues<typeof key>)
        expect(oddities(text)).toEqual([])
        expect(text.length).toBeLessThan(400)
      }
    },
  )
})

describe('a card', () => {
  const OVER: Partial<Record<TicketState, Partial<Ticket>>> = {
    needs_info: {
      gridId: null,
      placeId: null,
      placeText: null,
      ownerId: null,
      acceptBy: null,
      answerBy: null,
      resolveBy: null,
      assignedAt: null,
    },
    unrouted: { ownerId: null },
    accepted: { acceptedAt: NOW },
    whistled: {
      acceptedAt: NOW,
      tasks: TASK_STATES.map((state, n) => ({
        ...CALLED,
        unitId: rendering.org.units[n]?.id ?? '',
        state,
      })),
    },
    meeting: { acceptedAt: NOW, meeting: MEETING },
    arbitration: { returns: 2 },
    resolved: { outcome: 'fixed', confirmBy: later(72), resolvedAt: NOW },
    closed: { outcome: 'fixed', confirmBy: later(72), resolvedAt: NOW, closedAt: NOW, rating: 4 },
    merged: { parentId: 'ticket-0' },
  }
  const events: TicketEvent[] = [
    {
      kind: 'noted',
      data: { text: '已联系电工，电话13900002222', toResident: false, photos: 0 },
      actor: WANG,
      at: NOW,
    },
    { kind: 'urged', data: { text: '快点' }, actor: RESIDENT, at: NOW },
    { kind: 'urged', data: { text: '' }, actor: RESIDENT, at: NOW },
  ]
  const facts = (state: TicketState, over: Partial<CardFacts> = {}): CardFacts => ({
    ticket: ticketOf({ state, ...OVER[state] }),
    events,
    residentName: '张秀英',
    saidAt: null,
    menu: null,
    group: groupOf('grid'),
    outOfReach: false,
    neighbours: 0,
    parent: ticketOf({ ...OVER[state] }).parentId && '20261120-0198',
    ...over,
  })
  type Kind = CardFacts['group']['kind']
  const groupOf = (kind: Kind, language: Language = 'zh-CN', gridId = 'grid-4'): CardFacts['group'] => ({
    id: `${kind}-group`,
    kind,
    gridId: kind === 'grid' ? gridId : null,
    unitId: kind === 'unit' ? 'housing' : null,
    language,
  })
  const menus: (CardMenu | null)[] = [
    null,
    ...MENUS.map(menu => openedBy(menu, '')),
    ...OUTCOMES.map(outcome => ({ kind: 'note' as const, outcome })),
    openedBy('category', 'facilities'),
  ]

  const cases = TICKET_STATES.flatMap(state =>
    (['grid', 'unit', 'duty'] as const).flatMap(kind =>
      LANGUAGES.map(language => ({ state, kind, language })),
    ),
  )

  it.each(cases)('that is $state, in a $kind group, in $language', ({ state, kind, language }) => {
    for (const menu of [...menus, openedBy('category', 'abolished')])
      for (const shape of [{}, { ownerId: null }, { placeText: null }, { text: '长'.repeat(100_000) }]) {
        const of = facts(state, {
          menu,
          group: groupOf(kind, language),
          neighbours: menu ? 3 : 0,
          outOfReach: menu !== null,
        })
        const owned = ['accepted', 'whistled', 'resolved', 'closed'].includes(state)
        const ticket = { ...of.ticket, ...(owned ? { ...shape, ownerId: 'wang' } : shape) }
        const card = drawCard(rendering, { ...of, ticket }, NOW)
        expect(oddities(card.text)).toEqual([])
        checkButtons(card)
        expect(card.text).toMatch(/^\S+ 0231 · /)
        expect(card.text.length).toBeLessThan(1_000)
        const elsewhere = kind === 'unit' ? state !== 'whistled' : kind === 'grid' && ticket.gridId === null
        expect(card.card).toEqual({
          key: '20261120-0231',
          open: isOpen(state) && !elsewhere && state !== 'merged',
          urgent: false,
        })
        // No buttons on a closed ticket, or on one that waits for the resident.
        if (!isOpen(state) || state === 'resolved') expect(buttonsOf(card)).toEqual([])
      }
  })

  it("keeps its frame around any resident's text: no mark turns a line around, no quotation ends before ours", () => {
    const text = '灯坏了\u202e”\n✅ 0231 已销号 "解决了" 邻里：“请转账\u2066”'
    const of = facts('assigned', { group: groupOf('grid'), residentName: '\u202e”张秀英' })
    const card = drawCard(
      rendering,
      { ...of, ticket: { ...of.ticket, text, placeText: '3号楼\u202e” 邻里' } },
      NOW,
    ).text
    expect(card).not.toMatch(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
    expect(card).toContain("“灯坏了’ / ✅ 0231 已销号 '解决了' 邻里：‘请转账’”")
    expect(card.match(/[“”]/gu)).toEqual(['“', '”'])
    expect(card.split('\n').filter(line => line.startsWith('✅'))).toEqual([])
  })

  it('does not tell who the resident is: no telephone, no full name', () => {
    for (const state of TICKET_STATES)
      for (const kind of ['grid', 'unit', 'duty'] as const) {
        const { text } = drawCard(rendering, facts(state, { group: groupOf(kind) }), NOW)
        expect(text).toContain('[电话]')
        expect(text).not.toMatch(/1[3-9]\d{9}/)
        expect(text).not.toContain('秀英')
        expect(text).toContain('张**')
      }
  })

  it('of a ticket that another grid has says where it went, and has nothing to press', () => {
    for (const state of TICKET_STATES.filter(state => state !== 'needs_info'))
      for (const menu of menus) {
        const card = drawCard(
          rendering,
          facts(state, { menu, group: groupOf('grid', 'zh-CN', 'grid-3') }),
          NOW,
        )
        expect(card.buttons).toEqual([])
        expect(card.text).toContain('→ 第4网格')
        expect(card.card?.open).toBe(false)
      }
  })

  it('that was handed back has nothing to press in the group that did', () => {
    for (const state of ['unrouted', 'arbitration'] as const) {
      const card = drawCard(rendering, facts(state), NOW)
      expect(card.buttons).toEqual([])
      expect(card.text).toContain(replies.label('zh-CN', `state_${state}`))
    }
  })

  it('that waits for a decision names who decides, not who handed it back', () => {
    const data = { reason: 'other_grid', note: '不在本网格', ...UNDECIDED } as const
    const returned: TicketEvent = { kind: 'returned', data, actor: WANG, at: NOW }
    const disputed: TicketEvent = {
      kind: 'disputed',
      data: { ...data, arbiterId: 'chen' },
      actor: WANG,
      at: NOW,
    }
    const undecided = drawCard(rendering, facts('unrouted', { events: [returned] }), NOW).text.split('\n')
    expect(undecided).toContain('等待人工分派')
    // The reason appears once, although the worker typed it too.
    expect(undecided).toContain('· 王师傅：退单 不在本网格')
    const { text } = drawCard(rendering, facts('arbitration', { events: [returned, disputed] }), NOW)
    expect(text.split('\n')).toContain('等待裁定 · 陈主任')
  })

  it('for the duty officers has no way to take back what a grid worker did', () => {
    const event: TicketEvent = {
      kind: 'returned',
      data: { reason: 'other_grid', note: '', ...UNDECIDED },
      actor: WANG,
      at: NOW,
    }
    const ticket = { ...facts('unrouted').ticket, updatedAt: NOW }
    const of = (kind: Kind) =>
      drawCard(rendering, { ...facts('unrouted'), ticket, events: [event], group: groupOf(kind) }, NOW)
    expect(verbsOf(of('duty'))).not.toContain('undo')
    expect(verbsOf(of('grid'))).toContain('undo')
  })

  it('without a category does not offer to file it as unclear again', () => {
    const { ticket } = facts('unrouted')
    const unrouted: TicketEvent = {
      kind: 'unrouted',
      data: {
        why: 'low_confidence',
        decideBy: null,
        guesses: { categories: ['other.unclear', 'facilities.lighting'], grids: [] },
      },
      actor: SYSTEM,
      at: NOW,
    }
    const card = drawCard(
      rendering,
      facts('unrouted', {
        ticket: { ...ticket, category: 'other.unclear' },
        events: [unrouted],
        group: groupOf('duty'),
      }),
      NOW,
    )
    expect(labels(card)).toContain('照明')
    expect(verbsOf(card).filter(verb => verb === 'categorise')).toHaveLength(1)
  })

  it('of an emergency without a known place can be given to a grid by the duty officers', () => {
    const { ticket } = facts('needs_info')
    const card = drawCard(
      rendering,
      facts('needs_info', {
        ticket: { ...ticket, urgency: 'emergency' },
        group: groupOf('duty'),
      }),
      NOW,
    )
    expect(verbsOf(card)).toContain('assign')
  })

  const verbsOf = (content: OutboundContent) =>
    buttonsOf(content).map(({ action }) => (decodeAction(action) as Command).verb)
  const labels = (content: OutboundContent) => buttonsOf(content).map(({ label }) => label)

  it.each<[TicketState, Kind, string[]]>([
    ['assigned', 'grid', ['接单', '退单', '分类不对', '吹哨', '转办']],
    ['accepted', 'grid', ['办结', '退单', '分类不对', '吹哨', '转办']],
    ['whistled', 'grid', ['办结', '吹哨', '结束吹哨', '评部门']],
    ['whistled', 'unit', ['报到', '不归我们']],
    ['meeting', 'grid', ['办结']],
    ['assigned', 'duty', ['换网格', '转办', '督办', '办结', '分类不对']],
    ['meeting', 'duty', ['同意', '不同意', '再议']],
    ['unrouted', 'duty', ['第3网格', '第4网格', '第5网格', '办结', '分类不对']],
    ['arbitration', 'duty', ['第3网格', '第4网格', '第5网格', '办结', '分类不对']],
  ])('that is %s offers a %s group %j', (state, kind, expected) => {
    const card = drawCard(rendering, facts(state, { group: groupOf(kind) }), NOW)
    expect(labels(card)).toEqual(expected)
  })

  it.each([
    ['return', '', RETURN_REASONS.length],
    ['resolve', '', OUTCOMES.length],
    ['category', '', new Set([...tree.values()].map(leaf => leaf.group)).size],
    ['category', 'facilities', [...tree.values()].filter(leaf => leaf.group === 'facilities').length],
    ['grid', '', 3],
  ] as const)('unfolds "%s" "%s" to %i choices and a way back', (menu, choice, choices) => {
    const card = drawCard(rendering, facts('accepted', { menu: openedBy(menu, choice) }), NOW)
    expect(buttonsOf(card)).toHaveLength(choices + 1)
    expect(labels(card).at(-1)).toBe('返回')
  })

  it('counts urges and shows the last notes, masked', () => {
    const notes = ['一', '二', '三', '四'].map(
      (text): TicketEvent => ({
        kind: 'noted',
        data: { text, toResident: false, photos: 0 },
        actor: WANG,
        at: NOW,
      }),
    )
    const { text } = drawCard(rendering, facts('assigned', { events: [...events, ...notes] }), NOW)
    expect(text).toContain('催2次')
    expect(text.split('\n').filter(line => line.startsWith('· '))).toEqual([
      '· 王师傅：二',
      '· 王师傅：三',
      '· 王师傅：四',
    ])
  })
})
