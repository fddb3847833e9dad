/**
 * Whole lifecycles a second: a resident says what is wrong, a worker presses 接单 and types 办结, the resident presses
 * 解决了 and gives stars. Every person reacts to what the channel shows them, and to nothing else. A lifecycle counts when
 * the resident has been thanked for the stars; at the end the database must agree, message by message.
 */
import { performance } from 'node:perf_hooks'
import type { OutboundMessage } from '../src/domain/message.ts'
import { shortNumber } from '../src/domain/ticket/ticket.ts'
import { newId } from '../src/lib/ids.ts'
import { type Latencies, inParallel, latencies, round } from './figures.ts'
import { processorTime } from './processor-time.ts'
import { requestText } from './requests.ts'
import { type Stage, type Statements, actionOf } from './stage.ts'

export interface LifecycleFigures {
  residents: number
  lifecycles: number
  seconds: number
  perSecond: number
  /** Lifecycles a second in each tenth of the run: does it slow down as tickets pile up? */
  byTenth: number[]
  lifecycleMs: Latencies
  perLifecycle: Statements & {
    inbound: number
    outbound: number
    transactions: number
    /** Milliseconds of one core in this process: simulated people included. */
    nodeMs: number
    /** The same of all of PostgreSQL; NaN where it cannot be known. */
    postgresMs: number
  }
  checked: Checked
}

/** What the database says. Everything but `closed` should be 0. */
export interface Checked {
  /** Closed with stars. */
  closed: number
  /** Lifecycles that people saw end, and that the database does not know as closed with stars. */
  missing: number
  /** Tickets of this run in any other state. */
  notClosed: number
  inboundNotHandled: number
  outboundNotSent: number
  /** Messages that the channel took and the database does not have, or has twice. */
  messagesLost: number
  /** Residents with more than one ticket, or none. */
  residentsWrong: number
}

/** No actor moved for so long: one waits for an answer that does not come. */
const STALLED_MS = 30_000

export async function runLifecycles(
  stage: Stage,
  statements: () => Statements,
  { lifecycles, residents }: { lifecycles: number; residents: number },
): Promise<LifecycleFigures> {
  const people = createPeople(stage)
  const warm = Math.min(lifecycles, residents * 2)
  let started = 0
  await inParallel(
    residents,
    () => started < warm,
    () => people.live(started++),
  )
  await stage.settled()

  const before = { ...statements(), ...(await databaseCounters(stage)) }
  const idle = await processorTime(stage.context.pool)
  const ends: number[] = []
  const took: number[] = []
  const last = warm + lifecycles
  const begin = performance.now()
  await inParallel(
    residents,
    () => started < last,
    async () => {
      const since = performance.now()
      await people.live(started++)
      ends.push(performance.now() - begin)
      took.push(performance.now() - since)
    },
  )
  const ms = performance.now() - begin
  const busy = await processorTime(stage.context.pool)
  const after = { ...statements(), ...(await databaseCounters(stage)) }
  await stage.settled()
  people.leave()

  const each = (name: keyof typeof after) => round((after[name] - before[name]) / lifecycles)
  return {
    residents,
    lifecycles,
    seconds: round(ms / 1000, 2),
    perSecond: round((lifecycles / ms) * 1000),
    byTenth: tenths(ends, ms),
    lifecycleMs: latencies(took),
    perLifecycle: {
      own: each('own'),
      queue: each('queue'),
      inbound: each('inbound'),
      outbound: each('outbound'),
      transactions: each('transactions'),
      nodeMs: round((busy.node - idle.node) / lifecycles),
      postgresMs: round((busy.postgres - idle.postgres) / lifecycles),
    },
    checked: await check(stage, people.run, people.heard(), last),
  }
}

const tenths = (ends: number[], ms: number): number[] =>
  Array.from({ length: 10 }, (_, tenth) =>
    round((ends.filter(end => Math.min(9, Math.floor((end / ms) * 10)) === tenth).length / ms) * 10_000),
  )

