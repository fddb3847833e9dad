import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, open, replay } from './advance.ts'
import { type Ticket, shortNumber, spokenNumber, tasksAtWork } from './ticket.ts'
import { backTo } from './undo.ts'
import {
  ACTOR_KINDS,
  type Actor,
  type EventBody,
  type EventBodyOf,
  OUTCOMES,
  RETURN_REASONS,
  SYSTEM,
  type Task,
  TICKET_EVENT_KINDS,
  type TicketEvent,
  type TicketEventKind,
  WHISTLE_GROUNDS,
} from './ticket-event.ts'
import {
  type Edge,
  OPEN_STATES,
  TICKET_STATES,
  TRANSITIONS,
  type TicketState,
  isOpen,
} from './transitions.ts'

/** The same sequences in every run. */
fc.configureGlobal({ seed: 20_261_120 })

const START = Date.UTC(2026, 10, 20, 1, 0)
const at = (minute: number): Date => new Date(START + minute * 60_000)
const due = (hours: number) => new Date(START + hours * 3_600_000).toISOString()
const PROMISES = {
  acceptBy: due(2),
  answerBy: due(24),
  resolveBy: due(120),
  workingTime: true,
  promisedAt: null,
}
/** Deadlines after a meeting that agreed, and after one that rejected. */
const AGREED = { ...PROMISES, acceptBy: due(402), resolveBy: due(800), workingTime: false }
const LEFT = { ...PROMISES, resolveBy: due(150) }
const UNDECIDED = { decideBy: due(3), guesses: { categories: [], grids: [] } }

const RESIDENT: Actor = { kind: 'resident', id: 'resident-1' }
const WANG: Actor = { kind: 'member', id: 'wang' }
const LI: Actor = { kind: 'member', id: 'li' }

const OPENED: EventBodyOf<'opened'> = {
  kind: 'opened',
  data: {
    number: '20261120-0231',
    residentId: 'resident-1',
    conversationId: 'chat-1',
    language: 'zh-CN',
    category: 'facilities.lighting',
    urgency: 'normal',
    text: '楼道灯坏了',
    summary: '楼道灯坏了',
    emergency: null,
  },
}
const fresh = (): Ticket => open('ticket-1', { ...OPENED, at: at(0) })

/** One plausible happening of every kind; the compiler asks for a new one. */
const EXAMPLES: { [K in TicketEventKind]: EventBodyOf<K> } = {
  opened: OPENED,
  placed: {
    kind: 'placed',
    data: { gridId: 'g4', placeId: 'zyf', placeText: '状元府 3号楼', rule: 'place' },
  },
  asked: { kind: 'asked', data: { what: 'place', candidates: [] } },
  added: { kind: 'added', data: { text: '3号楼' } },
  unrouted: { kind: 'unrouted', data: { why: 'no_place', ...UNDECIDED } },
  assigned: {
    kind: 'assigned',
    data: { gridId: 'g4', ownerId: 'wang', unitId: null, rule: 'place', choice: null, ...PROMISES },
  },
  transferred: { kind: 'transferred', data: { gridId: 'g4', unitId: null, ownerId: 'li', note: '' } },
  accepted: { kind: 'accepted', data: {} },
  noted: { kind: 'noted', data: { text: '明天来修', toResident: true, photos: 1 } },
  inquired: { kind: 'inquired', data: { text: '几单元？' } },
  resumed: { kind: 'resumed', data: { promises: PROMISES } },
  rescheduled: { kind: 'rescheduled', data: { promises: PROMISES } },
  returned: { kind: 'returned', data: { reason: 'other_grid', note: '', ...UNDECIDED } },
  disputed: {
    kind: 'disputed',
    data: { reason: 'other_unit', note: '', arbiterId: 'chen', ...UNDECIDED },
  },
  recategorised: {
    kind: 'recategorised',
    data: { from: 'facilities.lighting', to: 'property.service', urgency: 'urgent', promises: PROMISES },
  },
  whistled: {
    kind: 'whistled',
    data: { units: ['housing'], ground: 'beyond_power', note: '', reportBy: due(4), actBy: due(48) },
  },
  reported_in: { kind: 'reported_in', data: { unitId: 'housing' } },
  unit_done: { kind: 'unit_done', data: { unitId: 'housing', note: '' } },
  unit_declined: { kind: 'unit_declined', data: { unitId: 'housing', note: '不归我们' } },
  unit_rated: { kind: 'unit_rated', data: { unitId: 'housing', stars: 4 } },
  whistle_ended: { kind: 'whistle_ended', data: { note: '' } },
  urged: { kind: 'urged', data: { text: '' } },
  reminded: { kind: 'reminded', data: { clock: 'accept', unitId: null } },
  supervised: { kind: 'supervised', data: { clock: 'accept', level: 1, unitId: null } },
  meeting_called: {
    kind: 'meeting_called',
    data: { plan: '换水泵', unitId: 'anju', decideBy: due(360) },
  },
  meeting_held: {
    kind: 'meeting_held',
    data: { decision: 'agreed', note: '', promises: AGREED, decideBy: null },
  },
  resolved: { kind: 'resolved', data: { outcome: 'fixed', note: '灯泡换好了', confirmBy: due(72) } },
  doubted: { kind: 'doubted', data: { why: 'empty' } },
  confirmed: { kind: 'confirmed', data: { followUpAt: due(400) } },
  lapsed: { kind: 'lapsed', data: { followUpAt: null } },
  followed_up: { kind: 'followed_up', data: {} },
  reopened: { kind: 'reopened', data: { text: '又灭了', ownerId: 'wang', ...PROMISES } },
  rated: { kind: 'rated', data: { stars: 5 } },
  withdrawn: { kind: 'withdrawn', data: { text: '' } },
  offered: { kind: 'offered', data: { parentId: 'ticket-0' } },
  merged: { kind: 'merged', data: { parentId: 'ticket-0' } },
  parted: { kind: 'parted', data: {} },
  handed_on: { kind: 'handed_on', data: { ownerId: null, arbiterId: null } },
  heated: { kind: 'heated', data: { residents: 5 } },
  undone: { kind: 'undone', data: { version: 1, back: backTo(fresh()) } },
  excluded: { kind: 'excluded', data: { reason: 'repeated', note: '' } },
  included: { kind: 'included', data: { note: '' } },
  linked: { kind: 'linked', data: { residentId: 'resident-1' } },
  made_confidential: {
    kind: 'made_confidential',
    data: { why: 'complaint', units: ['company'], members: [], level: 1 },
  },
}

