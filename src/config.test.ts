import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('needs nothing', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    demo: true,
    telegram: undefined,
    wechat: undefined,
    model: undefined,
  })
  expect([...config.roles]).toEqual(['gateway', 'processors', 'console'])
})

it('reports every mistake at once, with the fix', () => {
  const wrong = {
    PORT: 'eighty',
    DATABASE_URL: 'mysql://x',
    REDIS_URL: 'localhost',
    ROLES: 'gateway,worker',
    TELEGRAM_BOT_TOKEN: 'abc',
    WECHATY_PUPPET: '../../evil',
  }
  const message = (() => {
    try {
      readConfig(wrong)
    } catch (error) {
      return (error as Error).message
    }
  })()
  for (const name of Object.keys(wrong)) expect(message).toContain(`${name}: `)
  expect(message).toContain('postgresql://user:password@host:5432/linli')
})

it('takes an empty variable for an absent one', () =>
  expect(readConfig({ PORT: '', REDIS_URL: ' ' }).port).toBe(3000))

it('takes the blanks around a value for no part of it', () =>
  expect(readConfig({ DEMO: 'true ', LOG_LEVEL: ' info', REDIS_URL: 'redis://h ' })).toMatchObject({
    demo: true,
    logLevel: 'info',
    redisUrl: 'redis://h',
  }))

it('says which log levels there are', () =>
  expect(() => readConfig({ LOG_LEVEL: 'loud' })).toThrow('LOG_LEVEL: write one of fatal, error, warn'))

const NUMBERS = {
  PORT: 'a port between 0 and 65535',
  SETTLE_SECONDS: 'from 0 to 3600',
  MODEL_TIMEOUT_SECONDS: 'from 0.5 to 60',
  MODEL_DAILY_BUDGET: 'an amount of money',
  MODEL_PRICE_IN: 'an amount of money',
  WEB_BURST: 'a whole number from 1',
  WEB_PER_SECOND: 'a number above 0',
  WEB_SESSIONS_PER_HOUR: 'a whole number from 1',
}

it.each(['0x10', '0b1', '1e3', 'Infinity', '-1', '1,5', '1_000', '３０', '9'.repeat(400), '5 6'])(
  'takes %s for no number',
  written => {
    for (const [name, fix] of Object.entries(NUMBERS))
      expect(() => readConfig({ [name]: written })).toThrow(new RegExp(`^These.*\n  ${name}: write .*${fix}`))
  },
)

it.each(['80.5', '65536'])('takes %s for no port', PORT =>
  expect(() => readConfig({ PORT })).toThrow('PORT: write a port between 0 and 65535'),
)

it('does not mind blanks around a number, and takes .5 for a half', () =>
  expect(readConfig({ PORT: ' 5 ', SETTLE_SECONDS: '.5', WEB_BURST: '007\n' })).toMatchObject({
    port: 5,
    settleMs: 500,
    web: { burst: 7 },
  }))

it('does not start half of the roles on a database that the other half cannot reach', () =>
  expect(() => readConfig({ ROLES: 'gateway' })).toThrow('DATABASE_URL'))

it('a model may wait 8 s and spend what it wants, unless it is told otherwise', () => {
  expect(readConfig({ OPENAI_API_KEY: 'k' }).model).toMatchObject({
    timeoutMs: 8000,
    prices: null,
    dailyBudget: null,
  })
  const told = {
    MODEL_TIMEOUT_SECONDS: '3',
    MODEL_PRICE_IN: '0.4',
    MODEL_PRICE_OUT: '1.6',
    MODEL_DAILY_BUDGET: '20',
  }
  expect(readConfig({ OPENAI_API_KEY: 'k', ...told }).model).toMatchObject({
    timeoutMs: 3000,
    prices: { input: 0.4, output: 1.6 },
    dailyBudget: 20,
  })
})

it.each([
  { MODEL_DAILY_BUDGET: '20' },
  { MODEL_PRICE_IN: '1' },
  { MODEL_PRICE_OUT: '1', MODEL_DAILY_BUDGET: '20' },
])('takes no budget that it cannot hold: %o', env =>
  expect(() => readConfig(env)).toThrow(/MODEL_PRICE_IN, MODEL_PRICE_OUT: set both/),
)

const TOKEN = { TELEGRAM_BOT_TOKEN: '123456:ABC-DEF-GHI' }

it.each([
  { TELEGRAM_WEBHOOK: 'true' },
  { TELEGRAM_WEBHOOK: 'true', PUBLIC_URL: 'http://linli.example.cn' },
  { TELEGRAM_WEBHOOK: 'true', TELEGRAM_API_ROOT: 'http://127.0.0.1:8081' },
])('tells where Telegram cannot call: %o', given =>
  expect(() => readConfig({ ...TOKEN, ...given })).toThrow(/TELEGRAM_WEBHOOK: .*PUBLIC_URL.*https/),
)

it.each([
  [{ PUBLIC_URL: 'https://linli.example.cn/' }, undefined],
  [{ PUBLIC_URL: 'https://linli.example.cn/', TELEGRAM_WEBHOOK: 'true' }, 'https://linli.example.cn'],
  [
    {
      PUBLIC_URL: 'http://linli:3000',
      TELEGRAM_WEBHOOK: 'true',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:8081',
    },
    'http://linli:3000',
  ],
])('with %o Telegram calls at %s', (given, url) =>
  expect(readConfig({ ...TOKEN, ...given }).telegram?.webhookUrl).toBe(url),
)
it('takes any package that is a puppet', () => {
  expect(readConfig({ WECHATY_PUPPET: 'wechaty-puppet-wechat4u' }).wechat).toEqual({
    puppet: 'wechaty-puppet-wechat4u',
  })
  expect(readConfig({ WECHATY_PUPPET: '@juzi/wechaty-puppet-service' }).wechat).toBeDefined()
})
it('takes origins of sites for the widget, and nothing that a browser would not compare', () => {
  expect(readConfig({}).embedOrigins).toEqual([])
  const EMBED_ORIGINS = 'https://a.example.cn, https://b.example.cn:8443'
  expect(readConfig({ EMBED_ORIGINS }).embedOrigins).toEqual([
    'https://a.example.cn',
    'https://b.example.cn:8443',
  ])
  for (const wrong of [
    'a.example.cn',
    'https://a.example.cn/',
    "https://a.cn; script-src 'none'",
    '*',
    'data:x',
  ])
    expect(() => readConfig({ EMBED_ORIGINS: wrong }), wrong).toThrow('EMBED_ORIGINS: write origins')
})
