/** What residents order about themselves, against a real database, without triage and delivery. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../../../prisma/seed.ts'
import { PROMPTS } from '../../context.ts'
import { replay } from '../../domain/ticket/advance.ts'
import { residentCommand } from '../../domain/command/parse-text.ts'
import { createReceive } from '../../gateway/receive.ts'
import { createLive } from '../../gateway/web/message-hub.ts'
import { newId } from '../../lib/ids.ts'
import { loadReplies } from '../../prompt-files/replies.ts'
import { createTimes } from '../../notify/render/format-time.ts'
import { loadRules } from '../../prompts/house-rules.ts'
import { buildGazetteer } from '../../routing/gazetteer.ts'
import { buildSnapshot } from '../../routing/org-snapshot.ts'
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { historyOf, ticketsByIds } from '../../tickets/store.ts'
import { loadCategories } from '../../prompt-files/load-prompt.ts'
import { readPromptFiles } from '../../prompt-files/prompt-files.ts'
import { link } from '../privacy/link-accounts.ts'
import { tidyLastChats } from '../../inbox/erasure-receipt.ts'
import { withNotice } from './privacy-notice.ts'
import { isAboutSelf } from './privacy-commands.ts'
import { loadTurn } from './resident-turn.ts'
import { runCommand } from './run-command.ts'
import { residentOf } from '../../inbox/residents.ts'
import { type Transaction, createTransact } from '../../workflow/transaction.ts'
import type { Command } from '../../domain/command/command.ts'
import type { Ticket } from '../../domain/ticket/ticket.ts'
import { commitTurn } from '../turn.ts'
import { TurnTaken, beginTurn } from '../../inbox/inbound-messages.ts'
import type { TurnDeps } from '../../workflow/deps.ts'

const files = readPromptFiles(PROMPTS)
const replies = loadReplies(files)
const tree = loadCategories(files)
const rendering: ReturnType<TurnDeps['rendering']> = {
  replies,
  tree,
  times: createTimes('Asia/Shanghai', replies),
  rules: loadRules(files, tree),
  org: buildSnapshot(
    {
      subdistricts: [],
      communities: [],
      grids: [],
      places: [],
      units: [],
      members: [],
      workGroups: [],
      shifts: [],
      leaves: [],
      calendarDays: [],
    },
    buildGazetteer({ places: [], grids: [] }),
  ),
}

let db: TestDatabase
let deps: TurnDeps
let at = new Date('2026-11-20T02:00:00Z')
const pass = (minutes: number) => {
  at = new Date(at.getTime() + minutes * 60_000)
}
beforeAll(async () => {
  db = await createTestDatabase()
  await seedDemo(db.prisma)
  const queues = { enqueue: async () => {} }
  const now = () => at
  const { pool } = db
  const transact = createTransact({ pool, queues, rendering: () => rendering, now, onQueueError: () => {} })
  // What these orders need of a turn; triage and the directory are for what residents report.
  deps = {
    pool,
    queues,
    transact,
    rendering: () => rendering,
    settings: () => rendering,
    now,
    settleMs: 0,
  } as unknown as TurnDeps
})
afterAll(() => db?.close())

const rowsOf = async <T extends object>(sql: string, ...values: unknown[]) =>
  (await db.pool.query<T>(sql, values)).rows

/** Commits a message as its channel does. @returns their turn. */
async function hears(name: string, text: string, channel: 'local' | 'web' = 'local') {
  const receive = createReceive({
    pool: db.pool,
    queues: deps.queues,
    now: deps.now,
    onQueueError: () => {},
  })
  const received = await receive({
    channel,
    externalId: `${name}/${newId()}`,
    chat: { externalId: name, kind: 'private' },
    sender: { externalId: name, name },
    content: { kind: 'text', text },
  })
  const turn = await beginTurn(db.pool, received?.conversationId ?? '')
  const heard = turn?.waiting[0]
  if (!turn || !heard) throw new Error('nothing was heard')
  const resident = await residentOf(db.pool, turn.conversation, heard)
  return { conversation: turn.conversation, heard, resident }
}

/** @returns what they are told, newest last, also at the address of an erased resident. */
async function says(name: string, text: string, channel: 'local' | 'web' = 'local'): Promise<string[]> {
  const { conversation, heard, resident } = await hears(name, text, channel)
  const command = residentCommand(text)
  if (!command || !isAboutSelf(command)) throw new Error(`${text} is no order about oneself`)
  const before = await outbox()
  await obeys({ conversation, heard, resident }, command)
  return (await outbox()).slice(before.length).map(row => row.text)
}
type Said = Awaited<ReturnType<typeof hears>>
/** Of who they were when they said it. */
const turnBy = async ({ conversation, heard, resident }: Said) => ({
  ...(await loadTurn(deps, conversation, heard, [heard])),
  known: resident,
  resident,
})
const obeys = async (said: Said, command: Command) =>
  await commitTurn(deps.transact, await runCommand(await turnBy(said), command, [said.heard]))

