/**
 * Whom the HTTP door believes: under which names it is reached, and which proxies may say for whom they call. A page of
 * another name that a resolver points here (DNS rebinding) would count as a page of ours.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { ApiError } from './errors.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Where the call comes from, as far as that is known. */
    clientAddress: string
  }
}

/** `10.0.0.7` or `10.0.0.0/8`; null when it is neither. */
export function readProxies(list: readonly string[]): BlockList | null {
  const proxies = new BlockList()
  for (const entry of list) {
    const [address = '', bits, ...more] = entry.split('/')
    const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null
    const most = family === 'ipv4' ? 32 : 128
    if (
      !family ||
      more.length > 0 ||
      (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))
    )
      return null
    proxies.addSubnet(address, bits === undefined ? most : Number(bits), family)
  }
  return proxies
}

const isIn = (proxies: BlockList, address: string): boolean =>
  isIPv4(address) ? proxies.check(address) : isIPv6(address) && proxies.check(address, 'ipv6')

export interface Door {
  /** Names without a port, besides those of this machine; undefined: any. */
  hosts?: readonly string[] | undefined
  proxies?: BlockList | undefined
  /** Is told once of a proxy that is not named: all callers behind it would share one limit. */
  onUnnamedProxy?: ((address: string) => void) | undefined
}

/**
 * The address in X-Forwarded-For counts only from a proxy that is named. Of several the last is the one that this proxy
 * saw, unless that is a named proxy, too; those before it any caller can forge.
 */
export function knowAddress({ proxies = new BlockList(), onUnnamedProxy }: Door): MiddlewareHandler {
  let told = false
  return async (c, next) => {
    const peer = peerAddress(c)
    const forwarded = (c.req.header('X-Forwarded-For') ?? '').split(',').map(each => each.trim())
    let address = peer
    while (isIn(proxies, address)) {
      const before = forwarded.pop()
      if (!before) break
      address = bare(before)
    }
    if (address === peer && c.req.header('X-Forwarded-For') && !isIn(proxies, peer) && !told) {
      told = true
      onUnnamedProxy?.(peer)
    }
    c.set('clientAddress', subscriberOf(address))
    await next()
  }
}

function peerAddress(c: Context): string {
  try {
    return bare(getConnInfo(c).remote.address ?? 'unknown')
  } catch {
    return 'in-process'
  }
}

/** IPv4 in the clothes of IPv6 is the same address. */
const bare = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** With IPv6 every subscriber has at least 2^64 addresses: the limits of one are those of its network (RFC 6177). */
function subscriberOf(address: string): string {
  const [plain = address] = address.split('%')
  if (!isIPv6(plain)) return address
  const [head = '', tail] = plain.split('::')
  const groups = head.split(':').filter(Boolean)
  // What `::` stands for are zeros, in front of what follows it.
  const last = tail?.split(':').filter(Boolean) ?? []
  const all = [...groups, ...Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0'), ...last]
  const network = all.slice(0, 4).map(group => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}

const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Health is asked by address, by machines that know no name. */
const HEALTH = new Set(['/livez', '/readyz'])

/** @throws ApiError wrong_host */
export function knownHosts({ hosts }: Door): MiddlewareHandler {
  const names = hosts && new Set(hosts.map(host => host.toLowerCase()))
  return async (c, next) => {
    const host = (c.req.header('Host') ?? new URL(c.req.url).host).toLowerCase().replace(/:\d*$/, '')
    if (names && !HEALTH.has(c.req.path) && !LOOPBACK.test(host) && !names.has(host))
      throw new ApiError('wrong_host', {
        detail: {
          'zh-CN': '请在 PUBLIC_URL 或 ALLOWED_HOSTS 中写上这个域名',
          en: 'name it in PUBLIC_URL or ALLOWED_HOSTS',
        },
      })
    await next()
  }
}