const member = fc.constantFrom('wang', 'li', 'wu')
const grid = fc.constantFrom('g3', 'g4', 'g5')
const words = fc.constantFrom('', '又坏了', '3号楼', 'still dark')
const promises = fc
  .tuple(fc.integer({ min: 1, max: 48 }), fc.integer({ min: 1, max: 96 }), fc.integer({ min: 1, max: 400 }))
  .map(([accept, answer, resolve]) => ({
    ...PROMISES,
    acceptBy: due(accept),
    answerBy: due(answer),
    resolveBy: due(resolve),
  }))
const unit = fc.constantFrom('housing', 'water_affairs')
const maybeUnit = fc.option(fc.constant('anju'), { nil: null })
const nobodyOrMember = fc.option(member, { nil: null })

const happening: fc.Arbitrary<EventBody> = fc.oneof(
  ...TICKET_EVENT_KINDS.map(kind => fc.constant<EventBody>(EXAMPLES[kind])),
  fc.tuple(grid, nobodyOrMember, maybeUnit, promises).map(
    ([gridId, ownerId, unitId, due]): EventBody => ({
      kind: 'assigned',
      data: { gridId, ownerId, unitId, rule: 'person', choice: null, ...due },
    }),
  ),
  fc.tuple(grid, nobodyOrMember, maybeUnit).map(
    ([gridId, ownerId, unitId]): EventBody => ({
      kind: 'transferred',
      data: { gridId, ownerId, unitId, note: '' },
    }),
  ),
  fc
    .tuple(unit, fc.constantFrom('reported_in', 'unit_done', 'unit_declined', 'unit_rated'))
    .map(
      ([unitId, kind]) =>
        ({ kind, data: { unitId, note: '', ...(kind === 'unit_rated' && { stars: 3 }) } }) as EventBody,
    ),
  maybeUnit.map(
    (unitId): EventBody => ({ kind: 'meeting_called', data: { plan: '换水泵', unitId, decideBy: due(360) } }),
  ),
  fc.constantFrom('rejected', 'postponed').map(
    (decision): EventBody => ({
      kind: 'meeting_held',
      data: { decision, note: '', promises: null, decideBy: decision === 'postponed' ? due(700) : null },
    }),
  ),
  fc
    .tuple(words, nobodyOrMember, promises)
    .map(([text, ownerId, due]): EventBody => ({ kind: 'reopened', data: { text, ownerId, ...due } })),
  fc
    .tuple(fc.constantFrom(...RETURN_REASONS), words, fc.boolean())
    .map(
      ([reason, note, again]): EventBody =>
        again
          ? { kind: 'disputed', data: { reason, note, arbiterId: null, ...UNDECIDED } }
          : { kind: 'returned', data: { reason, note, ...UNDECIDED } },
    ),
  fc
    .tuple(fc.constantFrom(...OUTCOMES), words)
    .map(([outcome, note]): EventBody => ({ kind: 'resolved', data: { outcome, note, confirmBy: due(72) } })),
  fc.constantFrom(...WHISTLE_GROUNDS).map(
    (ground): EventBody => ({
      kind: 'whistled',
      data: { units: ['housing', 'water_affairs'], ground, note: '', reportBy: due(4), actBy: due(48) },
    }),
  ),
  fc.integer({ min: 1, max: 5 }).map((stars): EventBody => ({ kind: 'rated', data: { stars } })),
  fc
    .constantFrom('ticket-0', 'ticket-1')
    .map((parentId): EventBody => ({ kind: 'merged', data: { parentId } })),
)