const outbox = () =>
  rowsOf<{ text: string }>(
    "SELECT content->>'text' AS text FROM outbound_message o WHERE NOT card ORDER BY o.created_at, o.id",
  )

async function reports(
  name: string,
  text: string,
  urgency: 'normal' | 'emergency' = 'normal',
  /** Happens when all is written and nothing committed. */
  meanwhile: () => Promise<void> = async () => {},
) {
  const { conversation, heard, resident } = await hears(name, text)
  const [place] = await rowsOf<{ gridId: string; placeId: string }>(
    'SELECT grid_id AS "gridId", id AS "placeId" FROM place LIMIT 1',
  )
  if (!place) throw new Error('the demo has no place')
  let ticket: Ticket | undefined
  const write = async (tx: Transaction) => {
    ticket = await tx.open(
      {
        kind: 'opened',
        data: {
          number: `20261120-${String(++opened).padStart(4, '0')}`,
          residentId: resident.id,
          conversationId: conversation.id,
          language: 'zh-CN',
          category: 'facilities.lighting',
          urgency,
          text,
          summary: text,
          emergency: null,
        },
      },
      [
        {
          kind: 'placed',
          data: { ...place, placeText: '状元府 3号楼 7单元 702', rule: 'place' },
        },
        {
          kind: 'unrouted',
          data: { why: 'low_confidence', decideBy: null, guesses: { categories: [], grids: [] } },
        },
      ],
      { kind: 'resident', id: resident.id },
    )
    await meanwhile()
    return ticket.id
  }
  const turn = await turnBy({ conversation, heard, resident })
  await commitTurn(deps.transact, withNotice(turn, { messages: [heard], write }))
  if (!ticket) throw new Error('no ticket was opened')
  return { ticket, resident }
}
let opened = 0
const residentIdOf = async (name: string) =>
  (await rowsOf<{ id: string }>('SELECT resident_id AS id FROM conversation WHERE external_id = $1', name))[0]
    ?.id
const codeFor = async (name: string) =>
  /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec((await says(name, '链接码')).join())?.[0] ?? ''

describe('the notice', () => {
  const given = async (name: string) =>
    await rowsOf(
      'SELECT version, agreed_at AS agreed FROM resident_notice WHERE resident_id = $1',
      await residentIdOf(name),
    )

  it('comes once, below the first answer; a yes keeps the time of the first', async () => {
    const start = (await outbox()).length
    await reports('notice', '楼道灯坏了')
    await reports('notice', '门也坏了')
    const said = (await outbox()).slice(start).map(({ text }) => text.includes('我们怎么用您的信息'))
    expect(said).toEqual([false, true, false])
    expect(await given('notice')).toEqual([{ version: 1, agreed: null }])
    await says('notice', '隐私')
    const agreeing = await hears('notice', '')
    await obeys(agreeing, { verb: 'agree' })
    const yes = at
    pass(5)
    const again = await hears('notice', '')
    await obeys(again, { verb: 'agree' })
    expect(await given('notice')).toEqual([{ version: 1, agreed: yes }])
  })

  it('waits for the answer after the one about danger', async () => {
    await reports('danger', '着火了', 'emergency')
    expect(await given('danger')).toEqual([])
    await reports('danger', '灯坏了')
    expect(await given('danger')).toHaveLength(1)
  })
})

