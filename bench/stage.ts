/**
 * The whole service on a database of its own, as `npm start` runs it, but for the channels: people talk over the local
 * one, inside this process. PostgreSQL keeps its production settings (fsync on), Redis is used when REDIS_URL names one.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { createLog } from '../src/log/log.ts'
import { seedDemo } from '../prisma/seed.ts'
import { startApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import type { OutboundMessage } from '../src/domain/message.ts'
import { newId } from '../src/lib/ids.ts'
import { fixedPrompts } from '../src/prompts/live.ts'
import { deliveryQueue } from '../src/queue/jobs.ts'
import { ROOT } from '../src/lib/root.ts'
import { type LocalChannel, createLocalChannel } from '../src/testing/local-channel.ts'
import { shippedPrompts, withoutNeighbours } from '../src/testing/shipped-prompts.ts'

export interface Stage {
  context: Context
  channel: LocalChannel
  databaseUrl: string
  /** External id of each group chat, and who works there: the grid's first worker. */
  workers: ReadonlyMap<string, string>
  /** Resolves once no message waits, neither in nor out. @throws Error when that takes too long. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** How long messages may take to be done with after the last one came. */
const SETTLED_WITHIN_MS = 60_000

export async function openStage(): Promise<Stage> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-bench-'))
  // Under root, PostgreSQL runs as another user, who needs access.
  fs.chmodSync(dataDir, 0o755)
  const reaper = spawn(
    process.execPath,
    [path.join(ROOT, 'src', 'db', 'temporary-postgres-reaper.mjs'), dataDir],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  )
  reaper.unref()
  const channel = createLocalChannel()
  const redisUrl = process.env.REDIS_URL
  const config = readConfig({
    DATA_DIR: dataDir,
    SETTLE_SECONDS: '0',
    DEMO: 'false',
    ...(redisUrl && { REDIS_URL: redisUrl }),
  })
  let workers = new Map<string, string>()
  const app = await startApp(
    // Without the gateway: a web chat would follow every group, and each card would be sent twice.
    { ...config, roles: new Set(['processors']) },
    {
      context: {
        // Many report the same here, and each is to live a life of its own.
        prompts: fixedPrompts(withoutNeighbours(await shippedPrompts())),
        queuePrefix: `bench-${newId()}`,
        log: createLog({ level: 'warn' }),
      },
      async prepare(context) {
        await seedDemo(context.db.prisma)
        workers = await bindGroups(context)
        context.channels.set('local', channel)
      },
    },
  )
  const { context } = app
  await channel.start(context.receive)

  return {
    context,
    channel,
    databaseUrl: context.pool.options.connectionString as string,
    workers,
    async settled() {
      const deadline = Date.now() + SETTLED_WITHIN_MS
      while (Date.now() < deadline) {
        const { rows } = await context.pool.query<{ open: number }>(
          `SELECT (SELECT count(*) FROM inbound_message WHERE state = 'received')::int
                + (SELECT count(*) FROM outbound_message WHERE state = 'pending')::int AS open`,
        )
        if (rows[0]?.open === 0) return
        await new Promise(done => setTimeout(done, 50))
      }
      throw new Error(`messages still wait ${SETTLED_WITHIN_MS / 1000} s after the last one came`)
    },
    async close() {
      await channel.stop()
      if (redisUrl) await context.queues.wipe(['triage', deliveryQueue('local')])
      await app.stop()
      reaper.ref()
      const gone = once(reaper, 'exit')
      reaper.stdin.end()
      await gone
    },
  }
}

/** Every work group gets a local chat; each grid's first worker an identity in it. */
async function bindGroups({ pool, directory }: Context): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; code: string; worker: string | null }>(
    `SELECT w.id, coalesce(g.code, u.code, c.code, w.id::text) AS code,
       (SELECT m.id FROM member m WHERE m.grid_id = g.id AND m.role = 'grid_worker' ORDER BY m.id LIMIT 1) AS worker
     FROM work_group w
     LEFT JOIN grid g ON g.id = w.grid_id LEFT JOIN unit u ON u.id = w.unit_id LEFT JOIN community c ON c.id = w.community_id`,
  )
  const workers = new Map<string, string>()
  for (const { id, code, worker } of rows) {
    const chat = `group:${code}`
    await pool.query(
      "INSERT INTO conversation (id, channel, external_id, kind, work_group_id) VALUES ($1, 'local', $2, 'group', $3)",
      [newId(), chat, id],
    )
    if (!worker) continue
    await pool.query(
      "INSERT INTO identity (id, channel, external_id, member_id) VALUES ($1, 'local', $2, $3)",
      [newId(), `member:${worker}`, worker],
    )
    workers.set(chat, `member:${worker}`)
  }
  await directory.reload()
  return workers
}

/** Actions of a message's buttons that begin like this: `confirm:`. */
export const actionOf = ({ content }: OutboundMessage, verb: string): string | undefined =>
  content.buttons?.flat().find(({ action }) => action.startsWith(`${verb}:`))?.action

export interface Statements {
  /** Sent by Linli's own pool: BEGIN and COMMIT count too. */
  own: number
  /** Sent by BullMQ to PostgreSQL. */
  queue: number
}

/** Counts every statement that leaves this process, and whose it is. */
export function countStatements(): { read(): Statements } {
  const counts: Statements = { own: 0, queue: 0 }
  const original = pg.Client.prototype.query
  pg.Client.prototype.query = function (
    this: pg.Client & { connectionParameters?: object },
    ...given: never[]
  ) {
    const name = (this.connectionParameters as { application_name?: string } | undefined)?.application_name
    counts[name === 'linli' ? 'own' : 'queue'] += 1
    return (original as (...given: never[]) => unknown).apply(this, given)
  } as typeof original
  return { read: () => ({ ...counts }) }
}
