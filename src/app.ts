/** Starts and stops the whole service: database, queues, channels, pages. main.ts passes the environment in. */
import { noteAddress } from './db/running-address.ts'
import path from 'node:path'
import { createProcessors, createTimers } from '../workers/registry.ts'
import type { Config } from './config.ts'
import { createConsole } from './console/console.ts'
import { type Context, createContext, PROMPTS } from './context.ts'
import { checkServer, ServerError } from './db/check-server.ts'
import { describeDatabaseError, isDatabaseError } from './db/describe-database-error.ts'
import { startEmbeddedPostgres } from './db/embedded-postgres.ts'
import { acquireInstanceLock } from './db/instance-lock.ts'
import { MigrationError, migrateDeploy } from './db/migrate.ts'
import type { ChannelName } from './domain/message.ts'
import type { WebChannel } from './gateway/web/web-channel.ts'
import type { Wechat } from './gateway/wechat/start-wechat.ts'
import type { HttpPart } from './http/app.ts'
import { readProxies } from './http/trusted-hosts.ts'
import { assertPortFree, startHttp } from './http/server.ts'
import type { StaticPages } from './http/static-pages.ts'
import { createMessengers, createWeb } from './open-channels.ts'
import { assertRedis } from './queue/bullmq.ts'
import { deliveryQueue, fetchQueue } from './queue/jobs.ts'
import { sweep } from './queue/sweep.ts'
import { startTimers } from './queue/timers.ts'
import { createReadiness } from './readiness.ts'
import { ROOT } from './lib/root.ts'
import { Undo } from './lib/cleanup-stack.ts'
import { promisedBeyond } from './tickets/store.ts'

/** Concurrent conversation turns in one process. A turn mostly waits for the database or a model. */
const TURNS_AT_ONCE = 16
/** Low priority: closing checks must not take the model from turns that residents wait for. */
const CLOSURES_AT_ONCE = 2
/** Maximum age of the organisation in memory: another process may have bound a chat or added a worker. */
const DIRECTORY_EVERY_MS = 30_000
/** Every process uses a published prompt within five seconds, training of its classifier included. */
const PROMPTS_EVERY_MS = 1000
/** Machine clocks drift by seconds a day; a clock that is set by hand jumps. */
const CLOCK_EVERY_MS = 30_000
/** After a signal, a start that hangs on an unresponsive database is abandoned after this time. */
const START_PATIENCE_MS = 5_000

const BRIEF_QUESTION = { text: 'SELECT 1', query_timeout: 5_000 } as const

/** Timeout of one step of a stop, in which running work may finish. A failed start has no work to finish. */
const STOP_STEP_MS = 60_000
const FAILED_STEP_MS = 5_000
/** PostgreSQL flushes its data, then it is killed (db/postmaster.ts): it must not outlive this process. */
const SHUTDOWN_MS = 30_000

/** The service cannot start. The message is a sentence for the operator and names the fix. */
class StartError extends Error {
  override name = 'StartError'
}

export interface App {
  url: string
  context: Context
  /** Accepts no new messages, finishes running work, closes everything, the embedded PostgreSQL included. */
  stop(): Promise<void>
}

export interface AppOptions {
  /** Runs once the database is there and before any channel receives: seeds the demo community. */
  prepare?: (context: Context) => Promise<void>
  /** Receives the operator's messages about the embedded database: adopted, restarted. */
  log?: (message: string) => void
  /** Prints to the operator's terminal at any log level: WeChat's login code. Default: console.log. */
  print?: (text: string) => void
  /** Aborts the start at any step. A service that has started is stopped by `stop`. */
  signal?: AbortSignal
  context?: Partial<Parameters<typeof createContext>[0]>
  /** Folder of the built pages; default: dist/web. */
  pages?: string
}

