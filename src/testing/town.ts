/**
 * The demo community with everything real but the platform: PostgreSQL, the queue (on Redis when REDIS_URL is set), triage,
 * routing, delivery. People talk over a local channel. For journeys: what is said, and what is then seen.
 */
import { vi } from 'vitest'
import { seedDemo } from '../../prisma/seed.ts'
import { createProcessors } from '../../workers/registry.ts'
import { temporaryStore } from '../attachments/testing/store.ts'
import { type Context, type ContextOptions, createContext } from '../context.ts'
import type { InboundContent, Language, OutboundContent } from '../domain/message.ts'
import { newId } from '../lib/ids.ts'
import { fixedPrompts } from '../prompts/live.ts'
import type { PromptSet } from '../prompts/prompt-set.ts'
import { deliveryQueue, fetchQueue } from '../queue/jobs.ts'
import { createLocalChannel, type LocalChannel } from './local-channel.ts'
import { shippedPrompts, withoutNeighbours } from './shipped-prompts.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export interface Person {
  name: string
  /** Says something; in a group when one is given. */
  says(text: string, replyTo?: string): Promise<void>
  presses(label: string | RegExp): Promise<void>
  sends(content: InboundContent): Promise<void>
  /** What their chat shows, oldest first. */
  sees(): OutboundContent[]
  /** Waits until the chat shows a message like that. */
  hears(text: string | RegExp): Promise<OutboundContent>
}

export interface Town {
  db: TestDatabase
  context: Context
  channel: LocalChannel
  /** The clock of the whole town. Moves by itself unless it is set. */
  clock: { set(at: Date): void; pass(ms: number): void; now(): Date }
  resident(name: string, language?: Language): Person
  /** A grid's worker in its group: `worker('g4')`; or another member by name in a group by code. */
  worker(group: string, member?: string): Promise<Person>
  /** Waits until nothing waits: every message handled, every delivery made, every closing checked. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface TownOptions {
  settleMs?: number
  context?: Partial<ContextOptions>
  /** Reports of neighbours are found to be one thing; else a file of tests may use one street lamp for all residents. */
  neighbours?: boolean
  /** Residents are given the privacy notice; else every story would begin with it. */
  notice?: boolean
  /** Leave the queue alone: the test runs processors by hand. */
  withoutProcessors?: boolean
}

/** The folder's prompts, loaded once for a file of tests. `context: { prompts: undefined }` asks the database instead. */
let set: Promise<PromptSet> | undefined

const withNotice = (loaded: PromptSet, given: boolean): PromptSet =>
  given ? loaded : { ...loaded, rules: { ...loaded.rules, notice: 0 } }

