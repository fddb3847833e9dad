/** A new category recomputes the deadlines; a clock that is still missed does not fire again. */
import { describe, expect, it } from 'vitest'
import { advance, open } from './advance.ts'
import { type Ticket } from './ticket.ts'
import { parseHappening, SYSTEM, type Actor, type TicketEvent } from './ticket-event.ts'

const start = Date.parse('2026-11-23T01:00:00Z')
const after = (hours: number) => new Date(start + hours * 3_600_000)
const by = (hours: number) => after(hours).toISOString()
const worker: Actor = { kind: 'member', id: 'w1' }
const happened = (kind: string, data: unknown, hours: number, actor = SYSTEM): TicketEvent => ({
  ...parseHappening(kind, data),
  actor,
  at: after(hours),
})
const then = (ticket: Ticket, event: TicketEvent): Ticket => {
  const next = advance(ticket, event)
  if (!next.ok) throw new Error(next.refusal)
  return next.ticket
}
const promises = (answer: number, resolve: number) => ({
  acceptBy: by(1),
  answerBy: by(answer),
  resolveBy: by(resolve),
})

/** The answer was reminded of, missed and escalated to the district; the resolution was reminded of. */
function late(): Ticket {
  const opened = parseHappening('opened', {
    number: '20261123-0001',
    residentId: 'r1',
    conversationId: 'c1',
    language: 'zh-CN',
    category: 'a.b',
    urgency: 'normal',
    text: 'x',
    summary: 'x',
  })
  if (opened.kind !== 'opened') throw new Error('no ticket')
  return [
    happened('assigned', { gridId: 'g1', ownerId: 'w1', rule: 'place', ...promises(2, 20) }, 0),
    happened('accepted', {}, 0.5, worker),
    happened('reminded', { clock: 'answer' }, 1.5),
    happened('supervised', { clock: 'answer', level: 1 }, 2),
    happened('supervised', { clock: 'answer', level: 2 }, 6),
    happened('reminded', { clock: 'resolve' }, 15),
  ].reduce(then, open('t1', { ...opened, at: after(0) }))
}
const refiled = (ticket: Ticket, answer: number, resolve: number) =>
  then(
    ticket,
    happened(
      'recategorised',
      { from: 'a.b', to: 'a.c', urgency: 'normal', promises: promises(answer, resolve) },
      16,
      worker,
    ),
  ).warned

describe('a ticket that is refiled after its answer was missed', () => {
  it('stays where it went up to while the new promise of an answer is over too', () =>
    expect(refiled(late(), 3, 20)).toMatchObject({
      missed: ['answer'],
      level: 2,
      reminded: ['answer', 'resolve'],
    }))
  it('reminds of an end that has moved', () =>
    expect(refiled(late(), 3, 40)).toMatchObject({ missed: ['answer'], level: 2, reminded: ['answer'] }))
  it('begins again when there is time again', () =>
    expect(refiled(late(), 30, 40)).toEqual({ missed: [], reminded: [], level: 0, at: null }))
})
