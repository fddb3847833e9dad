/**
 * Sends a file of messages through a running service, over the web chat's HTTP interface, as many different residents.
 * The service may be killed and started again in the middle: what was not acknowledged is sent again under the same
 * id. Nothing of the file is written anywhere. See docs/benchmarks.md.
 */
import fs from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { inParallel, latencies, round } from './figures.ts'
import { type Retries, type ShownMessage, WebResident } from './web-resident.ts'

const USAGE = `node --import tsx bench/replay.ts <messages.jsonl> [options]
  --url URL          the running service                         http://127.0.0.1:3000
  --residents N      messages are dealt out among so many        300
  --concurrency N    residents who speak at the same time         32
  --twice N          every N-th message is sent twice on purpose  off
  --wait SECONDS     patience for an answer, and for an outage    120
  --json             the figures as JSON, and nothing else`

const Line = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string().default(''),
  text: z.string(),
})
type Line = z.infer<typeof Line>

const KINDS = ['ticket', 'question', 'person', 'added', 'other', 'none'] as const
type Kind = (typeof KINDS)[number]

/**
 * What an answer was, by its words and buttons.
 * - ticket: a number, and who has it; question: where is it?; person: a number, and a duty officer decides;
 *   added: to a ticket that this resident has already; none: no answer in time.
 */
function kindOf({ text, buttons }: ShownMessage): Kind {
  const actions = buttons?.flat().map(({ action }) => action) ?? []
  if (
    actions.some(action => action.startsWith('place:')) ||
    /请问是哪|是在下面哪|which (place|compound)/i.test(text)
  )
    return 'question'
  if (!/\d{4}-\d{4,6}/.test(text)) return 'other'
  if (/人工分派|duty officer (will|decides)|a person/i.test(text)) return 'person'
  return /已补充|added to/i.test(text) ? 'added' : 'ticket'
}

/** Ids of messages: 1 to 64 of A-Z a-z 0-9 _ -. The same line is the same message, however often it is sent. */
const messageId = ({ id }: Line): string => `replay-${id.replace(/[^\w-]/g, '_')}`.slice(0, 64)
const wordsOf = ({ title, text }: Line): string => (title ? `${title}\n${text}` : text)

const POLL_MS = 300

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
      residents: { type: 'string', default: '300' },
      concurrency: { type: 'string', default: '32' },
      twice: { type: 'string', default: '0' },
      wait: { type: 'string', default: '120' },
      json: { type: 'boolean', default: false },
    },
  })
  const [file] = positionals
  if (!file) throw new Error(USAGE)
  const lines = readLines(file)
  const waitMs = Number(values.wait) * 1000
  const twice = Number(values.twice)
  const retries: Retries = { tooFast: 0, notReady: 0, noConnection: 0 }
  const answers = Object.fromEntries(KINDS.map(kind => [kind, 0])) as Record<Kind, number>
  const accepted: number[] = []
  const answered: number[] = []
  let sends = 0
  let knownAlready = 0
  const failures: string[] = []

  async function replay(resident: WebResident, line: Line, index: number): Promise<void> {
    const since = performance.now()
    const received = await resident.say(messageId(line), wordsOf(line))
    accepted.push(performance.now() - since)
    sends += received.tries
    if (!received.fresh) knownAlready += 1
    if (twice > 0 && index % twice === 0) {
      const again = await resident.say(messageId(line), wordsOf(line))
      sends += again.tries
      if (again.fresh || again.id !== received.id)
        failures.push(`${messageId(line)} was taken as a new message twice`)
      else knownAlready += 1
    }
    const answer = await firstAnswer(resident, received.id, waitMs)
    answers[answer ? kindOf(answer.message) : 'none'] += 1
    if (answer) answered.push(answer.afterMs)
  }

  const dealt = deal(lines, Math.min(Number(values.residents), lines.length))
  const tells = process.stderr.isTTY && !values.json
  const progress = setInterval(() => {
    if (tells)
      process.stderr.write(`\r${accepted.length} of ${lines.length} accepted, ${answered.length} answered`)
  }, 1_000)
  const begin = performance.now()
  let next = 0
  await inParallel(
    Number(values.concurrency),
    () => next < dealt.length,
    async () => {
      const mine = dealt[next++] ?? []
      const resident = new WebResident({ url: values.url, retries, patienceMs: waitMs })
      try {
        await resident.signIn()
        // One thing after the other, as people do: what is said before the answer would belong to it.
        for (const { line, index } of mine) await replay(resident, line, index)
      } catch (error) {
        failures.push((error as Error).message)
      }
    },
  )
  clearInterval(progress)
  if (tells) process.stderr.write('\r'.padEnd(60) + '\r')
  const figures = {
    messages: lines.length,
    residents: dealt.length,
    sends,
    accepted: accepted.length,
    /** Sent again, or on purpose: the service knew them and said so. */
    knownAlready,
    answered: answered.length,
    answers,
    retries,
    seconds: round((performance.now() - begin) / 1000),
    acceptedMs: latencies(accepted),
    /** By the service's own clock: from received to sent. */
    answeredMs: latencies(answered),
    failures,
  }
  console.log(values.json ? JSON.stringify(figures, null, 2) : report(figures))
}

