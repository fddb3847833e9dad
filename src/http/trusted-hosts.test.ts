import type { HttpBindings } from '@hono/node-server'
import { expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { createApp } from './app.ts'
import { type Door, knowAddress, readProxies } from './trusted-hosts.ts'
import { Hono } from 'hono'
import { clientAddress } from './guard.ts'

const from = (address: string) =>
  ({ incoming: { socket: { remoteAddress: address } } }) as unknown as HttpBindings
/** What a call from `peer` with that header counts as. */
async function seenAs(peer: string, forwarded: string | undefined, proxies: string[] = []) {
  const told: string[] = []
  const door: Door = {
    proxies: readProxies(proxies) ?? undefined,
    onUnnamedProxy: address => told.push(address),
  }
  const app = new Hono().use(knowAddress(door)).get('/', c => c.text(clientAddress(c)))
  const headers = forwarded === undefined ? undefined : { 'X-Forwarded-For': forwarded }
  const answer = await app.request('/', headers ? { headers } : {}, from(peer))
  return { address: await answer.text(), told }
}

it('X-Forwarded-For counts from a proxy that is named, and from nobody else', async () => {
  expect(await seenAs('10.0.0.7', '203.0.113.9')).toEqual({ address: '10.0.0.7', told: ['10.0.0.7'] })
  expect(await seenAs('127.0.0.1', '203.0.113.9')).toMatchObject({ address: '127.0.0.1' })
  expect(await seenAs('10.0.0.7', '203.0.113.9', ['10.0.0.0/8'])).toEqual({
    address: '203.0.113.9',
    told: [],
  })
  expect(await seenAs('::ffff:10.0.0.7', '203.0.113.9', ['10.0.0.7'])).toMatchObject({
    address: '203.0.113.9',
  })
  expect(await seenAs('10.0.0.7', undefined, ['10.0.0.7'])).toMatchObject({ address: '10.0.0.7' })
})

it('of several addresses the one counts that the last named proxy saw: what a caller wrote before is nothing', async () => {
  expect((await seenAs('10.0.0.7', '1.1.1.1, 203.0.113.9', ['10.0.0.7'])).address).toBe('203.0.113.9')
  expect((await seenAs('10.0.0.7', '1.1.1.1, 203.0.113.9, 10.0.0.8', ['10.0.0.0/24'])).address).toBe(
    '203.0.113.9',
  )
})

it.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:eeee:dddd:cccc', true],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::2', true],
  ['2001:db8::1', '2001:db8:0:0:1::', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
])('a subscriber of IPv6 has 2^64 addresses and one share: %s and %s, %s', async (one, other, same) => {
  const [first, second] = [await seenAs(one, undefined), await seenAs(other, undefined)]
  expect(first.address === second.address).toBe(same)
})

it('a proxy is an address or a subnet', () => {
  for (const TRUSTED_PROXIES of ['10.0.0.7', '172.16.0.0/12, ::1', 'fd00::/8'])
    expect(() => readConfig({ TRUSTED_PROXIES })).not.toThrow()
  for (const TRUSTED_PROXIES of ['nginx', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x'])
    expect(() => readConfig({ TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES: write addresses')
})

const ask = (env: NodeJS.ProcessEnv, host: string, path = '/missing') => {
  const { hosts } = readConfig(env)
  return createApp({ ready: () => true, door: { hosts } }).request(`http://x${path}`, {
    headers: { Host: host, 'Accept-Language': 'en' },
  })
}

it.each([
  'localhost:3000',
  '127.0.0.1',
  '[::1]:3000',
  'linli.example.cn',
  'LINLI.example.cn:8443',
  'other.example.cn',
])('%s is served', async host =>
  expect(
    (await ask({ PUBLIC_URL: 'https://linli.example.cn', ALLOWED_HOSTS: 'other.example.cn' }, host)).status,
  ).toBe(404),
)

it.each(['evil.example', '192.168.1.5:3000', 'linli.example.cn.evil.example', 'localhost.evil.example', ''])(
  'a page under another name, %j, is refused with the setting that would serve it',
  async host => {
    const answer = await ask({ PUBLIC_URL: 'https://linli.example.cn' }, host)
    expect(answer.status).toBe(421)
    expect(await answer.text()).toContain('ALLOWED_HOSTS')
  },
)

it('health is asked by any name', async () => {
  expect((await ask({}, '10.1.2.3:3000', '/readyz')).status).toBe(200)
})

it('a browser that came over https is told to come over nothing else', async () => {
  const https = await createApp({ ready: () => true, https: true }).request('/livez')
  expect(https.headers.get('Strict-Transport-Security')).toBe('max-age=31536000')
  const http = await createApp({ ready: () => true }).request('/livez')
  expect(http.headers.get('Strict-Transport-Security')).toBeNull()
})