const actor: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(RESIDENT) },
  { weight: 1, arbitrary: fc.constant<Actor>({ kind: 'resident', id: 'somebody-else' }) },
  { weight: 4, arbitrary: member.map((id): Actor => ({ kind: 'member', id })) },
  { weight: 3, arbitrary: fc.constant(SYSTEM) },
)

/** Undoes the last event; `play` fills in its version. */
const TAKE_BACK = fc.constant<EventBody>(EXAMPLES.undone)
/** Events that can be undone: `back` contains every fact that they change. */
const UNDOABLE: readonly TicketEventKind[] = ['accepted', 'returned', 'disputed', 'resolved', 'transferred']

/** Mostly forwards in time, sometimes backwards, as with the clocks of two machines. */
const step = fc.record({
  happening: fc.oneof({ weight: 9, arbitrary: happening }, { weight: 1, arbitrary: TAKE_BACK }),
  actor,
  minutes: fc.integer({ min: -2, max: 90 }),
})
const steps = fc.array(step, { maxLength: 60, size: 'max' })

interface Played {
  ticket: Ticket
  history: TicketEvent[]
}

/** Applies the steps in order; `each` gets every result. */
function play(
  taken: readonly { happening: EventBody; actor: Actor; minutes: number }[],
  each: (before: Ticket, event: TicketEvent, answer: ReturnType<typeof advance>) => void = () => {},
): Played {
  let ticket = fresh()
  let minute = 0
  let previous = ticket
  const history: TicketEvent[] = [{ ...OPENED, actor: RESIDENT, at: at(0) }]
  for (const { happening, actor, minutes } of taken) {
    minute = Math.max(0, minute + minutes)
    const undoing = happening.kind === 'undone' && UNDOABLE.includes(history.at(-1)?.kind ?? 'opened')
    const taken = undoing
      ? { kind: 'undone', data: { version: ticket.version, back: backTo(previous) } }
      : happening
    const event = { ...taken, actor, at: at(minute) } as TicketEvent
    const answer = advance(ticket, event)
    each(ticket, event, answer)
    if (!answer.ok) continue
    if (undoing) {
      const { version, updatedAt } = answer.ticket
      expect(answer.ticket, `${history.at(-1)?.kind} undone`).toEqual({ ...previous, version, updatedAt })
    }
    previous = ticket
    ticket = answer.ticket
    history.push(event)
  }
  return { ticket, history }
}

/** States without an outgoing edge. */
const isFinal = (state: TicketState) =>
  Object.values<Edge>(TRANSITIONS[state]).every(({ to }) => to === undefined)

/** Invariants of every ticket after any history. */
function impossible(ticket: Ticket): string[] {
  const wrong: string[] = []
  const never = (is: boolean, what: string) => {
    if (is) wrong.push(`${ticket.state}: ${what}`)
  }
  const { state } = ticket
  const over = state === 'resolved' || state === 'closed'
  const underway = state === 'assigned' || state === 'accepted' || state === 'whistled'
  never(state === 'closed' && !ticket.closedAt, 'closed, nobody knows when')
  never(isOpen(state) && ticket.closedAt !== null, 'open with a closing time')
  never(over && (!ticket.outcome || !ticket.confirmBy || !ticket.resolvedAt), 'done without an outcome')
  // The owner of the parent resolves a follower.
  never(over && ticket.ownerId === null && ticket.parentId === null, 'done by nobody')
  never(isOpen(state) && state !== 'resolved' && ticket.outcome !== null, 'an outcome before it is done')
  never(underway && ticket.gridId === null, 'in no grid')
  never(
    underway && !(ticket.acceptBy && ticket.answerBy && ticket.resolveBy && ticket.assignedAt),
    'no clock',
  )
  never(state === 'accepted' && ticket.ownerId === null, 'taken by nobody')
  never((state === 'accepted' || state === 'whistled') && !ticket.acceptedAt, 'taken at no time')
  never(
    ['needs_info', 'unrouted', 'assigned'].includes(state) && ticket.acceptedAt !== null,
    'taken too early',
  )
  never(state === 'arbitration' && ticket.returns !== 2, 'arbitration without two returns')
  never(ticket.returns > 2, 'ping-pong')
  never(ticket.rating !== null && state !== 'closed', 'rated and not closed')
  never(ticket.rating !== null && (ticket.rating < 1 || ticket.rating > 5), 'odd stars')
  never(state === 'merged' && ticket.parentId === null, 'follows nobody')
  never(isOpen(state) && !['merged', 'resolved'].includes(state) && ticket.parentId !== null, 'follows still')
  never(tasksAtWork(ticket).length > 0 && state !== 'whistled', 'departments on their way to nothing')
  never(
    ['accepted', 'whistled', 'resolved', 'closed', 'merged'].includes(state) && ticket.heldById !== null,
    'held by another',
  )
  never(
    (over || state === 'withdrawn' || state === 'merged') && ticket.waitingSince !== null,
    'waits for nothing',
  )
  never(state === 'meeting' && !(ticket.meeting && ticket.decideBy), 'a meeting about nothing')
  never(state === 'unrouted' && ticket.returns > 0 && !ticket.decideBy, 'nobody must decide')
  never(ticket.parentId === ticket.id, 'its own parent')
  never(ticket.updatedAt < ticket.createdAt, 'changed before it was made')
  return wrong
}

