/** Wiring by hand: what every role of the process works with. Tests override parts; there is no framework. */
import path from 'node:path'
import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import { createTransact } from './conversation/transact.ts'
import type { TurnDeps } from './conversation/turn.ts'
import { type Database, openDatabase } from './db/client.ts'
import type { Channel, ChannelName, Receive } from './domain/message.ts'
import { createReceive } from './gateway/receive.ts'
import type { DeliverDeps } from './notify/deliver.ts'
import type { Voice } from './notify/voice.ts'
import { triageBeside } from './prompts/beside.ts'
import type { ExamDeps } from './prompts/examine.ts'
import { type LivePrompts, livePrompts } from './prompts/live.ts'
import { createModelLedger } from './prompts/model-ledger.ts'
import { loadPromptSet } from './prompts/prompt-set.ts'
import { recordShadowAnswer } from './prompts/shadow.ts'
import { createQueues, type Queues } from './queue/bullmq.ts'
import { ROOT } from './root.ts'
import { createDirectory, type Directory } from './routing/directory.ts'
import { readPromptFiles } from './triage/prompt-files.ts'

export interface Context {
  log: Logger
  db: Database
  pool: Database['pool']
  queues: Queues
  directory: Directory
  turn: TurnDeps
  receive: Receive
  channels: Map<ChannelName, Channel>
  prompts: LivePrompts
  exam: ExamDeps
  /** Does not throw: the sweep finds what was not queued. */
  queueExam(examId: string): Promise<void>
  delivery(channel: ChannelName): DeliverDeps
  close(): Promise<void>
}

export interface ContextOptions {
  databaseUrl: string
  config: Pick<Config, 'redisUrl' | 'settleMs' | 'logLevel' | 'model'> & { dataDir?: string }
  now?: () => Date
  /** Instead of what the database says is live. */
  prompts?: LivePrompts | undefined
  /** Instead of the exams in prompts/. */
  exams?: string
  /** Keeps several services on one Redis apart. */
  queuePrefix?: string
  /** Instead of BullMQ: for whoever runs every turn by hand. */
  queues?: Queues
  /** Connections of the pool that everything but the queue shares. */
  poolMax?: number
  log?: Logger
}

export const PROMPTS = path.join(ROOT, 'prompts')

/** What the build has trained. */
export const SHIPPED_CLASSIFIER = path.join(ROOT, 'dist', 'classifier.bin')

export async function createContext(options: ContextOptions): Promise<Context> {
  const { config, databaseUrl } = options
  const log =
    options.log ?? pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }))
  const now = options.now ?? (() => new Date())
  const db = openDatabase(databaseUrl, {
    max: options.poolMax ?? 20,
    onConnectionLost: error => log.warn({ reason: error.message }, 'a database connection was lost'),
  })
  const { pool } = db
  const onQueueError = (error: unknown) =>
    log.error({ err: error }, 'a job could not be queued; the sweep will do it')
  const queues =
    options.queues ??
    createQueues({
      databaseUrl,
      redisUrl: config.redisUrl,
      prefix: options.queuePrefix,
      onError: (error, where) => log.error({ err: error }, where),
    })
  const directory = await createDirectory(db.prisma, now)
  const prompts = options.prompts ?? (await livePromptsOf(options, pool, now, log))
  const triage = triageBeside({
    prompts,
    record: answer => recordShadowAnswer(pool, answer),
    now,
    onError: error => log.warn({ err: error }, 'a shadow could not be asked'),
  })
  const voice = (): Voice => {
    const { replies, times, tree, guides, rules, likeliest } = prompts.current()
    return { replies, times, tree, guides, rules, likeliest, org: directory.current() }
  }
  const transact = createTransact({ pool, queues, voice, now, onQueueError })
  const channels = new Map<ChannelName, Channel>()

  return {
    log,
    db,
    pool,
    queues,
    directory,
    channels,
    prompts,
    exam: {
      pool,
      exams: options.exams ?? path.join(PROMPTS, 'exams'),
      shippedClassifier: SHIPPED_CLASSIFIER,
      dataDir: config.dataDir ?? path.join(ROOT, 'data'),
      model: config.model,
      now,
    },
    queueExam: examId => queues.enqueue('exam', { examId }).catch(onQueueError),
    turn: {
      pool,
      queues,
      transact,
      triage,
      directory,
      voice,
      now,
      settleMs: config.settleMs,
    },
    receive: createReceive({ pool, queues, onQueueError }),
    delivery: name => {
      const channel = channels.get(name)
      if (!channel) throw new Error(`no channel ${name} in this process`)
      return {
        pool,
        channel,
        voice,
        now,
        again: delayMs => queues.enqueue('deliver', { channel: name }, delayMs),
        onUndeliverable: (message, error) =>
          log.warn({ message: message.id, channel: name, reason: error.message }, 'undeliverable'),
      }
    },
    async close() {
      await triage.idle()
      await queues.close()
      await db.close()
    },
  }
}

/** What the database says is live; in an empty one, the folder that came with the program. */
async function livePromptsOf(
  { config }: Pick<ContextOptions, 'config'>,
  pool: Database['pool'],
  now: () => Date,
  log: Logger,
): Promise<LivePrompts> {
  const shipped = readPromptFiles(PROMPTS)
  const cache = config.dataDir ? path.join(config.dataDir, 'cache', 'classifiers') : null
  const ledger = config.model && createModelLedger({ pool, now, log, ...config.model })
  const model = config.model && ledger && { ...config.model, ledger, clock: now }
  const options = { classifier: { shipped: SHIPPED_CLASSIFIER, cache }, shipped, model, log }
  return await livePrompts({
    pool,
    shipped,
    load: (files, purpose) => loadPromptSet(files, purpose, options),
    now,
    onUnreadable: (version, error) =>
      log.error({ version, reason: error.message }, 'this version of the prompts cannot be read; not used'),
  })
}
