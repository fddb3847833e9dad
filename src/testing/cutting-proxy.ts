/** Stands before PostgreSQL and cuts every connection when the n-th is opened: a restart at that very moment. */
import net from 'node:net'

export interface CuttingProxy {
  url: string
  /** Connections that were opened so far. */
  opened(): number
  close(): Promise<void>
}

/** @param forGood whether PostgreSQL stays away from then on, or takes the next connection again. */
export async function cutAtOpen(databaseUrl: string, nth: number, forGood: boolean): Promise<CuttingProxy> {
  const target = new URL(databaseUrl)
  const open = new Set<net.Socket>()
  let opened = 0
  const server = net.createServer(client => {
    opened++
    if (opened === nth) for (const socket of open) socket.destroy()
    if (opened === nth || (forGood && opened > nth)) {
      client.destroy()
      return
    }
    const upstream = net.connect(Number(target.port), target.hostname)
    const end = () => {
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
    opened: () => opened,
    close: () =>
      new Promise(resolve => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
