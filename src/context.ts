/** Wires what every role of the process works with, by hand: tests override parts, and there is no framework. */
import path from 'node:path'
import type { Logger } from 'pino'
import type { FetchDeps } from './attachments/fetch-waiting.ts'
import { storeOnDisk } from './attachments/on-disk.ts'
import { readS3Url } from './attachments/s3-url.ts'
import { storeOnS3 } from './attachments/s3.ts'
import type { AttachmentStore } from './attachments/store.ts'
import type { Config } from './config.ts'
import { createNotice } from './conversation/chat/chat-lifecycle.ts'
import { redrawCards } from './workflow/unreachable-residents.ts'
import { createTransact } from './workflow/transaction.ts'
import { tellRefused } from './conversation/rejected-file.ts'
import type { TurnDeps } from './workflow/deps.ts'
import { type Database, openDatabase } from './db/client.ts'
import { DEFAULT_CONNECTIONS, shareConnections } from './db/connections.ts'
import { describeApart, followDatabase, noteNewest } from './db/database-clock.ts'
import type { Channel, ChannelName, Notice, Receive } from './domain/message.ts'
import { createReceive } from './gateway/receive.ts'
import { createLog } from './log/log.ts'
import type { DeliverDeps } from './notify/delivery/deliver.ts'
import type { RenderContext } from './notify/render/render-context.ts'
import { triageBeside } from './prompts/run-shadow.ts'
import type { ExamDeps } from './prompts/examine.ts'
import { checkedOnce } from './prompts/check.ts'
import { mistakesInTime } from './prompts/check-with-timeout.ts'
import { type LivePrompts, livePrompts } from './prompts/live.ts'
import { createModelLedger } from './prompts/model-ledger.ts'
import { loadPromptSet } from './prompts/prompt-set.ts'
import { recordShadowAnswer } from './prompts/shadow.ts'
import { createQueues, type Queues } from './queue/bullmq.ts'
import { ROOT } from './lib/root.ts'
import { createDirectory, type Directory } from './routing/directory.ts'
import { readPromptFiles } from './prompt-files/prompt-files.ts'

export interface Context {
  log: Logger
  db: Database
  pool: Database['pool']
  /** The one clock: every instant that is compared comes from here. */
  now: () => Date
  /** Measures the offset to the database's clock again. */
  measureClock: () => Promise<void>
  queues: Queues
  directory: Directory
  turn: TurnDeps
  receive: Receive
  notice: Notice
  channels: Map<ChannelName, Channel>
  prompts: LivePrompts
  exam: ExamDeps
  /** Does not throw: the sweep queues an exam whose job was not added. */
  queueExam(examId: string): Promise<void>
  delivery(channel: ChannelName): DeliverDeps
  attachments: AttachmentStore
  download(channel: ChannelName): FetchDeps
  close(): Promise<void>
}

export interface ContextOptions {
  databaseUrl: string
  config: Pick<Config, 'redisUrl' | 'settleMs' | 'logLevel' | 'model'> & {
    dataDir?: string
    attachmentsUrl?: string | undefined
    databaseConnections?: number
  }
  now?: () => Date
  /** Overrides the live version that the database names. */
  prompts?: LivePrompts | undefined
  /** Overrides the exams in prompts/. */
  exams?: string
  /** Key prefix that keeps several services on one Redis apart. */
  queuePrefix?: string
  /** Overrides BullMQ: for callers that run every turn by hand. */
  queues?: Queues
  /** Overrides the store that the configuration names. */
  attachments?: AttachmentStore
  /** Size of the pool that everything but the queue shares. */
  poolMax?: number
  log?: Logger
}

export const PROMPTS = path.join(ROOT, 'prompts')

/** The classifier that the build has trained. */
export const SHIPPED_CLASSIFIER = path.join(ROOT, 'dist', 'classifier.bin')

