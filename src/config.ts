/** The only reader of the environment. All mistakes are reported together, each with its fix. */
import path from 'node:path'
import { z } from 'zod'
import { DEFAULT_CONNECTIONS, FEWEST_CONNECTIONS } from './db/connections.ts'
import { readS3Url } from './attachments/s3-url.ts'
import { readProxies } from './http/trusted-hosts.ts'
import { databaseUrlMistake } from './db/database-url.ts'

const ROLES = ['gateway', 'processors', 'console'] as const
type Role = (typeof ROLES)[number]

const url = (protocols: string[], example: string) =>
  z
    .string()
    .refine(
      value => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `write it like ${example}`,
    )
    .optional()

/** Decimal notation only. JavaScript also accepts 0x10, 1e3 and Infinity: in an environment they are typos. */
const number = ({ min = 0, max = Number.MAX_SAFE_INTEGER, whole = false }, error: string) =>
  z
    .string()
    .regex(whole ? /^\d+$/ : /^(?:\d+(?:\.\d+)?|\.\d+)$/, error)
    .transform(Number)
    .refine(value => value >= min && value <= max, error)

const seconds = (min: number, max: number) =>
  number({ min, max }, `write a number of seconds from ${min} to ${max}`)

const OPENAI = 'https://api.openai.com/v1'
const money = number({}, 'write an amount of money as a number, such as 0.4').optional()
const count = number({ min: 1, whole: true }, 'write a whole number from 1')

const list = (entry: z.ZodType<string, string>) =>
  z
    .string()
    .default('')
    .transform(value => value.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(entry))

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const

const Environment = z.object({
  PORT: number({ max: 65535, whole: true }, 'write a port between 0 and 65535').default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Public address of the pages: links in messages begin with it. */
  PUBLIC_URL: url(['http:', 'https:'], 'https://linli.example.cn'),
  /** Host names under which the pages are served, besides this machine's and PUBLIC_URL's. */
  ALLOWED_HOSTS: list(
    z
      .string()
      .regex(
        /^[\w.-]+$|^\[[\da-f:]+\]$/i,
        'write names without https:// and port, separated by commas: linli.example.cn',
      ),
  ),
  /** Reverse proxies whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: list(
    z
      .string()
      .refine(
        value => readProxies([value]) !== null,
        'write addresses, separated by commas: 10.0.0.7, 172.16.0.0/12',
      ),
  ),
  DATA_DIR: z.string().default('./data'),
  /** Store of pictures and documents, when not in DATA_DIR. Several machines must share one. */
  ATTACHMENTS_URL: z
    .string()
    .refine(
      value => readS3Url(value) !== null,
      'write it like s3://key:secret@s3.example.cn/bucket/folder?region=cn-north-1, with key and secret percent-encoded',
    )
    .optional(),
  DATABASE_URL: z
    .string()
    .superRefine((value, context) => {
      const message = databaseUrlMistake(value)
      if (message) context.addIssue({ code: 'custom', message })
    })
    .optional(),
  /** Of this process, queues and locks included. */
  DATABASE_CONNECTIONS: number(
    { min: FEWEST_CONNECTIONS, max: 1000, whole: true },
    `write a whole number from ${FEWEST_CONNECTIONS} to 1000`,
  ).default(DEFAULT_CONNECTIONS),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://host:6379'),
  ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform(value =>
      value
        .split(',')
        .map(each => each.trim())
        .filter(Boolean),
    )
    .pipe(
      z
        .array(z.enum(ROLES, { error: `choose from ${ROLES.join(', ')}` }))
        .min(1, `name at least one of ${ROLES.join(', ')}`),
    ),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{10,}$/, 'paste the token as @BotFather gave it: 123456:ABC-DEF…')
    .optional(),
  TELEGRAM_API_ROOT: url(['http:', 'https:'], 'https://api.telegram.org'),
  /** Telegram pushes updates to PUBLIC_URL instead of long polling. */
  TELEGRAM_WEBHOOK: z.enum(['true', 'false'], { error: 'write true or false' }).default('false'),
  WECHATY_PUPPET: z
    .string()
    .regex(
      /^(@[a-z0-9-]+\/)?wechaty-puppet-[a-z0-9-]+$/,
      'name the package that speaks to WeChat, such as wechaty-puppet-wechat4u',
    )
    .optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url(['http:', 'https:'], OPENAI),
  OPENAI_MODEL: z.string().optional(),
  /** Timeout of a turn, retry included; after it the local classifier answers. */
  MODEL_TIMEOUT_SECONDS: seconds(0.5, 60).default(8),
  /** Price of a million tokens, in the currency of the budget. */
  MODEL_PRICE_IN: money,
  MODEL_PRICE_OUT: money,
  /** The model's budget for a calendar day; beyond it the local classifier answers until midnight. */
  MODEL_DAILY_BUDGET: money,
  /** Seconds without a new message after which a resident's burst is answered. */
  SETTLE_SECONDS: seconds(0, 3600).default(1.5),
  /** Seeds the demo community into an empty database. Default: only into the embedded one, never a district's own. */
  DEMO: z
    .enum(['true', 'false'], { error: 'write true or false' })
    .transform(value => value === 'true')
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `write one of ${LOG_LEVELS.join(', ')}` }).default('warn'),
  /** Sites that may embed the resident's chat in a frame. */
  EMBED_ORIGINS: list(
    z
      .string()
      .refine(
        value =>
          URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value,
        'write origins without a path, separated by commas: https://community.example.cn',
      ),
  ),
  /** Rate limit of one web sender: a burst, then so many messages a second. */
  WEB_BURST: count.default(20),
  WEB_PER_SECOND: number({ min: Number.MIN_VALUE }, 'write a number above 0').default(1),
  /** Rate limit of new web residents per address and hour. */
  WEB_SESSIONS_PER_HOUR: count.default(1000),
})