describe('any sequence of happenings by any actor', () => {
  it('advances or is refused, and never makes an impossible ticket', () => {
    fc.assert(
      fc.property(steps, taken => {
        const { ticket, history } = play(taken, (before, event, answer) => {
          if (!answer.ok) return
          expect(impossible(answer.ticket)).toEqual([])
          expect(answer.ticket.version).toBe(before.version + 1)
          expect(answer.ticket.updatedAt).toEqual(event.at)
          expect(
            isFinal(before.state) && answer.ticket.state !== before.state,
            `${event.kind} woke a final ticket`,
          ).toBe(false)
          // The resident's first words stay.
          expect(answer.ticket).toMatchObject({ id: before.id, number: before.number, createdAt: at(0) })
          expect(answer.ticket.text.startsWith(before.text)).toBe(true)
        })
        expect(ticket.version).toBe(history.length)
      }),
      { numRuns: 1_500 },
    )
  })

  it('changes nothing by a refusal, and nothing of the ticket that was there before', () => {
    fc.assert(
      fc.property(steps, taken => {
        play(taken, (before, event) => {
          const copy = structuredClone(before)
          const first = advance(before, event)
          expect(before).toEqual(copy)
          // Pure: the same input gives the same result.
          expect(advance(before, event)).toEqual(first)
        })
      }),
      { numRuns: 200 },
    )
  })

  it('is what its history adds up to', () => {
    fc.assert(
      fc.property(steps, taken => {
        const { ticket, history } = play(taken)
        expect(replay('ticket-1', history)).toEqual(ticket)
        const stored = (JSON.parse(JSON.stringify(history)) as TicketEvent[]).map(event => ({
          ...event,
          at: new Date(event.at),
        }))
        expect(replay('ticket-1', stored)).toEqual(ticket)
      }),
      { numRuns: 300 },
    )
  })

  it('reaches every state', () => {
    const seen = new Set<TicketState>(['needs_info'])
    fc.assert(
      fc.property(steps, taken => {
        play(taken, (_before, _event, answer) => {
          if (answer.ok) seen.add(answer.ticket.state)
        })
      }),
      { numRuns: 2_000 },
    )
    expect([...seen].toSorted()).toEqual([...TICKET_STATES].toSorted())
  })
})

const CALLED: Task = {
  unitId: 'housing',
  state: 'called',
  ground: 'beyond_power',
  calledAt: due(0),
  reportBy: due(4),
  actBy: due(48),
  note: '',
  stars: null,
}

describe('the table', () => {
  const edges = Object.entries(TRANSITIONS).flatMap(([from, kinds]) =>
    Object.entries(kinds as Partial<Record<TicketEventKind, Edge>>).map(([kind, edge]) => ({
      from: from as TicketState,
      kind: kind as TicketEventKind,
      ...edge,
    })),
  )

  it.each(edges)('$from --$kind--> $to says why, in words, and who may', ({ because, by }) => {
    expect(because.split(/\s+/).length).toBeGreaterThanOrEqual(3)
    expect(by.length).toBeGreaterThan(0)
    expect(new Set(by).size).toBe(by.length)
  })

  it('has a use for every event but the first', () => {
    const used = new Set(edges.map(({ kind }) => kind))
    expect(TICKET_EVENT_KINDS.filter(kind => !used.has(kind))).toEqual(['opened'])
  })

  const next = (state: TicketState) =>
    edges.filter(({ from, to }) => from === state && to).map(({ to }) => to)
  const from = (start: TicketState) => {
    const reached = new Set<TicketState>([start])
    for (const state of reached) for (const to of next(state)) if (to) reached.add(to)
    return reached
  }

  it('leads from the first state to every other', () => {
    expect([...from('needs_info')].toSorted()).toEqual([...TICKET_STATES].toSorted())
  })

  it.each(TICKET_STATES)('a final state is reachable from %s', state => {
    expect([...from(state)].some(end => end === 'closed' || end === 'withdrawn')).toBe(true)
  })

  it('keeps its promise about who is open', () => {
    expect(TICKET_STATES.filter(state => !isOpen(state))).toEqual(['closed', 'withdrawn'])
    expect(OPEN_STATES.every(state => !isFinal(state))).toBe(true)
    expect(TICKET_STATES.filter(isFinal)).toEqual(['withdrawn'])
  })

  it('refuses every event and every actor that is not in it', () => {
    for (const state of TICKET_STATES)
      for (const kind of TICKET_EVENT_KINDS)
        for (const who of ACTOR_KINDS) {
          const ticket: Ticket = {
            ...fresh(),
            state,
            returns: kind === 'disputed' ? 1 : 0,
            waitingSince: kind === 'resumed' ? at(0) : null,
            excluded: kind === 'included' ? 'not_real' : null,
            tasks: [CALLED],
          }
          const id = who === 'resident' ? 'resident-1' : who === 'member' ? 'wang' : null
          const answer = advance(ticket, {
            ...EXAMPLES[kind],
            actor: { kind: who, id },
            at: at(1),
          } as TicketEvent)
          const edge = edges.find(each => each.from === state && each.kind === kind)
          const expected = !edge ? 'not_now' : edge.by.includes(who) ? 'ok' : 'not_yours'
          expect(`${state} ${kind} by ${who}: ${answer.ok ? 'ok' : answer.refusal}`).toBe(
            `${state} ${kind} by ${who}: ${expected}`,
          )
        }
  })
})