export async function createTown({
  settleMs = 0,
  context: overrides,
  withoutProcessors,
  neighbours = false,
  notice = false,
}: TownOptions = {}): Promise<Town> {
  const db = await createTestDatabase()
  await seedDemo(db.prisma)
  set ??= shippedPrompts()
  let offset = 0
  const now = () => new Date(Date.now() + offset)
  const context = await createContext({
    databaseUrl: db.url,
    config: { redisUrl: process.env.REDIS_URL, settleMs, logLevel: 'silent', model: undefined },
    now,
    prompts: fixedPrompts(withNotice(neighbours ? await set : withoutNeighbours(await set), notice)),
    attachments: temporaryStore(),
    queuePrefix: `test-${newId()}`,
    ...overrides,
  })
  const channel = createLocalChannel()
  context.channels.set('local', channel)
  await bindGroups(db, context)
  const processors = createProcessors(context)
  if (!withoutProcessors) {
    await context.queues.work(deliveryQueue('local'), { deliver: processors.deliver }, 1)
    await context.queues.work(fetchQueue('local'), { fetch: processors.fetch }, 1)
    await context.queues.work('triage', { triage: processors.triage }, 8)
    await context.queues.work('closure', { closure: processors.closure }, 1)
  }
  await channel.start(context.receive)

  const person = (name: string, chat: string | undefined, from: string, language?: Language): Person => {
    const place = chat ?? from
    const sends = async (content: InboundContent) => {
      await channel.hear({ from, content, ...(chat && { chat }), ...(language && { language }) })
    }
    const sees = () => channel.shows(place).map(({ content }) => content)
    return {
      name,
      sends,
      sees,
      says: (text, replyTo) => sends({ kind: 'text', text, ...(replyTo && { replyTo }) }),
      async presses(label) {
        const buttons = sees()
          .toReversed()
          .flatMap(content => content.buttons?.flat() ?? [])
        const button = buttons.find(each =>
          typeof label === 'string' ? each.label === label : label.test(each.label),
        )
        if (!button)
          throw new Error(
            `${name} sees no button ${label}; there is ${buttons.map(each => each.label).join(', ') || 'none'}`,
          )
        await sends({ kind: 'action', action: button.action })
      },
      hears: text =>
        vi.waitFor(
          () => {
            const found = sees().findLast(content =>
              typeof text === 'string' ? content.text.includes(text) : text.test(content.text),
            )
            if (!found)
              throw new Error(
                `${name} does not see ${text}; there is:\n${sees()
                  .map(content => content.text)
                  .join('\n---\n')}`,
              )
            return found
          },
          { timeout: 8_000, interval: 15 },
        ),
    }
  }

  return {
    db,
    context,
    channel,
    clock: {
      now,
      set: at => {
        offset = at.getTime() - Date.now()
      },
      pass: ms => {
        offset += ms
      },
    },
    resident: (name, language) => person(name, undefined, name, language),
    async worker(group, memberName) {
      const { rows } = await db.pool.query<{ id: string; name: string }>(
        memberName
          ? 'SELECT id, name FROM member WHERE name = $1'
          : "SELECT m.id, m.name FROM member m JOIN grid g ON g.id = m.grid_id WHERE g.code = $1 AND m.role = 'grid_worker' ORDER BY m.id LIMIT 1",
        [memberName ?? group],
      )
      const member = rows[0]
      if (!member) throw new Error(`nobody ${memberName ?? ''} in ${group}`)
      const from = `member:${member.id}`
      await db.pool.query(
        `INSERT INTO identity (id, channel, external_id, name, member_id) VALUES ($1, 'local', $2, $3, $4) ON CONFLICT (channel, external_id) DO NOTHING`,
        [newId(), from, member.name, member.id],
      )
      return person(member.name, `group:${group}`, from)
    },
    async settled() {
      await vi.waitFor(
        async () => {
          const { rows } = await db.pool.query<{ open: number }>(
            `SELECT (SELECT count(*) FROM inbound_message WHERE state = 'received')::int + (SELECT count(*) FROM outbound_message WHERE state = 'pending' AND channel = 'local')::int + (SELECT count(*) FROM closure_check)::int + (SELECT count(*) FROM attachment WHERE inbound_message_id IS NOT NULL AND state = 'waiting')::int AS open`,
          )
          if (rows[0]?.open) throw new Error(`${rows[0].open} messages or closings are not done with`)
        },
        { timeout: 60_000, interval: 15 },
      )
    },
    async close() {
      await channel.stop()
      await context.close()
      await db.close()
    },
  }
}

/** Every work group has a local chat: `group:g4`, `group:<community code>`, `group:<unit code>`. */
async function bindGroups(db: TestDatabase, context: Context): Promise<void> {
  const { rows } = await db.pool.query<{ id: string; code: string }>(
    `SELECT w.id, coalesce(g.code, u.code, c.code, s.code, 'desk') AS code FROM work_group w
     LEFT JOIN grid g ON g.id = w.grid_id LEFT JOIN unit u ON u.id = w.unit_id LEFT JOIN community c ON c.id = w.community_id LEFT JOIN subdistrict s ON s.id = w.subdistrict_id`,
  )
  for (const { id, code } of rows)
    await db.pool.query(
      "INSERT INTO conversation (id, channel, external_id, kind, work_group_id) VALUES ($1, 'local', $2, 'group', $3)",
      [newId(), `group:${code}`, id],
    )
  await context.directory.reload()
}
