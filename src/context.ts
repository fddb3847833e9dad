/** Wiring by hand: what every role of the process works with. Tests override parts; there is no framework. */
import path from 'node:path'
import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import { createTransact } from './conversation/transact.ts'
import type { TurnDeps } from './conversation/turn.ts'
import { type Database, openDatabase } from './db/client.ts'
import type { CategoryTree } from './domain/category.ts'
import type { Channel, ChannelName, Receive } from './domain/message.ts'
import { createReceive } from './gateway/receive.ts'
import type { DeliverDeps } from './notify/deliver.ts'
import { loadReplies } from './notify/replies.ts'
import { createTimes } from './notify/times.ts'
import type { Voice } from './notify/voice.ts'
import { createModelLedger } from './prompts/model-ledger.ts'
import { createQueues, type Queues } from './queue/bullmq.ts'
import { ROOT } from './root.ts'
import { createDirectory, type Directory } from './routing/directory.ts'
import { CHINA, chineseCalendar } from './tickets/work-calendar.ts'
import { categoryClassifier, examplesOf } from './triage/category-classifier.ts'
import { loadCategories, loadTriagePrompt } from './triage/load-prompt.ts'
import { createModelTriage } from './triage/openai.ts'
import { type PromptFiles, readPromptFiles } from './triage/prompt-files.ts'
import { createTriage, type Triage } from './triage/triage-conversation.ts'

export interface Context {
  log: Logger
  db: Database
  pool: Database['pool']
  queues: Queues
  directory: Directory
  turn: TurnDeps
  receive: Receive
  channels: Map<ChannelName, Channel>
  delivery(channel: ChannelName): DeliverDeps
  close(): Promise<void>
}

export interface ContextOptions {
  databaseUrl: string
  config: Pick<Config, 'redisUrl' | 'settleMs' | 'logLevel' | 'model'> & { dataDir?: string }
  now?: () => Date
  tree?: CategoryTree
  triage?: Triage
  /** Keeps several services on one Redis apart. */
  queuePrefix?: string
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
  const queues = createQueues({
    databaseUrl,
    redisUrl: config.redisUrl,
    prefix: options.queuePrefix,
    onError: (error, where) => log.error({ err: error }, where),
  })
  const files = readPromptFiles(PROMPTS)
  const tree = options.tree ?? loadCategories(files)
  const replies = loadReplies(files)
  const times = createTimes(CHINA, replies)
  const directory = await createDirectory(db.prisma)
  const voice = (): Voice => ({ replies, times, tree, org: directory.current() })
  const triage = options.triage ?? (await triageFor(config, files, tree, { pool, now, log }))
  const transact = createTransact({ pool, queues, voice, now, onQueueError })
  const channels = new Map<ChannelName, Channel>()

  return {
    log,
    db,
    pool,
    queues,
    directory,
    channels,
    turn: {
      pool,
      queues,
      transact,
      triage,
      directory,
      voice,
      calendar: chineseCalendar,
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
      await queues.close()
      await db.close()
    },
  }
}

/** The local classifier always; a model before it when there is a key. */
async function triageFor(
  { model, dataDir }: ContextOptions['config'],
  files: PromptFiles,
  tree: CategoryTree,
  { pool, now, log }: Pick<TurnDeps, 'pool' | 'now'> & { log: Logger },
): Promise<Triage> {
  const own = dataDir ? path.join(dataDir, 'cache', 'classifier.bin') : null
  const classifier = categoryClassifier(examplesOf(tree), { shipped: SHIPPED_CLASSIFIER, own })
  if (!model) return createTriage({ tree, classifier, log })
  const prompt = await loadTriagePrompt(files)
  const baseURL = model.baseUrl ?? 'https://api.openai.com/v1'
  const ledger = createModelLedger({ pool, now, log, ...model })
  const asked = createModelTriage({
    ...model,
    baseURL,
    prompt,
    budget: ledger.budget,
    onCall: ledger.note('triage'),
    clock: now,
  })
  return createTriage({ tree, classifier, model: asked, log })
}
