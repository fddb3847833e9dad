/** The one HTTP door of a process: health, pages, and the parts that others bring. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { type AppParts, createApp } from './app.ts'

export interface HttpOptions extends AppParts {
  host: string
  /** 0 takes any free one. */
  port: number
  /** How long calls that are under way may take once the server stops. */
  graceMs?: number
}

export interface HttpServer {
  /** As to be typed into a browser. */
  url: string
  port: number
  /** Ends streams at once, lets calls that are under way finish, takes no new ones. */
  stop(): Promise<void>
}

/** The door cannot be opened; the message is a sentence for the operator. */
export class HttpStartError extends Error {
  override name = 'HttpStartError'
}

/** @throws HttpStartError when the port is taken or not allowed. */
export async function startHttp({ host, port, graceMs = 5_000, ...parts }: HttpOptions): Promise<HttpServer> {
  const app = createApp(parts)
  const server = createServer(getRequestListener(app.fetch))
  server.on('clientError', refuse)
  await listen(server, host, port)
  const bound = (server.address() as AddressInfo).port
  let stopping: Promise<void> | undefined
  return {
    url: `http://${displayHost(host)}:${bound}`,
    port: bound,
    stop: () => (stopping ??= stop(server, parts, graceMs)),
  }
}

const UNREADABLE: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', '请求头太大 / the headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', '请求没有发完 / the request did not end in time'],
}

/** What never became a call has no route and no language: Node would answer it with an empty page. */
function refuse({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const [status, words] = UNREADABLE[code] ?? ['400 Bad Request', '看不懂的请求 / not a request over HTTP']
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8`
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(words)}\r\n\r\n${words}`)
}

/** Before anything else is started: @throws HttpStartError when the port cannot be had. */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const probe = createServer()
  await listen(probe, host, port)
  await new Promise(resolve => probe.close(resolve))
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new HttpStartError(explain(error, host, port), { cause: error })),
    )
    server.listen(port, host, resolve)
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  const other = port < 65535 ? port + 1 : 3000
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} is taken: another Linli or another program runs there. Stop it, or take another port: PORT=${other} npm start`
    case 'EACCES':
      return `port ${port} may be opened by root only. Take one above 1023: PORT=3000 npm start`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is no address of this machine. For this machine alone HOST=127.0.0.1, for all HOST=0.0.0.0`
    default:
      return `the HTTP server cannot listen on ${host}:${port}: ${error.message}`
  }
}

/** 0.0.0.0 means every address; a browser wants one. */
const displayHost = (host: string) =>
  host === '0.0.0.0' || host === '::' || host === '' ? 'localhost' : host.includes(':') ? `[${host}]` : host

async function stop(server: Server, { parts = [] }: AppParts, graceMs: number): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  for (const part of parts) part.endStreams?.()
  const impatience = setTimeout(() => server.closeAllConnections(), graceMs)
  // A browser keeps its connection after the call that was under way: it has to be closed from here.
  const tidying = setInterval(() => server.closeIdleConnections(), 50)
  await closed
  clearTimeout(impatience)
  clearInterval(tidying)
}
