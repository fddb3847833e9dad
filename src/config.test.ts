import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('needs nothing', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    demo: true,
    telegram: undefined,
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

it('does not start half of the roles on a database that the other half cannot reach', () =>
  expect(() => readConfig({ ROLES: 'gateway' })).toThrow('DATABASE_URL'))