describe('a link code', () => {
  it('makes two one, event by event; both had something open', async () => {
    const { ticket: one, resident } = await reports('a', '灯坏了')
    const { ticket: two } = await reports('b', 'the lamp is out')
    const code = await codeFor('a')
    const [here, there] = await says('b', `/link ${code.replace('-', '').toLowerCase()}`)
    expect(here).toContain('1 件工单也跟过来了')
    expect(there).toContain('刚刚和另一个渠道链接了')
    expect(await residentIdOf('b')).toBe(resident.id)
    const tickets = await ticketsByIds(db.pool, [one.id, two.id])
    for (const [id, ticket] of tickets) {
      expect(ticket.residentId).toBe(resident.id)
      expect(replay(id, await historyOf(db.pool, id)).residentId).toBe(resident.id)
    }
    // Replayed, by the same resident and by another.
    expect((await says('b', code)).join()).toContain('不对、用过了或过期了')
    expect((await says('c', code)).join()).toContain('不对、用过了或过期了')
  })

  it('is no use on its own channel, to a worker, and once another was asked for', async () => {
    const old = await codeFor('d')
    const code = await codeFor('d')
    expect((await says('d', code)).join()).toContain('不是在这边用的')
    expect((await says('e', old)).join()).toContain('不对、用过了或过期了')
    await says('f', '隐私')
    await db.pool.query(
      "UPDATE identity SET member_id = (SELECT id FROM member LIMIT 1) WHERE external_id = 'f'",
    )
    expect((await says('f', code)).join()).toContain('工作人员的账号')
    // It was refused, not used up.
    expect((await says('e', code)).join()).toContain('链接好了')
  })

  it('is good for ten minutes, and five wrong ones are enough for an hour', async () => {
    const late = await codeFor('g')
    pass(11)
    expect((await says('h', late)).join()).toContain('不对、用过了或过期了')
    for (let n = 3; n < 7; n++) expect((await says('h', `WXYZ-234${n}`)).join()).toContain('不对')
    expect((await says('h', await codeFor('g'))).join()).toContain('输错太多次')
    pass(61)
    expect((await says('h', await codeFor('g'))).join()).toContain('链接好了')
  })

  it("of two who type each other's at once leaves both one", async () => {
    const [ofI, ofJ] = [await codeFor('i'), await codeFor('j')]
    const results = await Promise.allSettled([says('i', ofJ), says('j', ofI)])
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect(await residentIdOf('i')).toBe(await residentIdOf('j'))
  })
})