function readLines(file: string): Line[] {
  const lines = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.trim())
    .map(line => Line.parse(JSON.parse(line)))
  const ids = new Set(lines.map(messageId))
  if (ids.size < lines.length) throw new Error(`${file}: ${lines.length - ids.size} ids come more than once`)
  return lines
}

function deal(lines: Line[], residents: number): { line: Line; index: number }[][] {
  const hands: { line: Line; index: number }[][] = Array.from({ length: residents }, () => [])
  for (const [index, line] of lines.entries()) hands[index % residents]?.push({ line, index })
  return hands
}

/** The first thing that Linli said after a message: ids sort by time. */
async function firstAnswer(
  resident: WebResident,
  id: string,
  waitMs: number,
): Promise<{ message: ShownMessage; afterMs: number } | undefined> {
  const deadline = Date.now() + waitMs
  while (Date.now() < deadline) {
    const messages = await resident.newest()
    const asked = messages.find(message => message.id === id)
    const message = messages.find(each => each.from === 'linli' && each.id > id)
    if (asked && message) return { message, afterMs: Date.parse(message.at) - Date.parse(asked.at) }
    await sleep(POLL_MS)
  }
  return undefined
}

function report(is: {
  messages: number
  residents: number
  sends: number
  accepted: number
  knownAlready: number
  answered: number
  answers: Record<Kind, number>
  retries: Retries
  seconds: number
  acceptedMs: ReturnType<typeof latencies>
  answeredMs: ReturnType<typeof latencies>
  failures: string[]
}): string {
  const { acceptedMs, answeredMs, retries } = is
  const rows: [string, string | number][] = [
    ['messages, residents', `${is.messages}, ${is.residents}`],
    ['sent, repeats included', is.sends],
    ['accepted', is.accepted],
    ['answered with "known already"', is.knownAlready],
    ['answered', is.answered],
    ...KINDS.map((kind): [string, number] => [`  ${kind}`, is.answers[kind]]),
    [
      'tried again: limit / not ready / no connection',
      `${retries.tooFast} / ${retries.notReady} / ${retries.noConnection}`,
    ],
    ['seconds', is.seconds],
    [
      'until accepted, p50 / p95 / p99 / max',
      `${acceptedMs.p50} / ${acceptedMs.p95} / ${acceptedMs.p99} / ${acceptedMs.max} ms`,
    ],
    [
      'until answered, p50 / p95 / p99 / max',
      `${answeredMs.p50} / ${answeredMs.p95} / ${answeredMs.p99} / ${answeredMs.max} ms`,
    ],
    ['failed', is.failures.length],
  ]
  const wide = Math.max(...rows.map(([what]) => what.length))
  return [
    ...rows.map(([what, figure]) => `  ${what.padEnd(wide)}  ${figure}`),
    ...is.failures.slice(0, 10).map(failure => `  ! ${failure}`),
  ].join('\n')
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