export interface ModelConfig {
  apiKey: string
  baseUrl: string
  /** undefined: the model that the prompt names. */
  model: string | undefined
  timeoutMs: number
  /** Of a million tokens. */
  prices: { input: number; output: number } | null
  /** In the currency of the prices; null: no limit. */
  dailyBudget: number | null
}

export interface Config {
  host: string
  port: number
  publicUrl: string | undefined
  /** Names under which the pages are served, besides those of this machine. */
  hosts: readonly string[]
  /** Addresses and subnets of reverse proxies. */
  trustedProxies: readonly string[]
  dataDir: string
  /** undefined: in dataDir. */
  attachmentsUrl: string | undefined
  databaseUrl: string | undefined
  redisUrl: string | undefined
  databaseConnections: number
  roles: ReadonlySet<Role>
  telegram: { token: string; apiRoot: string | undefined; webhookUrl: string | undefined } | undefined
  /** npm package of the Wechaty puppet. */
  wechat: { puppet: string } | undefined
  model: ModelConfig | undefined
  settleMs: number
  demo: boolean
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  web: { burst: number; perSecond: number; sessionsPerHour: number }
  /** Origins of sites that may embed the resident's chat; none by default. */
  embedOrigins: readonly string[]
}

export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** @throws ConfigError that lists every mistake, one a line. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // Trimmed: trailing blanks are invisible in a file and on a screen.
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map(issue => `  ${issue.path[0]?.toString()}: ${issue.message}`)
    throw new ConfigError(`These settings are wrong:\n${lines.join('\n')}`)
  }
  const is = parsed.data
  const prices = [is.MODEL_PRICE_IN, is.MODEL_PRICE_OUT].filter(price => price !== undefined).length
  if (prices === 1 || (prices === 0 && is.MODEL_DAILY_BUDGET !== undefined))
    throw new ConfigError(
      'These settings are wrong:\n  MODEL_PRICE_IN, MODEL_PRICE_OUT: set both, to what a million tokens cost in the currency of MODEL_DAILY_BUDGET; without them nobody knows what is spent',
    )
  if (is.ROLES.length < ROLES.length && !is.DATABASE_URL)
    throw new ConfigError(
      'These settings are wrong:\n  DATABASE_URL: name the PostgreSQL that all roles share; the embedded one serves a single process with every role',
    )
  // A self-hosted Bot API server may run on the same network and call the webhook without TLS.
  const callable = is.PUBLIC_URL?.startsWith(is.TELEGRAM_API_ROOT ? 'http' : 'https://')
  if (is.TELEGRAM_WEBHOOK === 'true' && !callable)
    throw new ConfigError(
      'These settings are wrong:\n  TELEGRAM_WEBHOOK: Telegram needs an address to call; set PUBLIC_URL to one that begins with https:// and can be reached from outside, or leave TELEGRAM_WEBHOOK out',
    )
  return {
    host: is.HOST,
    port: is.PORT,
    publicUrl: is.PUBLIC_URL?.replace(/\/$/, ''),
    hosts: [...is.ALLOWED_HOSTS, ...hostsOf(is)],
    trustedProxies: is.TRUSTED_PROXIES,
    dataDir: path.resolve(is.DATA_DIR),
    attachmentsUrl: is.ATTACHMENTS_URL,
    databaseUrl: is.DATABASE_URL,
    redisUrl: is.REDIS_URL,
    databaseConnections: is.DATABASE_CONNECTIONS,
    roles: new Set(is.ROLES),
    telegram: is.TELEGRAM_BOT_TOKEN
      ? { token: is.TELEGRAM_BOT_TOKEN, apiRoot: is.TELEGRAM_API_ROOT, webhookUrl: webhookUrlOf(is) }
      : undefined,
    wechat: is.WECHATY_PUPPET ? { puppet: is.WECHATY_PUPPET } : undefined,
    model: is.OPENAI_API_KEY ? modelOf(is, is.OPENAI_API_KEY) : undefined,
    settleMs: is.SETTLE_SECONDS * 1000,
    demo: is.DEMO ?? !is.DATABASE_URL,
    logLevel: is.LOG_LEVEL,
    web: { burst: is.WEB_BURST, perSecond: is.WEB_PER_SECOND, sessionsPerHour: is.WEB_SESSIONS_PER_HOUR },
    embedOrigins: is.EMBED_ORIGINS,
  }
}

/** HOST and PUBLIC_URL are host names under which the pages are served. */
const hostsOf = ({ HOST, PUBLIC_URL }: z.infer<typeof Environment>): string[] => [
  HOST.includes(':') ? `[${HOST}]` : HOST,
  ...(PUBLIC_URL ? [new URL(PUBLIC_URL).hostname] : []),
]

const webhookUrlOf = (is: z.infer<typeof Environment>): string | undefined =>
  is.TELEGRAM_WEBHOOK === 'true' ? is.PUBLIC_URL?.replace(/\/$/, '') : undefined

const modelOf = (is: z.infer<typeof Environment>, apiKey: string): ModelConfig => ({
  apiKey,
  baseUrl: is.OPENAI_BASE_URL ?? OPENAI,
  model: is.OPENAI_MODEL,
  timeoutMs: is.MODEL_TIMEOUT_SECONDS * 1000,
  prices:
    is.MODEL_PRICE_IN !== undefined && is.MODEL_PRICE_OUT !== undefined
      ? { input: is.MODEL_PRICE_IN, output: is.MODEL_PRICE_OUT }
      : null,
  dailyBudget: is.MODEL_DAILY_BUDGET ?? null,
})