describe('forgetting', () => {
  it('asks once; a yes of half an hour ago, or to no question, is asked anew', async () => {
    const sure = async () => (await says('k', '确认删除')).join()
    expect(await sure()).toContain('确定删除吗')
    pass(31)
    expect(await sure()).toContain('确定删除吗')
    expect((await says('k', '删除我的信息')).join()).toContain('确定删除吗')
    expect(await sure()).toContain('已经删掉了')
  })

  it('leaves no word of theirs in any table, and of what was done everything else', async () => {
    const name = '钱秀英秀英'
    const { ticket, resident } = await reports(name, '我是钱秀英秀英，7单元702门口灯坏了')
    const events = () =>
      rowsOf(
        'SELECT version, kind, actor_kind, actor_id, at FROM ticket_event WHERE ticket_id = $1 ORDER BY version',
        ticket.id,
      )
    const before = await events()
    await says(name, '忘记我')
    await says(name, '确认删除')
    expect(await events()).toEqual(before)
    const left = (await ticketsByIds(db.pool, [ticket.id])).get(ticket.id)
    expect(left).toMatchObject({ state: 'unrouted', placeText: '3号楼', text: '〔居民要求删除，原话已删〕' })
    const after = replay(ticket.id, await historyOf(db.pool, ticket.id))
    expect([after.text, after.summary, after.placeText]).toEqual([left?.text, left?.summary, left?.placeText])
    const tables = await rowsOf<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    const where = async (words: string) => {
      const found: string[] = []
      for (const { name: table } of tables)
        if ((await rowsOf(`SELECT FROM "${table}" t WHERE t::text LIKE $1`, `%${words}%`)).length > 0)
          found.push(table)
      return found
    }
    // The address for the last message, and nothing else.
    expect(await where('钱秀英')).toEqual(['conversation'])
    expect(await where('702门口')).toEqual([])
    expect(await rowsOf('SELECT data FROM audit_entry WHERE subject = $1', resident.id)).toEqual([
      { data: { tickets: 1, messages: expect.any(Number) } },
    ])
    await tidyLastChats(db.pool, at)
    expect(await where('钱秀英')).toEqual(['conversation'])
    await db.pool.query("UPDATE outbound_message SET state = 'sent', sent_at = now() WHERE state = 'pending'")
    await tidyLastChats(db.pool, new Date(at.getTime() + 61 * 60_000))
    expect(await where('钱秀英')).toEqual([])
  })

  it('takes along what they open on another channel at that moment', async () => {
    await says('two phones', await codeFor('one of two'))
    await says('one of two', '忘记我')
    let forgotten: Promise<string[]> | undefined
    const { ticket } = await reports('two phones', '栀子花旁边灯坏了', 'normal', async () => {
      forgotten = says('one of two', '确认删除')
      await expect
        .poll(() =>
          rowsOf(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
          ),
        )
        .toHaveLength(1)
    })
    expect((await forgotten)?.join()).toContain('已经删掉了')
    const left = (await ticketsByIds(db.pool, [ticket.id])).get(ticket.id)
    expect(left?.text).toBe('〔居民要求删除，原话已删〕')
  })

  it('is promised to nobody who became somebody else just then', async () => {
    await says('becomes', '忘记我')
    const stale = await hears('becomes', '确认删除')
    const code = await codeFor('stays')
    await deps.transact(tx => link(tx, stale.resident, stale.heard.identityId, code))
    const sure = { verb: 'forget', sure: true } as const
    const late = obeys(stale, sure)
    await expect(late).rejects.toThrow(TurnTaken)
    expect(await residentIdOf('becomes')).toBe(await residentIdOf('stays'))
  })

  it('makes whoever speaks there again somebody new', async () => {
    await says('l', '隐私')
    const before = await residentIdOf('l')
    await says('l', '忘记我')
    await says('l', '确认删除')
    await says('l', '隐私')
    const after = await residentIdOf('l')
    expect(after).not.toBe(before)
    await db.pool.query("UPDATE outbound_message SET state = 'sent', sent_at = now() WHERE state = 'pending'")
    await tidyLastChats(db.pool, new Date(at.getTime() + 61 * 60_000))
    expect(await residentIdOf('l')).toBe(after)
  })

  it('waits while an emergency goes by their words', async () => {
    await reports('m', '煤气味很重', 'emergency')
    expect((await says('m', '忘记我')).join()).toContain('办完才能删')
  })

  it('keeps a browser signed in, as somebody new', async () => {
    await says('device', '隐私', 'web')
    await db.pool.query(
      "INSERT INTO web_session (id, token_hash, identity_id, expires_at) SELECT $1, repeat('ab', 32), id, now() + interval '1 day' FROM identity WHERE external_id = 'device'",
      [newId()],
    )
    await says('device', '忘记我', 'web')
    await says('device', '确认删除', 'web')
    const sessions = await rowsOf<{ name: string | null; said: string }>(
      `SELECT i.name, o.content->>'text' AS said FROM web_session s JOIN identity i ON i.id = s.identity_id
       JOIN conversation c ON c.resident_id = i.resident_id JOIN outbound_message o ON o.conversation_id = c.id WHERE token_hash = repeat('ab', 32)`,
    )
    expect(sessions).toEqual([{ name: null, said: expect.stringContaining('已经删掉了') }])
  })

  it('starts anew every page that has one of their chats open', async () => {
    await says('open page', await codeFor('on the phone'), 'web')
    const live = createLive({ pool: db.pool, log: { info() {}, warn() {} } })
    await live.start()
    const told = new Promise(resolve =>
      live.subscribe('open page', {
        message: (message, conversation) => resolve({ message, conversation }),
        ready() {},
        end() {},
      }),
    )
    await says('on the phone', '忘记我')
    await says('on the phone', '确认删除')
    // No row of theirs: the stream takes it for "moved".
    expect(await told).toEqual({ message: null, conversation: 'nobody' })
    await live.stop()
  })

  it('leaves a worker their work', async () => {
    await says('n', '忘记我')
    await db.pool.query(
      "UPDATE identity SET member_id = (SELECT id FROM member LIMIT 1) WHERE external_id = 'n'",
    )
    await says('n', '确认删除')
    expect(await rowsOf("SELECT resident_id FROM identity WHERE external_id = 'n'")).toEqual([
      { resident_id: null },
    ])
  })
})

it('nobody else may change the past, nor erasing anything but words', async () => {
  const { ticket } = await reports('o', '灯坏了')
  const change = async (set: string, setting: string) => {
    const client = await db.pool.connect()
    try {
      await client.query('BEGIN')
      await client.query("SELECT set_config('linli.erasing', $1, true)", [setting])
      return await client.query(`UPDATE ticket_event SET ${set} WHERE ticket_id = $1 AND version = 1`, [
        ticket.id,
      ])
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }
  const words = `data = jsonb_set(data, '{text}', '""')`
  await expect(change(words, '')).rejects.toThrow('append-only')
  await expect(change(words, newId())).rejects.toThrow('append-only')
  await expect(change("kind = 'urged'", ticket.id)).rejects.toThrow('append-only')
  await expect(change('at = now()', ticket.id)).rejects.toThrow('append-only')
  await expect(change("data = data - 'text'", ticket.id)).rejects.toThrow('append-only')
  expect((await change(words, ticket.id)).rowCount).toBe(1)
})
