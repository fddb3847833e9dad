import { beforeEach, describe, expect, it } from 'vitest'
import { createLog } from './log.ts'
import { MOST_PER_MINUTE } from './rate-limit.ts'

let lines: Record<string, unknown>[]
let at: number
const make = () =>
  createLog({
    level: 'info',
    to: { write: line => lines.push(JSON.parse(line)) },
    now: () => new Date(at),
  })
const said = () => lines.map(line => line.msg)

beforeEach(() => {
  lines = []
  at = 1_800_000_000_000
})

describe('one global log limit: no message is written more than so often a minute', () => {
  it('writes the first ones, counts the rest and tells it when the minute is over', () => {
    const log = make()
    for (let i = 0; i < MOST_PER_MINUTE + 1_204; i++)
      log.error({ err: new Error('away') }, 'processor triage')
    expect(said()).toEqual(Array(MOST_PER_MINUTE).fill('processor triage'))
    at += 60_000
    log.info('something else')
    expect(said().slice(MOST_PER_MINUTE)).toEqual(['… and 1,204 more: processor triage', 'something else'])
    log.error('processor triage')
    expect(said().at(-1)).toBe('processor triage')
  })

  it('counts messages that differ in an id or a number as one', () => {
    const log = make()
    for (let i = 0; i < 1_000; i++)
      log.warn(`job triage {"conversationId":"${crypto.randomUUID()}"} after ${i} ms`)
    expect(lines).toHaveLength(MOST_PER_MINUTE)
  })

  it('keeps its bound when every message is another', () => {
    const log = make()
    const word = (i: number) => [...String(i)].map(digit => 'abcdefghij'[Number(digit)]).join('')
    for (let i = 0; i < 20_000; i++) log.warn(`odd ${word(i)}`)
    expect(lines.length).toBeLessThan(1_000)
  })

  it('lets a child of the log through no other door', () => {
    const child = make().child({ channel: 'web' })
    for (let i = 0; i < 100; i++) child.warn('again')
    expect(lines).toHaveLength(MOST_PER_MINUTE)
  })

  it('goes on when the clock is set back', () => {
    const log = make()
    for (let i = 0; i < 100; i++) log.warn('again')
    at -= 3_600_000
    log.warn('again')
    expect(said().slice(-2)).toEqual(['… and 80 more: again', 'again'])
  })
})

it('writes of an error what it says, and not what hangs on it', () => {
  const error = Object.assign(new Error('Connection terminated'), {
    code: 'ECONNRESET',
    client: { a: 'x'.repeat(9_000) },
  })
  make().error({ err: error }, 'queue triage')
  expect(lines[0]?.err).toEqual({
    type: 'Error',
    message: 'Connection terminated',
    code: 'ECONNRESET',
    stack: expect.stringContaining('log.test.ts'),
  })
})
