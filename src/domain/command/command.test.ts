import fs from 'node:fs'
import fc from 'fast-check'
import { load as parse } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { GRIDS, PLACES } from '../../../prisma/demo-community.ts'
import { categoryTree } from '../category.ts'
import { ACTION_BYTES, type Command, MENUS, decodeAction, encodeAction } from './command.ts'
import { LANGUAGES } from '../message.ts'
import {
  DECISIONS,
  EXCLUSION_REASONS,
  OUTCOMES,
  RETURN_REASONS,
  WHISTLE_GROUNDS,
} from '../ticket/ticket-event.ts'

fc.configureGlobal({ seed: 20_261_120 })

/** The longest possible ticket number. */
const LONGEST = '20261120-123456'

const number = fc
  .tuple(fc.integer({ min: 20_000_101, max: 20_991_231 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([day, count]) => `${day}-${String(count).padStart(4, '0')}`)
const anyNumber = fc.option(number, { nil: null })
const code = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,27}$/)

/** Commands that a button can carry; typed text such as a note is sent as a message instead. */
const buttonCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom('start', 'help', 'mine', 'useful').map((verb): Command => ({ verb })),
  fc.option(fc.uuid(), { nil: null }).map((message): Command => ({ verb: 'ask', message })),
  fc.stringMatching(/^\d{3,6}$/).map((code): Command => ({ verb: 'guide', code })),
  fc.constantFrom(...LANGUAGES).map((language): Command => ({ verb: 'language', language })),
  fc
    .tuple(fc.constantFrom('urge', 'withdraw', 'restore', 'confirm', 'reopen', 'more'), anyNumber)
    .map(([verb, number]): Command => ({ verb, number })),
  fc
    .tuple(anyNumber, fc.integer({ min: 1, max: 5 }))
    .map(([number, stars]): Command => ({ verb: 'rate', number, stars })),
  fc.tuple(number, code).map(([number, place]): Command => ({ verb: 'place', number, place })),
  anyNumber.map((number): Command => ({ verb: 'undo', number })),
  fc
    .tuple(
      fc.constantFrom(
        ...(['accept', 'show', 'why', 'report_in', 'end_whistle', 'supervise'] as const),
        ...(['include', 'part', 'still_good', 'came_back'] as const),
      ),
      number,
    )
    .map(([verb, number]): Command => ({ verb, number })),
  fc
    .tuple(fc.constantFrom('done', 'decline'), number)
    .map(([verb, number]): Command => ({ verb, number, note: '' })),
  fc
    .tuple(number, code, fc.integer({ min: 1, max: 5 }))
    .map(([number, unit, stars]): Command => ({ verb: 'rate_unit', number, unit, stars })),
  fc.tuple(number, code).map(([number, to]): Command => ({ verb: 'transfer', number, to, note: '' })),
  fc
    .tuple(number, fc.constantFrom(...WHISTLE_GROUNDS))
    .map(([number, ground]): Command => ({ verb: 'whistle', number, units: '', ground, note: '' })),
  fc.tuple(number, code).map(([number, unit]): Command => ({ verb: 'tick', number, unit })),
  fc
    .tuple(number, fc.constantFrom(...EXCLUSION_REASONS))
    .map(([number, reason]): Command => ({ verb: 'exclude', number, reason, note: '' })),
  fc
    .tuple(number, fc.constantFrom(...DECISIONS))
    .map(([number, decision]): Command => ({ verb: 'decide', number, decision, note: '' })),
  fc.tuple(number, number).map(([number, parent]): Command => ({ verb: 'merge', number, parent })),
  fc
    .tuple(number, fc.constantFrom(...RETURN_REASONS))
    .map(([number, reason]): Command => ({ verb: 'return', number, reason, note: '' })),
  fc
    .tuple(number, fc.constantFrom(...OUTCOMES))
    .map(([number, outcome]): Command => ({ verb: 'resolve', number, outcome, note: '' })),
  fc.tuple(number, code).map(([number, category]): Command => ({ verb: 'categorise', number, category })),
  fc.tuple(number, code).map(([number, grid]): Command => ({ verb: 'assign', number, grid })),
  fc
    .tuple(number, fc.constantFrom(...MENUS), fc.oneof(fc.constant(''), code))
    .map(([number, menu, argument]): Command => ({ verb: 'menu', number, menu, argument })),
  number.map((number): Command => ({ verb: 'menu', number, menu: null, argument: '' })),
)