/** @throws StartError and its kin, each a plain sentence, or the signal's reason; nothing is left running. */
export async function startApp(config: Config, options: AppOptions = {}): Promise<App> {
  const undo = new Undo()
  const { signal } = options
  const outOfPatience = new Promise<never>((_, reject) => {
    const late = () => setTimeout(() => reject(signal?.reason), START_PATIENCE_MS).unref()
    signal?.addEventListener('abort', late, { once: true })
  })
  outOfPatience.catch(() => {})
  try {
    if (doorsOf(config)) await assertPortFree(config.host, config.port)
    if (config.redisUrl)
      await assertRedis(config.redisUrl).catch((error: Error) => {
        throw new StartError(error.message)
      })
    signal?.throwIfAborted()
    // Not aborted half-way (it has its own timeout): a half-started PostgreSQL would outlive this process.
    const databaseUrl = config.databaseUrl ?? (await ownDatabase(config, options.log ?? (() => {}), undo))
    const serving = serve(config, options, databaseUrl, undo).catch(error => {
      throw isDatabaseError(error) ? new StartError(describeDatabaseError(databaseUrl, error)) : error
    })
    return await Promise.race([serving, outOfPatience])
  } catch (error) {
    await undo.all(FAILED_STEP_MS)
    throw error
  }
}

/** Pages or the HTTP interface are served. */
const doorsOf = ({ roles }: Config): boolean => roles.has('gateway') || roles.has('console')

/** A deadline in a year whose make-up workdays are not announced yet may move. */
async function warnOfUnannounced({ pool, directory, log }: Context): Promise<void> {
  const end = directory.current().calendarKnownUntil
  const tickets = await promisedBeyond(pool, end)
  if (tickets > 0)
    log.warn(
      { tickets, from: end },
      'promises reach past the announced holidays: import calendar.csv of that year, or update Linli',
    )
}