/** All residents and workers of this run. */
function createPeople({ channel, workers }: Stage) {
  const run = newId()
  const waiting = new Map<string, () => void>()
  /** What an actor has reacted to already: a card is shown again with every edit. */
  const done = new Set<string>()
  let failure: unknown
  let fail: (error: unknown) => void = () => {}
  const failed = new Promise<never>((_, reject) => {
    fail = error => {
      failure ??= error
      reject(error)
    }
  })
  failed.catch(() => {})
  let heard = 0
  const say = (words: Parameters<typeof channel.hear>[0]) => {
    heard += 1
    channel.hear(words).catch(fail)
  }
  const once = (what: string): boolean => !done.has(what) && Boolean(done.add(what))

  let moved = Date.now()
  const watch = setInterval(() => {
    if (waiting.size > 0 && Date.now() - moved > STALLED_MS)
      fail(
        new Error(
          `${waiting.size} residents wait for an answer; the last thing that one of them saw:\n${lastWords()}`,
        ),
      )
  }, 1_000)
  watch.unref()
  const lastWords = () =>
    [...waiting.keys()]
      .slice(0, 3)
      .map(chat => channel.shows(chat).at(-1)?.content.text ?? 'nothing at all')
      .join('\n')

  channel.onSend = message => {
    moved = Date.now()
    const worker = workers.get(message.chat)
    if (worker) workerSees(worker, message)
    else residentSees(message)
  }

  function workerSees(from: string, message: OutboundMessage) {
    const number = message.content.card?.key
    if (!number) return
    const accept = actionOf(message, 'accept')
    const action = (pressed: string) =>
      say({ from, chat: message.chat, content: { kind: 'action', action: pressed } })
    if (accept && once(accept)) action(accept)
    else if (!accept && message.content.text.startsWith('🔵') && once(`resolve:${number}`))
      say({
        from,
        chat: message.chat,
        content: { kind: 'text', text: `办结 ${shortNumber(number)} 已修好` },
      })
  }

  function residentSees(message: OutboundMessage) {
    const finish = waiting.get(message.chat)
    if (!finish) return
    const press = (action: string) => say({ from: message.chat, content: { kind: 'action', action } })
    const [confirm, rate] = [actionOf(message, 'confirm'), starsOf(message)]
    if (rate && once(rate)) press(rate)
    else if (confirm && once(confirm)) press(confirm)
    else if (message.content.text.startsWith('谢谢您的')) {
      waiting.delete(message.chat)
      finish()
    }
  }

  return {
    run,
    /** Messages that people sent. */
    heard: () => heard,
    /** One request from the first word to the stars, by a new resident. */
    async live(index: number): Promise<void> {
      if (failure) throw failure
      const from = `${run}/${index}`
      const ended = new Promise<void>(resolve => waiting.set(from, resolve))
      say({ from, content: { kind: 'text', text: requestText(index) } })
      await Promise.race([ended, failed])
    },
    leave() {
      clearInterval(watch)
      channel.onSend = null
    },
  }
}

const starsOf = (message: OutboundMessage): string | undefined =>
  message.content.buttons?.flat().find(({ action }) => /^rate:.*:5$/.test(action))?.action

async function databaseCounters({ context }: Stage) {
  const { rows } = await context.pool.query<{ inbound: number; outbound: number; transactions: number }>(
    `SELECT (SELECT count(*) FROM inbound_message)::int AS inbound, (SELECT count(*) FROM outbound_message)::int AS outbound,
       (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database())::int AS transactions`,
  )
  return rows[0] as { inbound: number; outbound: number; transactions: number }
}

async function check({ context }: Stage, run: string, heard: number, wanted: number): Promise<Checked> {
  const { rows } = await context.pool.query<Omit<Checked, 'missing' | 'messagesLost'> & { messages: number }>(
    `WITH mine AS (
       SELECT c.id FROM conversation c WHERE c.channel = 'local' AND c.external_id LIKE $1 || '/%'
     ), tickets AS (
       SELECT t.* FROM ticket t JOIN mine ON mine.id = t.conversation_id
     )
     SELECT (SELECT count(*) FROM tickets WHERE state = 'closed' AND rating IS NOT NULL)::int AS closed,
       (SELECT count(*) FROM tickets WHERE state <> 'closed' OR rating IS NULL)::int AS "notClosed",
       (SELECT count(*) FROM inbound_message WHERE state <> 'handled')::int AS "inboundNotHandled",
       (SELECT count(*) FROM outbound_message WHERE state NOT IN ('sent', 'superseded'))::int AS "outboundNotSent",
       (SELECT count(*) FROM inbound_message m WHERE m.conversation_id IN (SELECT id FROM mine)
          OR m.ticket_id IN (SELECT id FROM tickets))::int AS messages,
       (SELECT count(*) FROM mine WHERE (SELECT count(*) FROM tickets t WHERE t.conversation_id = mine.id) <> 1)::int AS "residentsWrong"`,
    [run],
  )
  const { messages, ...found } = rows[0] as (typeof rows)[number]
  return { ...found, missing: wanted - found.closed, messagesLost: heard - messages }
}
