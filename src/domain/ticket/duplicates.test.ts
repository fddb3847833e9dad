import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Known, relationTo, type Report, wordsInCommon } from './duplicates.ts'

const HOUR = 3_600_000
const NOW = new Date('2026-11-20T02:00:00Z')
const RULES = {
  hot: { residents: 4, within: '2h', alike: 0.2 },
  duplicate: { within: '3d', alike: 0.3 },
}
const MS = { hot: 2 * HOUR, duplicate: 72 * HOUR }

const report = (over: Partial<Report> = {}): Report => ({
  residentId: 'me',
  placeId: 'zyf',
  placeText: '状元府 3号楼',
  text: '楼道灯坏了',
  urgency: 'normal',
  createdAt: NOW,
  ...over,
})
const known = (id: string, hoursAgo: number, over: Partial<Known> = {}): Known => ({
  ...report({ residentId: `resident-${id}`, createdAt: new Date(NOW.getTime() - hoursAgo * HOUR) }),
  id,
  number: `20261120-${id}`,
  state: 'assigned',
  hot: false,
  acceptedAt: null,
  ...over,
})
const found = (mine: Report, ...others: Known[]) => relationTo(mine, others, RULES, MS)

describe('one report and what is known', () => {
  it('is alone when nothing is alike', () => {
    expect(found(report())).toEqual({ kind: 'alone' })
    expect(found(report({ placeId: 'park' }), known('1', 1, { text: '健身器材生锈' }))).toEqual({
      kind: 'alone',
    })
  })

  it('may be the same thing: the most alike is asked about', () => {
    const near = known('1', 1, { text: '楼道的灯坏了' })
    const nearest = known('2', 5, { text: '楼道灯坏了，很黑' })
    expect(found(report(), near, nearest)).toMatchObject({ kind: 'maybe', as: { id: '2' } })
    expect(found(report({ text: '楼道的灯' }), nearest, near)).toMatchObject({ as: { id: '1' } })
  })

  it.each<[string, Partial<Known>, number]>([
    ['in another building', { placeText: '状元府 5号楼' }, 1],
    ['in another compound', { placeId: 'park' }, 1],
    ['of the same resident', { residentId: 'me' }, 1],
    ['from long ago', {}, 73],
    ['about something else', { text: '水管爆裂到处喷' }, 1],
  ])('is not the same %s', (_, over, hoursAgo) =>
    expect(found(report(), known('1', hoursAgo, over))).toEqual({ kind: 'alone' }),
  )

  it('may be the same when one of them names no building', () => {
    expect(found(report({ placeText: '状元府' }), known('1', 1)).kind).toBe('maybe')
  })
})

describe('many neighbours with one cause', () => {
  const three = [known('1', 1.5), known('2', 1, { text: '停电了' }), known('3', 0.5)]

  it('become one issue with the one that makes them enough; the first goes on', () => {
    expect(found(report(), ...three.slice(1)).kind).not.toBe('heats')
    expect(found(report(), ...three)).toMatchObject({
      kind: 'heats',
      parent: { id: '1' },
      others: [{ id: '2' }, { id: '3' }],
      residents: 4,
    })
  })

  it('go on with the worker who is at work already, and leave alone what others work on', () => {
    const taken = { acceptedAt: NOW, state: 'accepted' } as const
    const together = found(report(), three[0] as Known, known('2', 1, taken), known('3', 0.5, taken))
    expect(together).toMatchObject({ kind: 'heats', parent: { id: '2' }, others: [{ id: '1' }] })
  })

  it('count residents, not reports', () => {
    const same = three.map(one => ({ ...one, residentId: 'one-and-the-same' }))
    expect(found(report(), ...same).kind).not.toBe('heats')
    expect(found(report(), ...three.map(one => ({ ...one, residentId: 'me' })))).toEqual({ kind: 'alone' })
  })

  it('do not count when they came too slowly', () => {
    expect(found(report(), known('0', 2.1), ...three.slice(1)).kind).not.toBe('heats')
  })

  it('are followed by any later report, however late', () => {
    const hot = known('1', 50, { hot: true })
    expect(found(report({ text: '怎么没水' }), hot)).toMatchObject({ kind: 'follows', parent: { id: '1' } })
    expect(found(report({ residentId: 'resident-1' }), hot)).toEqual({ kind: 'alone' })
  })
})

describe('danger to life', () => {
  const danger = { urgency: 'emergency', text: '电梯里困了人' } as const
  const broken = (id: string, hoursAgo: number, over: Partial<Known> = {}) =>
    known(id, hoursAgo, { text: '电梯坏了', ...over })

  it('never follows what is calm, also when that is hot or would become so', () => {
    expect(found(report(danger), broken('1', 1, { hot: true }))).toEqual({ kind: 'alone' })
    expect(found(report(danger), broken('1', 1.5), broken('2', 1), broken('3', 0.5))).toEqual({
      kind: 'alone',
    })
    const calm = report({ text: '电梯坏了' })
    expect(found(calm, broken('1', 1.5), known('2', 1, danger), broken('3', 0.5))).toMatchObject({
      kind: 'heats',
      parent: { id: '1' },
      others: [{ id: '3' }],
    })
  })

  it('is gathered with its own kind, and takes in what is calm', () => {
    const dangers = [known('1', 1.5, danger), known('2', 1, danger), known('3', 0.5, danger)]
    expect(found(report(danger), ...dangers)).toMatchObject({
      kind: 'heats',
      others: [{ id: '2' }, { id: '3' }],
    })
    expect(found(report(), known('1', 1, { ...danger, hot: true })).kind).toBe('follows')
  })

  it('is not gathered from two buildings or compounds when it is a danger: each has hands of its own', () => {
    const fire = { text: '着火了', urgency: 'emergency' } as const
    const here = ['1', '2', '3'].map(id => known(id, 1, fire))
    expect(found(report({ ...fire, placeText: '状元府 5号楼' }), ...here)).toEqual({ kind: 'alone' })
    expect(found(report({ ...fire, placeId: 'park', placeText: '公园' }), ...here)).toEqual({ kind: 'alone' })
    expect(found(report(fire), ...here).kind).toBe('heats')
  })
})

describe('words in common', () => {
  const text = fc.string({ unit: fc.constantFrom(...'灯坏了楼道水管abc 123，。') })

  it('are a share, the same both ways, and all of one text with itself', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const share = wordsInCommon(a, b)
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
        expect(wordsInCommon(b, a)).toBe(share)
        const letters = a.replace(/[^\p{L}]/gu, '')
        expect(wordsInCommon(a, a)).toBe(letters.length > 1 ? 1 : 0)
      }),
    )
  })

  it('are not numbers, marks or capitals', () => {
    expect(wordsInCommon('3号楼，灯坏了！', '5号楼 灯坏了')).toBe(1)
    expect(wordsInCommon('The LAMP', 'the lamp')).toBe(1)
    expect(wordsInCommon('138 0000 1234', '138 0000 1234')).toBe(0)
  })
})