/** Starts all parts that need the database. */
async function serve(config: Config, options: AppOptions, databaseUrl: string, undo: Undo): Promise<App> {
  const goOn = () => options.signal?.throwIfAborted()
  goOn()
  const careless = await checkServer(databaseUrl).catch(error => {
    throw error instanceof ServerError ? new StartError(error.message) : error
  })
  const { warnings } = await migrateDeploy(databaseUrl, path.join(ROOT, 'prisma', 'migrations')).catch(
    error => {
      // A MigrationError already names the migration and the fix.
      throw error instanceof MigrationError ? new StartError(error.message) : error
    },
  )
  goOn()
  const context = await createContext({ databaseUrl, config, ...options.context })
  undo.add(() => context.close())
  for (const warning of [...careless, ...warnings]) context.log.warn(warning)
  await warnOfUnannounced(context)
  goOn()
  await options.prepare?.(context)
  goOn()

  let ready = false
  let url = ''
  const processors = createProcessors(context)
  const { queues, channels, log } = context
  const missing = createReadiness({
    checks: {
      // An answer on a dead connection may never arrive: the timeout lets the next check use another
      // connection.
      database: () => context.pool.query(BRIEF_QUESTION),
      queue: () => queues.waiting('triage'),
    },
    now: context.turn.now,
  })

  const parts: HttpPart[] = []
  const pages: StaticPages[] = []
  let web: WebChannel | undefined
  let wechat: Wechat | undefined
  if (config.roles.has('gateway')) {
    web = createWeb(config, context)
    channels.set('web', web)
    const others = createMessengers(config, context, {
      url: () => config.publicUrl ?? url,
      print: options.print ?? console.log,
    })
    wechat = others.wechat
    parts.push(...others.parts)
    pages.push({ prefix: '/', dir: options.pages ?? path.join(ROOT, 'dist', 'web') })
    parts.push({ path: '/', app: web.app, endStreams: web.endStreams })
  }
  if (config.roles.has('console'))
    parts.push({
      path: '/',
      app: createConsole({
        exam: context.exam,
        folder: PROMPTS,
        queueExam: context.queueExam,
        log,
        publicUrl: config.publicUrl,
      }),
    })
  if (doorsOf(config)) {
    const http = await startHttp({
      host: config.host,
      port: config.port,
      ready: async () => ready && ((await missing()) ?? true),
      onError: error => log.error({ err: error }, 'a web call failed'),
      pages,
      embedOrigins: config.embedOrigins,
      https: config.publicUrl?.startsWith('https://') ?? false,
      door: {
        hosts: config.hosts,
        proxies: readProxies(config.trustedProxies) ?? undefined,
        onUnnamedProxy: address =>
          log.warn(
            `X-Forwarded-For from ${address} is not believed: if that is your reverse proxy, name it in TRUSTED_PROXIES, or everybody behind it shares one limit`,
          ),
      },
      parts,
    })
    undo.add(() => http.stop())
    url = http.url
    await noteAddress(context.pool, config.publicUrl ?? url)
  }
  await web?.start(context.receive)
  undo.add(async () => web?.stop())
  goOn()
  await context.directory.reload()
  // With the embedded database no other process runs jobs: the locks of a killed process need not time out.
  if (!config.databaseUrl)
    await queues.wipe([
      'triage',
      'closure',
      'exam',
      ...[...channels.keys(), ...(wechat ? (['wechat'] as const) : [])].flatMap(name => [
        deliveryQueue(name),
        fetchQueue(name),
      ]),
    ])
  const serveChannel = async (name: ChannelName) => {
    await queues.work(deliveryQueue(name), { deliver: processors.deliver }, 1)
    await queues.work(fetchQueue(name), { fetch: processors.fetch }, 1)
  }
  for (const name of channels.keys()) await serveChannel(name)
  goOn()
  if (config.roles.has('processors')) {
    await queues.work('triage', { triage: processors.triage }, TURNS_AT_ONCE)
    await queues.work('closure', { closure: processors.closure }, CLOSURES_AT_ONCE)
    await queues.work('exam', { exam: processors.exam }, 1)
    const stopTimers = startTimers({
      pool: context.pool,
      timers: createTimers(context),
      onError: (error, name) => log.error({ err: error }, `timer ${name}`),
    })
    undo.add(stopTimers)
  }
  await channels.get('telegram')?.start(context.receive, context.notice)
  undo.add(async () => channels.get('telegram')?.stop())
  if (wechat) undo.add(wechat.close)
  const repeat = (look: () => Promise<unknown>, everyMs: number, failed: string) => {
    const timer = setInterval(() => look().catch(error => log.warn({ err: error }, failed)), everyMs)
    undo.add(async () => clearInterval(timer))
  }
  repeat(context.prompts.refresh, PROMPTS_EVERY_MS, 'whether other prompts are live could not be read')
  repeat(context.directory.reload, DIRECTORY_EVERY_MS, 'the organisation could not be read again')
  repeat(context.measureClock, CLOCK_EVERY_MS, 'the clock could not be held against the database’s')
  await sweep(context, 0)
  ready = true
  undo.add(async () => {
    ready = false
  })
  // Not awaited: WeChat is slow to load and may fail; no other channel waits for it.
  void wechat
    ?.open()
    .then(async channel => {
      if (!channel) return
      channels.set('wechat', channel)
      await serveChannel('wechat')
      await channel.start(context.receive, context.notice)
    })
    .catch(error => log.error({ err: error }, 'WeChat does not start; everything else goes on'))
  return { url, context, stop: () => undo.all(STOP_STEP_MS) }
}

/** The embedded PostgreSQL in the data directory, locked for this instance. */
async function ownDatabase(config: Config, log: (message: string) => void, undo: Undo): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log })
  // When another instance took the lock while the database was down, two would do all work twice: stop this
  // one.
  const onLost = () => process.kill(process.pid, 'SIGTERM')
  const lock = await acquireInstanceLock(postgres.url, { onLost }).catch(async (error: Error) => {
    if (!postgres.adopted) await postgres.stop()
    throw error
  })
  if (!lock)
    throw new StartError(
      `Linli already runs on ${config.dataDir}. Stop it first, or give this one its own place: DATA_DIR=./data2 PORT=3001 npm start`,
    )
  undo.add(() => postgres.stop(), SHUTDOWN_MS)
  undo.add(() => lock.release())
  return postgres.url
}
