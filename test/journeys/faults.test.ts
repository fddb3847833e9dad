/** With every kind of failure no message is lost, and nothing is done twice. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { takeTurn } from '../../src/conversation/process-conversation.ts'
import { deliver } from '../../src/notify/delivery/deliver.ts'
import { deliveryQueue } from '../../src/queue/jobs.ts'
import { sweep } from '../../src/queue/sweep.ts'
import { type Person, type Town, createTown } from '../../src/testing/town.ts'
import type { Triage } from '../../src/triage/triage.ts'

/** What a test does to triage. */
let harm: ((texts: readonly string[]) => void) | null = null
let town: Town
let real: Triage
beforeAll(async () => {
  town = await createTown()
  const { turn } = town.context
  real = turn.triage
  turn.triage = {
    understand: async input => {
      harm?.(input.texts)
      return real.understand(input)
    },
  }
}, 90_000)
afterAll(() => town.close())
afterEach(() => {
  harm = null
  town.channel.fault = null
})

const said = (person: Person) => person.sees().map(({ text }) => text)
const conversationOf = async (person: Person) => {
  const { rows } = await town.db.pool.query<{ id: string }>(
    'SELECT id FROM conversation WHERE external_id = $1',
    [person.name],
  )
  return rows[0]?.id ?? ''
}
const inboundOf = async (person: Person) => {
  const { rows } = await town.db.pool.query<{
    text: string
    state: string
    attempts: number
    error: string | null
    number: string | null
    ticket_state: string | null
  }>(
    `SELECT m.text, m.state, m.attempts, m.error, t.number, t.state AS ticket_state FROM inbound_message m
     JOIN conversation c ON c.id = m.conversation_id LEFT JOIN ticket t ON t.id = m.ticket_id
     WHERE c.external_id = $1 ORDER BY m.id`,
    [person.name],
  )
  return rows
}

describe('a message that nothing can handle', () => {
  it('becomes a decision of a person after some tries; what comes after it is handled', async () => {
    const person = town.resident('毒消息')
    harm = texts => {
      if (texts.join().includes('毒')) throw new TypeError('cannot read properties of undefined')
    }
    await person.says('状元府3号楼的毒药味垃圾 13800001234')
    // Tried as often as its job is, with pauses in between; then a person has it.
    await vi.waitFor(async () => expect((await inboundOf(person))[0]?.state).toBe('failed'), {
      timeout: 20_000,
      interval: 50,
    })
    await person.hears('值班员人工分派')
    const [poison] = await inboundOf(person)
    expect(poison).toMatchObject({
      attempts: 4,
      error: 'cannot read properties of undefined',
      ticket_state: 'unrouted',
    })
    await town.settled()
    const duty = ['zhuangyuanfu', 'hepan', 'desk'].flatMap(code =>
      town.channel.shows(`group:${code}`).map(({ content }) => content.text),
    )
    expect(duty.filter(text => text.includes('毒药味垃圾'))).toHaveLength(1)
    expect(duty.join()).not.toContain('13800001234')
    expect(said(person).join()).not.toMatch(/undefined|TypeError/)

    await person.says('明珠公寓门口路面塌了一个大坑')
    await person.hears('第2网格')
    expect((await inboundOf(person)).map(({ state }) => state)).toEqual(['failed', 'handled'])
  })

  it('that fails once is just tried again, and is one ticket', async () => {
    const person = town.resident('抖一下')
    let times = 0
    harm = () => {
      if (++times === 1) throw new Error('connection reset')
    }
    await person.says('状元府3号楼楼道灯坏了')
    await person.hears('第4网格')
    await town.settled()
    expect(await inboundOf(person)).toMatchObject([{ state: 'handled', attempts: 1, error: null }])
    expect(said(person)).toHaveLength(1)
  })
})