it('means the same after a trip through a button', () => {
  fc.assert(
    fc.property(buttonCommand, command => {
      const action = encodeAction(command)
      expect(decodeAction(action)).toEqual(command)
      expect(encodeAction(decodeAction(action) as Command)).toBe(action)
    }),
    { numRuns: 2_000 },
  )
})

describe('a forged button', () => {
  const mutated = fc
    .tuple(
      buttonCommand.map(encodeAction),
      fc.nat(70),
      fc.string({ maxLength: 6, unit: 'binary' }),
      fc.nat(4),
    )
    .map(
      ([action, where, junk, drop]) =>
        action.slice(0, where) + junk + action.slice(Math.max(0, where - drop)),
    )
  const shuffled = fc
    .array(
      fc.oneof(
        buttonCommand
          .map(command => encodeAction(command))
          .chain(each => fc.constantFrom(...each.split(':'))),
        fc.constantFrom('', '-', 'menu', 'bind', 'note', '__proto__', 'constructor', '状元府'),
      ),
      { maxLength: 6 },
    )
    .map(parts => parts.join(':'))

  it('never throws, and means nothing unless a real one looks exactly like it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), mutated, shuffled), forged => {
        const command = decodeAction(forged)
        if (command) expect(encodeAction(command)).toBe(forged)
      }),
      { numRuns: 8_000 },
    )
  })

  it.each([
    '',
    ':',
    'accept',
    'accept:',
    'accept:-',
    'accept:0231',
    'accept:20261120-0231:more',
    'accept:20261120-0231\n',
    'ACCEPT:20261120-0231',
    ' accept:20261120-0231',
    'accept:２０２６１１２０-0231',
    'start',
    'start:20261120-0231',
    'help:-:x',
    'language:-:fr',
    'language:20261120-0231:en',
    'urge:-:x',
    'urge:20261120-02311111',
    'rate:-:0',
    'rate:-:6',
    'rate:-:5.0',
    'rate:-:',
    'resolve:20261120-0231:closed',
    'return:20261120-0231:because',
    'return:20261120-0231:other_grid:not ours',
    'place:20261120-0231:',
    'categorise:20261120-0231',
    'assign:20261120-0231:',
    'menu:20261120-0231',
    'menu:20261120-0231:',
    'menu:20261120-0231::facilities',
    'menu:20261120-0231:owner:',
    'menu:20261120-0231:category:a:b',
    'whistle:20261120-0231:',
    'whistle:20261120-0231:because',
    'transfer:20261120-0231:',
    'transfer:20261120-0231:wang:quickly',
    'tick:20261120-0231:',
    'rate_unit:20261120-0231:housing',
    'rate_unit:20261120-0231::5',
    'rate_unit:20261120-0231:housing:6',
    'decide:20261120-0231:maybe',
    'exclude:20261120-0231:bored',
    'merge:20261120-0231:0228',
    'merge:20261120-0231:-',
    'undo',
    'done:-',
    'inquire:20261120-0231:text',
    'bind:-:ABCDEFGHJK',
    'join:-:ABCDEFGHJK',
    'note:20261120-0231:text',
    'constructor:-',
    '__proto__:-',
    `place:20261120-0231:${'府'.repeat(20)}`,
    'x'.repeat(10_000),
  ])('%j means nothing', forged => expect(decodeAction(forged)).toBeNull())
})

