/** The district with everything real but platforms and the queue: who runs the month calls every turn by hand. */
import { createLog } from '../../src/log/log.ts'
import { type Context, createContext } from '../../src/context.ts'
import type { CategoryTree } from '../../src/domain/category.ts'
import { newId } from '../../src/lib/ids.ts'
import { fixedPrompts } from '../../src/prompts/live.ts'
import type { PromptSet } from '../../src/prompts/prompt-set.ts'
import type { Queues } from '../../src/queue/bullmq.ts'
import { shippedPrompts } from '../../src/testing/shipped-prompts.ts'
import { importDistrict } from '../district.ts'
import { type CrowdChannel, createCrowdChannel } from './crowd-channel.ts'
import type { MonthOptions } from './options.ts'
import { type Clock, createClock, START } from './time.ts'

export interface MonthStage {
  context: Context
  channel: CrowdChannel
  clock: Clock
  tree: CategoryTree
  /** By the chat's external id. */
  groups: ReadonlyMap<string, Group>
  close(): Promise<void>
}

export interface Group {
  kind: 'grid' | 'unit' | 'duty'
  gridId: string | null
  unitId: string | null
  communityId: string | null
  subdistrictId: string | null
}

/** Nothing is queued: turns are taken, clocks looked at and messages delivered when the month says so. */
const NO_QUEUE: Queues = {
  backend: 'postgres',
  enqueue: async () => {},
  work: async () => {},
  wipe: async () => {},
  waiting: async () => 0,
  close: async () => {},
}

/** @param databaseUrl with all migrations, and empty. */
export async function openMonthStage(
  databaseUrl: string,
  { lanes, caps }: Pick<MonthOptions, 'lanes' | 'caps'>,
): Promise<MonthStage> {
  const clock = createClock(START)
  const set = await shippedPrompts()
  const context = await createContext({
    databaseUrl,
    config: { redisUrl: undefined, settleMs: 0, logLevel: 'warn', model: undefined },
    log: createLog({ level: 'warn' }),
    now: clock.now,
    prompts: fixedPrompts(caps > 0 ? withCaps(set, caps) : set),
    queues: NO_QUEUE,
    poolMax: lanes + 8,
  })
  await sameClock(context)
  await importDistrict(context, set)
  const groups = await bindGroups(context)
  const channel = createCrowdChannel()
  context.channels.set('local', channel)
  await channel.start(context.receive)
  return { context, channel, clock, tree: set.tree, groups, close: () => context.close() }
}

/** So low that they matter. */
const withCaps = (set: PromptSet, caps: number): PromptSet => ({
  ...set,
  rules: { ...set.rules, caps: { full_time: caps, part_time: Math.ceil(caps / 4) } },
})

/** What PostgreSQL dates itself is dated by the month's clock: the row in `month_clock` is set at every look. */
async function sameClock({ pool, turn }: Context): Promise<void> {
  await pool.query(`
    CREATE TABLE month_clock (at timestamptz(3) NOT NULL);
    CREATE FUNCTION month_now() RETURNS timestamptz STABLE LANGUAGE sql AS 'SELECT at FROM month_clock'`)
  await pool.query('INSERT INTO month_clock VALUES ($1)', [turn.now()])
  const { rows } = await pool.query<{ sql: string }>(
    `SELECT format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT month_now()', table_name, column_name) AS sql
     FROM information_schema.columns WHERE table_schema = 'public' AND column_default = 'CURRENT_TIMESTAMP'`,
  )
  for (const { sql } of rows) await pool.query(sql)
}

/** Every work group gets a chat, and every member an identity to speak with. */
async function bindGroups({ pool, directory }: Context): Promise<Map<string, Group>> {
  await directory.reload()
  const { workGroups } = directory.current()
  const chats = workGroups.map(({ id }) => ({ id: newId(), chat: `group:${id}`, group: id }))
  await pool.query(
    `INSERT INTO conversation (id, channel, external_id, kind, work_group_id)
     SELECT id, 'local', chat, 'group', "group" FROM jsonb_to_recordset($1) AS c (id uuid, chat text, "group" uuid)`,
    [JSON.stringify(chats)],
  )
  await pool.query(
    `INSERT INTO identity (id, channel, external_id, name, member_id)
     SELECT gen_random_uuid(), 'local', 'member:' || id, name, id FROM member`,
  )
  await directory.reload()
  return new Map(workGroups.map(group => [`group:${group.id}`, group]))
}
