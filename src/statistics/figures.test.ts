import { describe, expect, it } from 'vitest'
import type { Closing, Facts, TicketFacts, WhistleFacts } from './facts.ts'
import { figuresBy, figuresOf } from './figures.ts'
import { monthNamed } from './period.ts'

const NOVEMBER = monthNamed('2026-11')
const at = (text: string) => Date.parse(`${text}+08:00`)
const opened = at('2026-11-10T09:00:00')
const HOUR = 3_600_000

let made = 0
const ticket = (facts: Partial<TicketFacts> = {}): TicketFacts => ({
  id: `t${++made}`,
  number: `n${made}`,
  gridId: 'g1',
  unitId: null,
  category: 'facilities.lighting',
  openedAt: opened,
  assignedAt: opened,
  acceptedAt: null,
  answeredAt: null,
  resolvedAt: null,
  accept: null,
  answer: null,
  resolve: null,
  urges: 0,
  returns: 0,
  reopens: 0,
  supervised: 0,
  merged: false,
  excluded: null,
  ...facts,
})
const closing = ({ id }: TicketFacts, facts: Partial<Closing> = {}): Closing => ({
  ticketId: id,
  at: opened + 50 * HOUR,
  outcome: 'fixed',
  byWord: true,
  reopened: false,
  stars: null,
  ...facts,
})
const whistle = ({ id }: TicketFacts, facts: Partial<WhistleFacts> = {}): WhistleFacts => ({
  ticketId: id,
  unitId: 'u1',
  calledAt: opened,
  report: null,
  act: null,
  stars: null,
  ...facts,
})
const facts = (tickets: TicketFacts[], closings: Closing[] = [], whistles: WhistleFacts[] = []): Facts => ({
  tickets,
  closings,
  whistles,
})

describe('response', () => {
  it('counts what was answered in time among what was promised and is decided', () => {
    const tickets = [ticket({ answer: true }), ticket({ answer: false }), ticket({ answer: null })]
    expect(figuresOf(facts(tickets), NOVEMBER).response).toEqual({ count: 1, of: 2 })
  })

  it('counts a ticket in the period in which it was opened', () => {
    const october = ticket({ openedAt: at('2026-10-31T23:59:59'), answer: true })
    const december = ticket({ openedAt: at('2026-12-01T00:00:00'), answer: true })
    expect(figuresOf(facts([october, december]), NOVEMBER)).toMatchObject({ opened: 0, response: { of: 0 } })
  })

  it('takes wall hours from the opening, and none of a ticket that follows another', () => {
    const took = (hours: number) => ticket({ answeredAt: opened + hours * HOUR })
    const tickets = [
      took(1),
      took(2),
      took(4),
      took(8),
      took(40),
      ticket({ merged: true, answeredAt: opened + HOUR }),
    ]
    expect(figuresOf(facts(tickets), NOVEMBER).answerHours).toEqual({
      count: 5,
      median: 4,
      p90: expect.closeTo(27.2),
    })
  })
})

describe('resolution and satisfaction', () => {
  it('wants a good end that holds', () => {
    const one = ticket()
    const closings = [
      closing(one),
      closing(one, { outcome: 'answered', byWord: false }),
      closing(one, { outcome: 'not_fixable_now' }),
      closing(one, { outcome: 'outside_remit' }),
      closing(one, { reopened: true }),
    ]
    expect(figuresOf(facts([one], closings), NOVEMBER)).toMatchObject({
      closed: 5,
      resolution: { count: 2, of: 5 },
      reopened: { count: 1, of: 5 },
    })
  })

  it('counts a closing in the period in which it was closed, not in that of its opening', () => {
    const old = ticket({ openedAt: at('2026-09-01T00:00:00') })
    const closings = [closing(old, { stars: 4 }), closing(old, { at: at('2026-12-02T00:00:00'), stars: 1 })]
    expect(figuresOf(facts([old], closings), NOVEMBER)).toMatchObject({
      opened: 0,
      closed: 1,
      satisfaction: { count: 1, of: 1 },
    })
  })

  it('is satisfied with four stars and not with three', () => {
    const one = ticket()
    const closings = [5, 4, 3, null].map(stars => closing(one, { stars }))
    expect(figuresOf(facts([one], closings), NOVEMBER).satisfaction).toEqual({ count: 2, of: 3 })
  })
})

it('leaves out of both sides what is excluded, and says how many, once each', () => {
  const excluded = { reason: 'not_real', note: '', memberId: null, at: opened } as const
  const one = ticket({ answer: false, excluded })
  const all = facts([one, ticket({ answer: true })], [closing(one)], [whistle(one)])
  expect(figuresOf(all, NOVEMBER)).toMatchObject({
    opened: 1,
    response: { count: 1, of: 1 },
    closed: 0,
    whistles: 0,
    excluded: 1,
  })
})

it('groups a whistle by the department that was called', () => {
  const one = ticket()
  const whistles = [
    whistle(one, { report: true, act: false, stars: 5 }),
    whistle(one, { unitId: 'u2', report: false, stars: 2 }),
    whistle(one, { unitId: 'u2', report: true, stars: 3 }),
  ]
  const by = figuresBy(facts([one], [], whistles), NOVEMBER, (_, __, each) => each?.unitId ?? null)
  expect([...by.keys()]).toEqual(['u1', 'u2'])
  expect(by.get('u2')).toMatchObject({
    opened: 0,
    whistles: 2,
    report: { count: 1, of: 2 },
    stars: { mean: 2.5, of: 2 },
  })
  expect(by.get('u1')).toMatchObject({ act: { count: 0, of: 1 } })
})