describe('fits into a Telegram button', () => {
  const tree = categoryTree(
    parse(fs.readFileSync(new URL('../../../prompts/categories.yaml', import.meta.url), 'utf8')),
  )
  const bytes = (command: Command) => Buffer.byteLength(encodeAction(command))

  it.each([...tree.keys()])('to be filed under %s, and to unfold its group', category => {
    expect(bytes({ verb: 'categorise', number: LONGEST, category })).toBeLessThanOrEqual(ACTION_BYTES)
    const [group = ''] = category.split('.')
    expect(bytes({ verb: 'menu', number: LONGEST, menu: 'category', argument: group })).toBeLessThanOrEqual(
      ACTION_BYTES,
    )
  })

  it.each(PLACES.map(({ code }) => code))('the place %s', place => {
    expect(bytes({ verb: 'place', number: LONGEST, place })).toBeLessThanOrEqual(ACTION_BYTES)
  })

  it.each(GRIDS.map(({ code }) => code))('the grid %s', grid => {
    expect(bytes({ verb: 'assign', number: LONGEST, grid })).toBeLessThanOrEqual(ACTION_BYTES)
  })

  it('all reasons and outcomes', () => {
    for (const reason of RETURN_REASONS) bytes({ verb: 'return', number: LONGEST, reason, note: '' })
    for (const outcome of OUTCOMES) bytes({ verb: 'resolve', number: LONGEST, outcome, note: '' })
  })

  it('every order that a button carries, with the longest code that there can be', () => {
    const number = LONGEST
    const code = 'c'.repeat(28)
    const id = '01890000-0000-7000-8000-000000000000'
    /** Typed-only verbs need no room in a button; each new verb must be listed on one side. */
    type Typed = 'bind' | 'join' | 'link' | 'figures' | 'inquire' | 'meeting' | 'note'
    const longest: { [V in Exclude<Command['verb'], Typed>]: Command & { verb: V } } = {
      start: { verb: 'start' },
      help: { verb: 'help' },
      mine: { verb: 'mine' },
      useful: { verb: 'useful' },
      privacy: { verb: 'privacy' },
      agree: { verb: 'agree' },
      keep: { verb: 'keep' },
      link_code: { verb: 'link_code' },
      forget: { verb: 'forget', sure: true },
      ask: { verb: 'ask', message: id },
      guide: { verb: 'guide', code: '100100' },
      language: { verb: 'language', language: 'zh-CN' },
      urge: { verb: 'urge', number },
      withdraw: { verb: 'withdraw', number },
      restore: { verb: 'restore', number },
      confirm: { verb: 'confirm', number },
      reopen: { verb: 'reopen', number },
      more: { verb: 'more', number },
      confidential: { verb: 'confidential', number },
      rate: { verb: 'rate', number, stars: 5 },
      place: { verb: 'place', number, place: code },
      accept: { verb: 'accept', number },
      show: { verb: 'show', number },
      why: { verb: 'why', number },
      report_in: { verb: 'report_in', number },
      end_whistle: { verb: 'end_whistle', number },
      supervise: { verb: 'supervise', number },
      include: { verb: 'include', number },
      part: { verb: 'part', number },
      still_good: { verb: 'still_good', number },
      came_back: { verb: 'came_back', number },
      undo: { verb: 'undo', number },
      done: { verb: 'done', number, note: '' },
      decline: { verb: 'decline', number, note: '' },
      rate_unit: { verb: 'rate_unit', number, unit: code, stars: 5 },
      transfer: { verb: 'transfer', number, to: id, note: '' },
      whistle: { verb: 'whistle', number, units: '', ground: 'joint_enforcement', note: '' },
      tick: { verb: 'tick', number, unit: code },
      decide: { verb: 'decide', number, decision: 'postponed', note: '' },
      exclude: { verb: 'exclude', number, reason: 'outside_remit', note: '' },
      merge: { verb: 'merge', number, parent: number },
      return: { verb: 'return', number, reason: 'other_grid', note: '' },
      resolve: { verb: 'resolve', number, outcome: 'not_fixable_now', note: '' },
      categorise: { verb: 'categorise', number, category: code },
      assign: { verb: 'assign', number, grid: code },
      menu: { verb: 'menu', number, menu: 'transfer', argument: code },
    }
    for (const command of Object.values(longest)) {
      expect(bytes(command)).toBeLessThanOrEqual(ACTION_BYTES)
      expect(decodeAction(encodeAction(command))).toEqual(command)
    }
    for (const menu of MENUS)
      expect(bytes({ verb: 'menu', number, menu, argument: code })).toBeLessThanOrEqual(64)
  })

  it('or says so: a code in the data is too long, also when it is short in letters', () => {
    expect(() => encodeAction({ verb: 'place', number: LONGEST, place: 'p'.repeat(60) })).toThrow('64 bytes')
    expect(() => encodeAction({ verb: 'place', number: LONGEST, place: '府'.repeat(20) })).toThrow('64 bytes')
  })
})
