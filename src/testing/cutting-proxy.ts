/** Stands before PostgreSQL and cuts every connection when the n-th is opened: a restart at that very moment. */
import net from 'node:net'

export interface CuttingProxy {
  url: string
  /** From now on PostgreSQL is away: what is open is cut, what comes is hung up on. Or it is back. */
  away(is: boolean): void
  /** What is open stays open and says nothing any more; what comes is served. */
  swallow(): void
  /** Connections that were opened so far. */
  opened(): number
  close(): Promise<void>
}

/**
 * @param nth none: only `away` cuts.
 * @param forGood whether PostgreSQL stays away from then on, or takes the next connection again.
 */
export async function cutAtOpen(
  databaseUrl: string,
  nth = Number.POSITIVE_INFINITY,
  forGood = false,
): Promise<CuttingProxy> {
  const target = new URL(databaseUrl)
  const open = new Set<net.Socket>()
  const deaf = new WeakSet<net.Socket>()
  let opened = 0
  let isAway = false
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  const server = net.createServer(client => {
    opened++
    if (opened === nth) cut()
    if (isAway || opened === nth || (forGood && opened > nth)) {
      client.destroy()
      return
    }
    const upstream = net.connect(Number(target.port), target.hostname)
    const end = () => {
      if (deaf.has(client) && !client.destroyed) return
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket
        .on('error', end)
        .on('close', end)
        .once('close', () => open.delete(socket))
    }
    client.pipe(upstream)
    upstream.pipe(client)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as net.AddressInfo).port)
  return {
    url: url.href,
    away: is => {
      isAway = is
      if (is) cut()
    },
    swallow: () => {
      for (const socket of open) {
        socket.unpipe()
        socket.resume()
        deaf.add(socket)
      }
    },
    opened: () => opened,
    close: () =>
      new Promise(resolve => {
        cut()
        server.close(() => resolve())
      }),
  }
}