export async function createContext(options: ContextOptions): Promise<Context> {
  const { config, databaseUrl } = options
  const log = options.log ?? createLog({ level: config.logLevel })
  const share = shareConnections(
    config.databaseConnections ?? DEFAULT_CONNECTIONS,
    config.redisUrl !== undefined,
  )
  const db = openDatabase(databaseUrl, {
    max: options.poolMax ?? share.pool,
    onConnectionLost: error => log.warn({ reason: error.message }, 'a database connection was lost'),
  })
  const { pool } = db
  const clock = options.now
    ? { now: options.now, measure: async () => {} }
    : await followDatabase(pool, ahead => log.warn(describeApart(ahead)))
  const { now } = clock
  await noteNewest(pool)
  const onQueueError = (error: unknown) =>
    log.error({ err: error }, 'a job could not be queued; the sweep will do it')
  const queues =
    options.queues ??
    createQueues({
      databaseUrl,
      redisUrl: config.redisUrl,
      poolMax: share.queue,
      prefix: options.queuePrefix,
      onError: (error, where) => log.error({ err: error }, where),
    })
  const directory = await createDirectory(db.prisma, now)
  const shipped = readPromptFiles(PROMPTS)
  const prompts = options.prompts ?? (await livePromptsOf(options, pool, now, log))
  const triage = triageBeside({
    prompts,
    record: answer => recordShadowAnswer(pool, answer),
    now,
    onError: error => log.warn({ err: error }, 'a shadow could not be asked'),
  })
  const settings = () => prompts.current()
  const rendering = (): RenderContext => {
    const { replies, times, tree, rules } = prompts.current()
    return { replies, times, tree, rules, org: directory.current() }
  }
  const transact = createTransact({ pool, queues, rendering, now, onQueueError })
  const channels = new Map<ChannelName, Channel>()
  const attachments = options.attachments ?? storeFor(config)
  const channelNamed = (name: ChannelName) => {
    const channel = channels.get(name)
    if (!channel) throw new Error(`no channel ${name} in this process`)
    return channel
  }

  return {
    log,
    db,
    pool,
    now,
    measureClock: clock.measure,
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
      mistakesIn: checkedOnce(files => mistakesInTime(files, shipped)),
    },
    queueExam: examId => queues.enqueue('exam', { examId }).catch(onQueueError),
    turn: {
      pool,
      queues,
      transact,
      triage,
      directory,
      settings,
      rendering,
      now,
      settleMs: config.settleMs,
    },
    receive: createReceive({ pool, queues, now, onQueueError }),
    notice: createNotice({ transact, directory, settings, rendering }),
    delivery: name => ({
      pool,
      channel: channelNamed(name),
      rendering,
      now,
      again: delayMs => queues.enqueue('deliver', { channel: name }, delayMs),
      onUndeliverable: (message, error) =>
        log.warn({ message: message.id, channel: name, reason: error.message }, 'undeliverable'),
      onOutOfReach: conversations => transact(tx => redrawCards(tx, conversations)),
    }),
    attachments,
    download: name => ({
      pool,
      channel: channelNamed(name),
      store: attachments,
      now,
      show: ticketId => transact(async tx => tx.show(ticketId)),
      tellRefused: (file, refusal) => tellRefused({ transact, rendering }, file, refusal),
      again: delayMs => queues.enqueue('fetch', { channel: name }, delayMs),
      onFailed: (file, error) =>
        log.warn({ attachment: file.id, channel: name, reason: error.message }, 'an attachment was not kept'),
      onStoreTrouble: error =>
        log.error(
          { channel: name, reason: error.message },
          'photos and files cannot be kept: make room in DATA_DIR/attachments, or look at the bucket; they wait',
        ),
    }),
    async close() {
      await triage.idle()
      await queues.close()
      await db.close()
    },
  }
}

function storeFor({ attachmentsUrl, dataDir }: ContextOptions['config']): AttachmentStore {
  const address = attachmentsUrl ? readS3Url(attachmentsUrl) : null
  return address
    ? storeOnS3(address)
    : storeOnDisk(path.join(dataDir ?? path.join(ROOT, 'data'), 'attachments'))
}

/** Reads the live version from the database; an empty database takes the folder that the program ships. */
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