describe('the rules', () => {
  type Row = [EventBody | TicketEventKind, Actor]
  let minute = 0
  const after = (...rows: Row[]): Ticket => {
    minute = 0
    return rows.reduce((ticket, row) => {
      const answer = happens(ticket, ...row)
      if (!answer.ok) throw new Error(`${JSON.stringify(row[0])} in ${ticket.state}: ${answer.refusal}`)
      return answer.ticket
    }, fresh())
  }
  const happens = (ticket: Ticket, what: EventBody | TicketEventKind, by: Actor) =>
    advance(ticket, {
      ...(typeof what === 'string' ? EXAMPLES[what] : what),
      actor: by,
      at: at(++minute),
    } as TicketEvent)
  const refusal = (ticket: Ticket, what: EventBody | TicketEventKind, by: Actor) => {
    const answer = happens(ticket, what, by)
    return answer.ok ? 'ok' : answer.refusal
  }
  const assignedTo = (gridId: string, ownerId: string | null): EventBodyOf<'assigned'> => ({
    kind: 'assigned',
    data: { gridId, ownerId, unitId: null, rule: 'person', choice: null, ...PROMISES },
  })
  const ASSIGNED: Row[] = [
    ['placed', SYSTEM],
    ['assigned', SYSTEM],
  ]

  it('may be returned once; the second return is disputed, and after the arbiter it cannot be returned', () => {
    const back = after(...ASSIGNED, ['returned', WANG])
    expect(back).toMatchObject({ state: 'unrouted', returns: 1 })
    const again = after(...ASSIGNED, ['returned', WANG], [assignedTo('g3', 'li'), WANG])
    expect(refusal(again, 'returned', LI)).toBe('already')
    const dispute = after(...ASSIGNED, ['returned', WANG], [assignedTo('g3', 'li'), WANG], ['disputed', LI])
    expect(dispute).toMatchObject({ state: 'arbitration', returns: 2 })
    expect(refusal(dispute, assignedTo('g4', 'wang'), SYSTEM)).toBe('not_yours')
    const settled = after(
      ...ASSIGNED,
      ['returned', WANG],
      [assignedTo('g3', 'li'), WANG],
      ['disputed', LI],
      [assignedTo('g4', 'wang'), LI],
    )
    expect(settled).toMatchObject({ state: 'assigned', gridId: 'g4', ownerId: 'wang', returns: 2 })
    expect(refusal(settled, 'returned', WANG)).toBe('already')
    expect(refusal(settled, 'disputed', WANG)).toBe('final')
  })

  it('cannot be disputed before it was returned', () => {
    expect(refusal(after(...ASSIGNED), 'disputed', WANG)).toBe('not_now')
  })

  it('keeps the owner before, who stays responsible, while a return is looked at (首接负责)', () => {
    expect(after(...ASSIGNED, ['returned', WANG]).ownerId).toBe('wang')
  })

  it.each(['added', 'urged', 'withdrawn', 'merged', 'placed'] as const)(
    'does not let another resident do "%s"',
    kind => {
      const ticket = after(...ASSIGNED)
      expect(refusal(ticket, kind, { kind: 'resident', id: 'somebody-else' })).toBe('not_yours')
      expect(refusal(ticket, kind, { kind: 'resident', id: null })).toBe('not_yours')
      expect(refusal(ticket, kind, RESIDENT)).toBe('ok')
    },
  )

  const DONE: Row[] = [...ASSIGNED, ['accepted', WANG], ['resolved', WANG]]

  it.each(['confirmed', 'reopened'] as const)(
    'does not let another resident turn the second key: %s',
    kind => {
      expect(refusal(after(...DONE), kind, { kind: 'resident', id: 'somebody-else' })).toBe('not_yours')
    },
  )

  it('does not let a worker turn the second key', () => {
    expect(refusal(after(...DONE), 'confirmed', WANG)).toBe('not_yours')
    expect(refusal(after(...DONE), 'lapsed', WANG)).toBe('not_yours')
  })

  it('starts anew when it is reopened', () => {
    const closed = after(...DONE, ['confirmed', RESIDENT], ['rated', RESIDENT])
    expect(closed).toMatchObject({ state: 'closed', rating: 5, outcome: 'fixed' })
    const answer = happens(closed, 'reopened', RESIDENT)
    expect(answer.ok && answer.ticket).toMatchObject({
      state: 'assigned',
      gridId: 'g4',
      ownerId: 'wang',
      outcome: null,
      rating: null,
      confirmBy: null,
      acceptedAt: null,
      resolvedAt: null,
      closedAt: null,
      reopens: 1,
      text: '楼道灯坏了\n又灭了',
      acceptBy: new Date(PROMISES.acceptBy),
    })
  })

  it('goes to a person when it is reopened and no grid ever had it', () => {
    const answered = after(['unrouted', SYSTEM], ['resolved', WANG])
    expect(answered).toMatchObject({ state: 'resolved', gridId: null, ownerId: 'wang' })
    const answer = happens(answered, 'reopened', RESIDENT)
    expect(answer.ok && answer.ticket).toMatchObject({
      state: 'unrouted',
      decideBy: new Date(PROMISES.acceptBy),
    })
  })

  it('is rated once, and again only after it was reopened', () => {
    const rated = after(...DONE, ['confirmed', RESIDENT], ['rated', RESIDENT])
    expect(refusal(rated, 'rated', RESIDENT)).toBe('already')
    const again = after(
      ...DONE,
      ['confirmed', RESIDENT],
      ['rated', RESIDENT],
      ['reopened', RESIDENT],
      ['resolved', WANG],
      ['lapsed', SYSTEM],
    )
    expect(refusal(again, 'rated', RESIDENT)).toBe('ok')
  })

  it('belongs to the worker who whistles when it was not accepted', () => {
    const whistled = after(['placed', SYSTEM], [assignedTo('g4', null), SYSTEM], ['whistled', LI])
    expect(whistled).toMatchObject({ state: 'whistled', ownerId: 'li' })
    const answer = happens(whistled, 'whistle_ended', WANG)
    expect(answer.ok && answer.ticket).toMatchObject({ state: 'accepted', ownerId: 'li' })
  })

  it('belongs to the worker who mends it when it was not accepted, and stays with a worker who accepted it', () => {
    expect(after(...ASSIGNED, ['resolved', LI])).toMatchObject({ state: 'resolved', ownerId: 'li' })
    expect(after(...ASSIGNED, ['accepted', WANG], ['resolved', LI])).toMatchObject({ ownerId: 'wang' })
  })

  it('counts its clocks from the first assignment, also when it is given to another', () => {
    const moved = after(...ASSIGNED, ['accepted', WANG], [assignedTo('g3', 'li'), WANG])
    expect(moved).toMatchObject({ state: 'assigned', gridId: 'g3', ownerId: 'li', acceptedAt: null })
    expect(moved.assignedAt).toEqual(at(2))
  })

  it('is not accepted twice', () => {
    expect(refusal(after(...ASSIGNED, ['accepted', WANG]), 'accepted', LI)).toBe('not_now')
  })

  it('never becomes its own parent', () => {
    expect(refusal(after(...ASSIGNED), { kind: 'merged', data: { parentId: 'ticket-1' } }, RESIDENT)).toBe(
      'not_now',
    )
  })

  it('follows its own way again when it was not solved with the other', () => {
    const follower = after(...ASSIGNED, ['merged', SYSTEM], ['resolved', SYSTEM])
    expect(follower).toMatchObject({ state: 'resolved', parentId: 'ticket-0' })
    const answer = happens(follower, 'reopened', RESIDENT)
    expect(answer.ok && answer.ticket).toMatchObject({ state: 'assigned', parentId: null })
  })

  it('cannot follow another while others follow it', () => {
    expect(refusal(after(...ASSIGNED, ['heated', SYSTEM]), 'merged', SYSTEM)).toBe('not_now')
    expect(refusal(after(...ASSIGNED, ['heated', SYSTEM]), 'heated', SYSTEM)).toBe('already')
  })

  it('is answered for by the owner before until the new one takes it, however often it is handed on', () => {
    const handed = after(...ASSIGNED, ['accepted', WANG], ['transferred', WANG])
    expect(handed).toMatchObject({ state: 'assigned', ownerId: 'li', heldById: 'wang', acceptedAt: null })
    expect(handed.resolveBy).toEqual(new Date(PROMISES.resolveBy))
    const on = happens(
      handed,
      { kind: 'transferred', data: { gridId: 'g4', unitId: 'anju', ownerId: null, note: '' } },
      LI,
    )
    expect(on.ok && on.ticket).toMatchObject({ unitId: 'anju', ownerId: null, heldById: 'wang' })
    const taken = on.ok && happens(on.ticket, 'accepted', LI)
    expect(taken && taken.ok && taken.ticket).toMatchObject({ ownerId: 'li', heldById: null })
  })

  const WHISTLED: Row[] = [...ASSIGNED, ['whistled', WANG]]

  it('lets each department report in once, finish once, and only if it was called', () => {
    const here = after(...WHISTLED, ['reported_in', LI])
    expect(here.tasks).toMatchObject([{ unitId: 'housing', state: 'reported_in' }])
    expect(refusal(here, 'reported_in', LI)).toBe('already')
    const uncalled: EventBody = { kind: 'unit_done', data: { unitId: 'fire', note: '' } }
    expect(refusal(here, uncalled, LI)).toBe('not_yours')
    const done = after(...WHISTLED, ['unit_done', LI])
    expect(tasksAtWork(done)).toEqual([])
    expect(refusal(done, 'unit_declined', LI)).toBe('already')
    expect(refusal(done, 'unit_rated', WANG)).toBe('ok')
  })

  const toNobody: EventBody = { kind: 'handed_on', data: { ownerId: null, arbiterId: null } }

  it('accepted and handed on without an owner is for the group to take, with its promises', () => {
    const ticket = after(...ASSIGNED, ['accepted', WANG], [toNobody, SYSTEM])
    const { resolveBy } = after(...ASSIGNED)
    expect(ticket).toMatchObject({ state: 'assigned', ownerId: null, acceptedAt: null, resolveBy })
  })

  it('whistled and handed on without an owner stays with its departments, then is for the group', () => {
    const whistled = after(...WHISTLED, [toNobody, SYSTEM])
    expect(whistled).toMatchObject({ state: 'whistled', ownerId: null })
    expect(after(...WHISTLED, [toNobody, SYSTEM], ['whistle_ended', WANG])).toMatchObject({
      state: 'assigned',
      acceptedAt: null,
    })
    // The worker who resolves it becomes its owner.
    expect(after(...WHISTLED, [toNobody, SYSTEM], ['resolved', WANG])).toMatchObject({
      state: 'resolved',
      ownerId: WANG.id,
    })
  })

  it('calls a department anew that has declined, and rates no department that was called off', () => {
    const again = after(...WHISTLED, ['unit_declined', LI], ['whistled', WANG])
    expect(again.tasks).toMatchObject([{ unitId: 'housing', state: 'called' }])
    const off = after(...WHISTLED, ['whistle_ended', WANG])
    expect(off.tasks).toMatchObject([{ state: 'called_off' }])
    expect(refusal(off, 'unit_rated', WANG)).toBe('not_now')
  })

  it('sends departments home when it is withdrawn, given to others or done', () => {
    for (const [kind, by] of [
      ['withdrawn', RESIDENT],
      ['assigned', WANG],
      ['resolved', WANG],
      ['merged', WANG],
      ['meeting_called', WANG],
    ] as const)
      expect(after(...WHISTLED, [kind, by]).tasks, kind).toMatchObject([{ state: 'called_off' }])
  })

  it('leaves what was left of every clock after a pause', () => {
    minute = 0
    const asked = after(...WHISTLED, ['supervised', SYSTEM], ['inquired', WANG])
    minute += 60
    const answer = happens(asked, { kind: 'resumed', data: { promises: null } }, SYSTEM)
    if (!answer.ok) throw new Error(answer.refusal)
    const { ticket } = answer
    const paused = ticket.updatedAt.getTime() - (asked.waitingSince?.getTime() ?? 0)
    expect(paused).toBe(61 * 60_000)
    expect(ticket.waitingSince).toBeNull()
    const [task] = ticket.tasks
    expect(Date.parse(task?.reportBy ?? '')).toBe(Date.parse(due(4)) + paused)
    expect(Date.parse(task?.actBy ?? '')).toBe(Date.parse(due(48)) + paused)
    expect(Date.parse(ticket.warned.at ?? '')).toBe(Date.parse(asked.warned.at ?? '') + paused)
  })

  const MEETING: Row[] = [...ASSIGNED, ['accepted', WANG], ['meeting_called', WANG]]

  it('goes to the unit that a meeting names, which has time to take it; the previous owner answers until then', () => {
    const agreed = after(...MEETING, ['meeting_held', WANG])
    expect(agreed).toMatchObject({
      state: 'assigned',
      unitId: 'anju',
      ownerId: null,
      heldById: 'wang',
      acceptBy: new Date(AGREED.acceptBy),
      resolveBy: new Date(AGREED.resolveBy),
      acceptedAt: null,
    })
  })

  it('goes on where it was when a meeting says no, with the time that was left', () => {
    const no: EventBody = {
      kind: 'meeting_held',
      data: { decision: 'rejected', note: '', promises: LEFT, decideBy: null },
    }
    const rejected = after(...MEETING, [no, WANG])
    expect(rejected).toMatchObject({ state: 'accepted', unitId: null, ownerId: 'wang', decideBy: null })
    expect(rejected.resolveBy).toEqual(new Date(LEFT.resolveBy))
  })

  it.each<[string, readonly TicketEventKind[]]>([
    ['begun before the meeting', ['inquired', 'meeting_called', 'resumed', 'meeting_held']],
    ['within the meeting', ['meeting_called', 'inquired', 'resumed', 'meeting_held']],
    ['that outlasts the meeting', ['meeting_called', 'inquired', 'meeting_held', 'resumed']],
    ['around the meeting', ['inquired', 'meeting_called', 'meeting_held', 'resumed']],
    ['before the meeting', ['inquired', 'resumed', 'meeting_called', 'meeting_held']],
  ])('stands still once while both a meeting and the resident are waited for: a pause %s', (_, kinds) => {
    let ticket = after(...ASSIGNED, ['accepted', WANG])
    let still = 0
    for (const kind of kinds) {
      minute += 60
      const stood = ticket.waitingSince !== null || ticket.state === 'meeting'
      if (stood) still += at(minute + 1).getTime() - ticket.updatedAt.getTime()
      // The caller computes the moved deadlines, in office time or round the clock.
      const since =
        kind === 'meeting_held' ? Date.parse(ticket.meeting?.stoodSince ?? '') : ticket.waitingSince
      const paused = at(minute + 1).getTime() - Number(since)
      const moved = (date: Date | null) =>
        new Date((date?.getTime() ?? 0) + (Number.isNaN(paused) ? 0 : paused)).toISOString()
      const { acceptBy, answerBy, resolveBy, promisedAt } = ticket
      const promises = {
        ...PROMISES,
        acceptBy: moved(acceptBy),
        answerBy: moved(answerBy),
        resolveBy: moved(resolveBy),
        promisedAt: moved(promisedAt),
      }
      const rejected = { decision: 'rejected', note: '', promises, decideBy: null } as const
      const happened: EventBody =
        kind === 'resumed'
          ? { kind, data: { promises: ticket.state === 'meeting' ? null : promises } }
          : kind === 'meeting_held'
            ? { kind, data: rejected }
            : EXAMPLES[kind]
      const next = happens(ticket, happened, kind === 'resumed' ? SYSTEM : WANG)
      if (!next.ok) throw new Error(`${kind}: ${next.refusal}`)
      ticket = next.ticket
    }
    expect(ticket.resolveBy?.getTime()).toBe(Date.parse(PROMISES.resolveBy) + still)
  })

  it.each(['returned', 'disputed'] as const)('that is %s waits for the resident no longer', kind => {
    const before: Row[] =
      kind === 'disputed'
        ? [
            ['returned', WANG],
            ['assigned', SYSTEM],
          ]
        : []
    expect(after(...ASSIGNED, ...before, ['inquired', WANG], [kind, WANG]).waitingSince).toBeNull()
  })

  it('is not asked about twice, and resumes once', () => {
    const asked = after(...ASSIGNED, ['inquired', WANG])
    expect(refusal(asked, 'inquired', WANG)).toBe('already')
    expect(refusal(after(...ASSIGNED), 'resumed', SYSTEM)).toBe('already')
  })

  it('counts again only what was excluded, in every state', () => {
    const withdrawn = after(...ASSIGNED, ['withdrawn', RESIDENT], ['excluded', LI])
    expect(withdrawn.excluded).toBe('repeated')
    expect(refusal(withdrawn, 'excluded', LI)).toBe('already')
    expect(refusal(after(...ASSIGNED), 'included', LI)).toBe('already')
  })

  it('takes back only the very last thing', () => {
    const before = after(...ASSIGNED)
    const { version } = after(...ASSIGNED, ['accepted', WANG])
    const undone: EventBody = { kind: 'undone', data: { version, back: backTo(before) } }
    expect(after(...ASSIGNED, ['accepted', WANG], [undone, WANG])).toMatchObject({
      state: 'assigned',
      acceptedAt: null,
    })
    expect(refusal(after(...ASSIGNED, ['accepted', WANG], ['urged', RESIDENT]), undone, WANG)).toBe('not_now')
  })

  it('has no history that runs backwards', () => {
    const ticket = after(...ASSIGNED)
    const late = advance(ticket, { ...EXAMPLES.accepted, actor: WANG, at: at(0) })
    expect(late).toEqual({ ok: false, refusal: 'out_of_order' })
    expect(advance(ticket, { ...EXAMPLES.accepted, actor: WANG, at: ticket.updatedAt }).ok).toBe(true)
  })
})

it('refuses a history that could not have happened', () => {
  const opened: TicketEvent = { ...OPENED, actor: RESIDENT, at: at(0) }
  expect(() => replay('t', [])).toThrow('begins with "opened"')
  expect(() => replay('t', [{ ...EXAMPLES.assigned, actor: SYSTEM, at: at(0) }])).toThrow('begins with')
  expect(() => replay('t', [opened, { ...EXAMPLES.accepted, actor: WANG, at: at(1) }])).toThrow(
    '"accepted" in state "needs_info" is not_now',
  )
})

it('has numbers that people can say aloud', () => {
  expect(spokenNumber('20261120-0231')).toBe('1120-0231')
  expect(shortNumber('20261120-0231')).toBe('0231')
  expect(shortNumber('20261120-12345')).toBe('12345')
})