describe('the queue', () => {
  it('may forget everything: the rows are found again', async () => {
    const quiet = await createTown({ withoutProcessors: true })
    try {
      const { context, db } = quiet
      const people = Array.from({ length: 5 }, (_, index) => quiet.resident(`忘了${index}`))
      for (const person of people) await person.says('状元府3号楼楼道灯坏了')
      expect(await context.queues.waiting('triage')).toBe(5)
      await context.queues.wipe(['triage', deliveryQueue('local')])
      expect(await context.queues.waiting('triage')).toBe(0)

      // Young rows are on their way: a sweep leaves them alone, unless it knows that no other process is at work.
      await sweep(context)
      expect(await context.queues.waiting('triage')).toBe(0)
      await sweep(context, 0)
      await sweep(context, 0)
      expect(await context.queues.waiting('triage')).toBe(5)

      await context.queues.work(
        'triage',
        { triage: ({ conversationId }) => takeTurn(context.turn, conversationId) },
        4,
      )
      await vi.waitFor(
        async () => {
          const { rows } = await db.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM ticket')
          expect(rows[0]?.n).toBe(5)
        },
        { timeout: 10_000, interval: 20 },
      )
      // The answers, too: their job is forgotten before it ran.
      await context.queues.wipe([deliveryQueue('local')])
      await sweep(context, 0)
      expect(await context.queues.waiting(deliveryQueue('local'))).toBe(1)
      await context.queues.work(
        deliveryQueue('local'),
        { deliver: ({ channel }) => deliver(context.delivery(channel)) },
        1,
      )
      for (const person of people) await person.hears('第4网格')
    } finally {
      await quiet.close()
    }
  })

  it('may run a job twice at once: every message counts once', async () => {
    const person = town.resident('重复跑')
    await person.says('状元府3号楼楼道灯坏了')
    const id = await conversationOf(person)
    await Promise.all(Array.from({ length: 6 }, () => takeTurn(town.context.turn, id)))
    await town.settled()
    expect(await inboundOf(person)).toMatchObject([{ state: 'handled' }])
    expect(said(person)).toHaveLength(1)
  })
})

describe('PostgreSQL', () => {
  /** A job that lost its connection as it ended counts as running until its lock is over: 10 s, looked at every 5 s. */
  const recovered = (check: () => Promise<unknown>) => vi.waitFor(check, { timeout: 35_000, interval: 100 })

  it('may cut every connection in the middle of it all: nothing is lost, nothing happens twice', async () => {
    const people = Array.from({ length: 12 }, (_, index) => town.resident(`断线${index}`))
    let cuts = 0
    /** Not those that are being made at this moment: what node-postgres does with them is its own affair. */
    const cut = async () => {
      cuts++
      await town.db.pool
        .query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_start < clock_timestamp() - interval '1 second'",
        )
        .catch(() => {})
    }
    /** As a platform does: what was not acknowledged is handed over again. */
    const say = (person: Person) =>
      vi.waitFor(
        () =>
          town.channel.hear({
            from: person.name,
            id: `cut-${person.name}`,
            content: { kind: 'text', text: '状元府3号楼楼道灯坏了' },
          }),
        { timeout: 15_000, interval: 20 },
      )
    let turns = 0
    let sends = 0
    harm = () => {
      if (++turns === 2 || turns === 5) void cut()
    }
    town.channel.onSend = () => {
      if (++sends === 3 || sends === 9) void cut()
    }
    for (const person of people) await say(person)
    await vi.waitFor(
      async () => {
        // What the queue lost in between, the sweep brings back; it comes every ten seconds, here more often.
        await sweep(town.context, 0).catch(() => {})
        for (const person of people) expect(said(person).join()).toContain('第4网格')
      },
      { timeout: 60_000, interval: 100 },
    )
    town.channel.onSend = null
    harm = null
    await recovered(() => town.settled())
    expect(cuts).toBe(4)
    const { rows } = await town.db.pool.query<{ name: string; tickets: number }>(
      "SELECT c.external_id AS name, count(t.id)::int AS tickets FROM conversation c LEFT JOIN ticket t ON t.conversation_id = c.id WHERE c.external_id LIKE '断线%' GROUP BY 1",
    )
    expect(rows.map(({ tickets }) => tickets)).toEqual(people.map(() => 1))
    // A message that was sent and not written down is sent again, under the same id: a chat shows it once.
    for (const person of people) expect(said(person)).toHaveLength(1)

    // Afterwards everything is as before, also without a sweep.
    const later = town.resident('断线之后')
    await later.says('状元府3号楼楼道灯坏了')
    await recovered(() => later.hears('第4网格'))
  }, 180_000)
})

it('a platform that is away for a while gets everything afterwards, in order', async () => {
  const person = town.resident('平台挂了')
  let fails = 2
  town.channel.fault = message => {
    if (message.chat === person.name && fails-- > 0) throw new Error('502 Bad Gateway')
  }
  await person.says('状元府3号楼楼道灯坏了')
  await vi.waitFor(() => expect(fails).toBe(1), { timeout: 10_000, interval: 10 })
  await person.says('撤回')
  await vi.waitFor(async () =>
    expect((await inboundOf(person)).map(({ state }) => state)).toEqual(['handled', 'handled']),
  )
  // The pauses move the shared clock.
  await vi.waitFor(
    async () => {
      town.clock.pass(5_000)
      await sweep(town.context, 0)
      expect(said(person)).toEqual([expect.stringContaining('收到，工单'), expect.stringContaining('已撤回')])
    },
    { timeout: 10_000, interval: 50 },
  )
})
