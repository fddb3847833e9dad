/** FakeTelegram on a real socket, with the faults of a network. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FakeTelegram } from './fake-telegram.ts'

/**
 * `half`: the response stops half-way and the connection closes. `stall`: it stops half-way and stays open.
 * `silence`: there is no response. `hang up`: the connection closes.
 */
export type Accident = 'half' | 'stall' | 'silence' | 'hang up' | 502

export async function startFaultServer(fake: FakeTelegram) {
  const accidents: { method: string; accident: Accident }[] = []
  const server = http.createServer(async (request, response) => {
    const method = request.url?.split('/').at(-1) ?? ''
    if (request.url?.startsWith('/file/')) return void response.end(fake.files.get(method))
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const at = accidents.findIndex(each => each.method === method)
    const [planned] = at < 0 ? [] : accidents.splice(at, 1)
    if (planned) return happen(planned.accident, response)
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const payload = payloadOf(Buffer.concat(chunks), request.headers['content-type'] ?? '')
    const answer = await fake.answer(method, payload, gone.signal).catch(() => undefined)
    if (!answer) return void response.destroy()
    response.writeHead(answer.ok ? 200 : (answer.error_code ?? 500), { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Plans a fault for the next call of `method`. */
    plan: (method: string, accident: Accident) => accidents.push({ method, accident }),
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** JSON; or a form with files, which refers to them as `attach://name`. */
function payloadOf(body: Buffer, type: string): object {
  const [, boundary] = /^multipart\/[^=]*boundary=(.+)$/.exec(type) ?? []
  if (!boundary) return JSON.parse(body.toString() || '{}')
  const fields = new Map<string, string>()
  const files = new Map<string, Uint8Array>()
  for (const part of `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`)) {
    const end = part.indexOf('\r\n\r\n')
    const head = part.slice(0, Math.max(end, 0))
    const [, name] = /\bname="([^"]+)"/.exec(head) ?? []
    if (!name) continue
    const bytes = Buffer.from(part.slice(end + 4), 'latin1')
    if (/filename=/.test(head)) files.set(name, bytes)
    else fields.set(name, bytes.toString())
  }
  const attached = (_: string, value: unknown) =>
    typeof value === 'string' ? (files.get(value.replace('attach://', '')) ?? value) : value
  return Object.fromEntries(
    [...fields].map(([name, value]) => [
      name,
      /^[[{]/.test(value) ? JSON.parse(value, attached) : attached(name, value),
    ]),
  )
}

function happen(accident: Accident, response: http.ServerResponse): void {
  if (accident === 502)
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502 Bad Gateway</html>')
  if (accident === 'hang up') response.destroy()
  if (accident !== 'half' && accident !== 'stall') return
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"ok":true,"result":{"message_')
  if (accident === 'half') response.end()
}
