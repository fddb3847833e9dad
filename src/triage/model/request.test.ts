import { beforeAll, expect, test } from 'vitest'
import type { TurnInput } from '../../domain/triage-result.ts'
import { lampTicket, turnOf } from '../../testing/turn-input.ts'
import { estimateTokens } from './estimate-tokens.ts'
import { loadTriagePrompt, type TriagePrompt } from '../../prompt-files/load-prompt.ts'
import { modelRequest, MOST_TOKENS } from './request.ts'
import { readPromptFiles } from '../../prompt-files/prompt-files.ts'

let prompt: TriagePrompt
beforeAll(async () => {
  prompt = await loadTriagePrompt(readPromptFiles('prompts'))
})

interface Data {
  open_tickets: { number: string; minutes_old: number }[]
  pending_question: { number: string } | null
  earlier: { text: string }[]
  resident_says: string[]
}
function read(texts: string | string[], over: Partial<TurnInput> = {}) {
  const [, ...users] = modelRequest(turnOf(texts, over), prompt, 'm').messages.map(({ content }) => content)
  return {
    tokens: users.reduce((sum, content) => sum + estimateTokens(content), 0),
    ...(Object.assign({}, ...users.map(content => JSON.parse(content) as object)) as Data),
  }
}
const number = (index: number) => `20261120-${String(index).padStart(4, '0')}`

test('a Han character is a token, four letters are one, a sign is one, an emoji three', () => {
  expect(estimateTokens('楼道灯坏了')).toBe(5)
  expect(estimateTokens('lamp lamp lamp! ')).toBe(4.75)
  expect(estimateTokens('\u{1f6a8}')).toBe(3)
})

/** The worst cases: characters that grow most when escaped, and those with the most tokens. */
const LONG = Object.entries({
  Chinese: '楼道灯坏了，',
  English: 'the lamp is broken ',
  // Separated, because a single run of so many digits would be masked as one number.
  digits: '7, ',
  brackets: '<',
  markers: '[INST]',
  quotes: '"',
  controls: '\u0001',
  emoji: '\u{1f6a8}',
  halves: '\ud83d',
}).map(([kind, text]) => [kind, text.repeat(Math.ceil(100_000 / text.length))] as const)

test.each(LONG)('100,000 characters of %s, and 50 tickets as long: bounded, the newest kept', (_, long) => {
  const fifty = Array.from({ length: 50 }, (_each, index) =>
    lampTicket({ number: number(index), summary: long, placeText: long }),
  )
  const { tokens, open_tickets, earlier, resident_says, pending_question } = read([long, long, '停水了'], {
    openTickets: fifty,
    pendingQuestion: { number: number(49), what: 'place' },
    home: long,
    lastTurns: Array.from({ length: 20 }, (_each, index) => ({
      from: 'resident',
      text: `第${index}句：${long}`,
    })),
  })
  expect(tokens).toBeLessThanOrEqual(MOST_TOKENS)
  expect(open_tickets.map(ticket => ticket.number).slice(0, 2)).toEqual([number(0), number(1)])
  expect(earlier.at(-1)?.text).toMatch(/^第19句/)
  expect(resident_says.at(-1)).toContain('省略')
  expect(pending_question?.number).toBe(number(49))
})

test('what fits is told whole', () => {
  const said = ['灯坏了'.repeat(1000), '停水了']
  expect(read(said).resident_says).toEqual(said)
  const usual = Array.from({ length: 50 }, (_, index) =>
    lampTicket({ number: number(index), placeText: '状元府3号楼' }),
  )
  const { open_tickets } = read('怎么还没来', { openTickets: usual })
  expect(open_tickets.length).toBeGreaterThan(11)
  expect(open_tickets.map(ticket => ticket.number)).toEqual(
    usual.slice(0, open_tickets.length).map(ticket => ticket.number),
  )
})

test('an age is told in steps, so that the same words a minute later are the same request', () => {
  const age = (minutesOld: number) =>
    read('怎么还没来', { openTickets: [lampTicket({ minutesOld })] }).open_tickets[0]?.minutes_old
  expect([0, 4, 5, 29, 30, 59, 61, 100_000].map(age)).toEqual([0, 0, 5, 20, 30, 30, 60, 43_200])
})

test('a number at the edge of what is kept is masked before it is cut', () => {
  const { resident_says } = read(`${'灯'.repeat(3996)}13812345678`)
  expect(resident_says[0]).not.toMatch(/\d/)
})
