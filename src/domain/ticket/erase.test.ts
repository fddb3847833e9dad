import { expect, it } from 'vitest'
import { replay } from './advance.ts'
import { type Eraser, erased } from './erase.ts'
import type { Actor, EventBody, TicketEvent } from './ticket-event.ts'

const ANN: Actor = { kind: 'resident', id: 'ann' }
const WANG: Actor = { kind: 'member', id: 'wang' }
const SYSTEM: Actor = { kind: 'system', id: null }
const iso = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour)).toISOString()
const by = (actor: Actor, hour: number, happening: EventBody): TicketEvent => ({
  ...happening,
  actor,
  at: new Date(iso(hour)),
})
const PROMISES = {
  acceptBy: iso(2),
  answerBy: iso(4),
  resolveBy: iso(20),
  workingTime: false,
  promisedAt: null,
}

const HISTORY: TicketEvent[] = [
  by(ANN, 0, {
    kind: 'opened',
    data: {
      number: '20261120-0001',
      residentId: 'ann',
      conversationId: 'chat',
      language: 'zh-CN',
      category: 'facilities.lighting',
      urgency: 'normal',
      text: '我叫王秀英，家门口灯坏了',
      summary: '王秀英家门口灯坏了',
      emergency: null,
    },
  }),
  by(SYSTEM, 0, {
    kind: 'placed',
    data: { gridId: 'g4', placeId: 'zyf', placeText: '状元府 3号楼 2单元 501', rule: 'place' },
  }),
  by(SYSTEM, 0, {
    kind: 'assigned',
    data: { gridId: 'g4', ownerId: 'wang', unitId: null, rule: 'place', choice: null, ...PROMISES },
  }),
  by(ANN, 1, { kind: 'added', data: { text: '王秀英的电话是 13800138000' } }),
  by(ANN, 1, { kind: 'urged', data: { text: '' } }),
  by(WANG, 2, { kind: 'noted', data: { text: '王秀英不在家', toResident: true, photos: 1 } }),
  by(WANG, 3, {
    kind: 'whistled',
    data: {
      units: ['housing'],
      ground: 'beyond_power',
      note: '找王秀英',
      reportBy: iso(5),
      actBy: iso(9),
    },
  }),
  by(WANG, 4, { kind: 'unit_done', data: { unitId: 'housing', note: '王秀英家修好了' } }),
  by(WANG, 5, { kind: 'resolved', data: { outcome: 'fixed', note: '已修，王秀英在场', confirmBy: iso(20) } }),
  by(ANN, 6, { kind: 'reopened', data: { text: '王秀英说又灭了', ownerId: 'wang', ...PROMISES } }),
  by(ANN, 7, { kind: 'withdrawn', data: { text: '王秀英不修了' } }),
]
const ERASER: Eraser = {
  instead: '[erased]',
  mask: text => text.replaceAll('王秀英', '**'),
  traces: text => text,
  place: () => '状元府 3号楼',
}

it('takes out every word that says who it was, in the events and in the ticket that they add up to', () => {
  const after = HISTORY.map(event => erased(event, ERASER))
  const left = JSON.stringify([after, replay('t', after)])
  for (const gone of ['王秀英', '13800138000', '501', '2单元', '灯坏了']) expect(left).not.toContain(gone)
  expect(left).toContain('已修')
})

it('leaves who did what and when, and everything that is counted', () => {
  const after = HISTORY.map(event => erased(event, ERASER))
  const facts = (events: TicketEvent[]) =>
    events.map(({ kind, actor, at, data }) => ({ kind, actor, at, fields: Object.keys(data) }))
  expect(facts(after)).toEqual(facts(HISTORY))
  const { text: _, summary: _s, placeText: _p, tasks, ...rest } = replay('t', after)
  const { text: _t, summary: _u, placeText: _v, tasks: before, ...same } = replay('t', HISTORY)
  expect(rest).toEqual(same)
  expect(tasks.map(({ note: _n, ...task }) => task)).toEqual(before.map(({ note: _n, ...task }) => task))
})

it('makes nothing out of what was never said, and stays the same when it is done again', () => {
  const once = HISTORY.map(event => erased(event, ERASER))
  expect(once[4]?.data).toEqual({ text: '' })
  expect(once.map(event => erased(event, ERASER))).toEqual(once)
})
