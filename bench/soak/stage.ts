/** The district on Telegram: queue, turns and deliveries as in service; only hearing is left out, people are handed over. */
import { createLog } from '../../src/log/log.ts'
import { type Context, createContext } from '../../src/context.ts'
import { createTelegramChannel } from '../../src/gateway/telegram/telegram-channel.ts'
import { newId } from '../../src/lib/ids.ts'
import { fixedPrompts } from '../../src/prompts/live.ts'
import type { PromptSet } from '../../src/prompts/prompt-set.ts'
import { deliveryQueue } from '../../src/queue/jobs.ts'
import { startTimers } from '../../src/queue/timers.ts'
import { createProcessors, createTimers } from '../../workers/registry.ts'
import { shippedPrompts } from '../../src/testing/shipped-prompts.ts'
import { importDistrict } from '../district.ts'

export interface SoakStage {
  context: Context
  prompts: PromptSet
  /** External ids of the chats of grids, by the grid's id. */
  gridChats: ReadonlyMap<string, string>
  close(): Promise<void>
}

const TURNS_AT_ONCE = 16

/** @param databaseUrl with all migrations, and empty. */
export async function openSoakStage(databaseUrl: string, apiRoot: string): Promise<SoakStage> {
  const prompts = await shippedPrompts()
  const log = createLog({ level: 'warn' })
  const context = await createContext({
    databaseUrl,
    config: { redisUrl: undefined, settleMs: 0, logLevel: 'warn', model: undefined },
    log,
    prompts: fixedPrompts(prompts),
  })
  await importDistrict(context, prompts)
  const gridChats = await bindGroups(context)
  context.channels.set('telegram', createTelegramChannel({ token: '1:soak', apiRoot, log }))
  const { queues } = context
  const processors = createProcessors(context)
  await queues.work(deliveryQueue('telegram'), { deliver: processors.deliver }, 1)
  await queues.work('triage', { triage: processors.triage }, TURNS_AT_ONCE)
  await queues.work('closure', { closure: processors.closure }, 1)
  const stopTimers = startTimers({
    pool: context.pool,
    timers: { sweep: createTimers(context).sweep },
    onError: error => log.error(error),
  })
  return { context, prompts, gridChats, close: () => stopTimers().then(context.close) }
}

/** Every work group gets a chat, every member a number to speak from. */
async function bindGroups({ pool, directory }: Context): Promise<Map<string, string>> {
  await directory.reload()
  const groups = directory
    .current()
    .workGroups.map((group, n) => ({ ...group, chat: String(-1_000_000_001 - n) }))
  await pool.query(
    `INSERT INTO conversation (id, channel, external_id, kind, work_group_id)
     SELECT id, 'telegram', chat, 'group', "group" FROM jsonb_to_recordset($1) AS c (id uuid, chat text, "group" uuid)`,
    [JSON.stringify(groups.map(({ id, chat }) => ({ id: newId(), chat, group: id })))],
  )
  await pool.query(
    `INSERT INTO identity (id, channel, external_id, name, member_id)
     SELECT gen_random_uuid(), 'telegram', 'member:' || id, name, id FROM member`,
  )
  await directory.reload()
  return new Map(
    groups.flatMap(({ kind, gridId, chat }) => (kind === 'grid' && gridId ? [[gridId, chat]] : [])),
  )
}
