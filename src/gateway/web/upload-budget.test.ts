/** Memory for what is sent up: who gets how much of it, and for how long. */
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../http/errors.ts'
import { type From, createRoom, type Room } from './upload-budget.ts'

const SHARES = { session: 40, address: 60, all: 100 } as const
const from = (session: string, address = session): From => ({ session, address })
const tick = () => new Promise(resolve => setImmediate(resolve))

/** A body that is sent part by part. */
function sender(room: Room, who: From) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({ start: given => void (controller = given) })
  const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit)
  let outcome: string | undefined
  const done = room(who, async upload => (await upload.read(request, 1)).length)
    .then(bytes => `${bytes} bytes`)
    .catch(error => (error instanceof ApiError ? error.code : String(error)))
    .then(text => (outcome = text))
  return {
    done,
    outcome: () => outcome,
    async send(bytes: number) {
      controller?.enqueue(new Uint8Array(bytes))
      for (let count = 0; count < 5; count++) await tick()
    },
    end: () => controller?.close(),
  }
}

describe('room for uploads', () => {
  it('a session has its share and no more', async () => {
    const room = createRoom({ shares: SHARES })
    const [first, second] = [sender(room, from('a')), sender(room, from('a'))]
    await first.send(30)
    await second.send(20)
    expect([first.outcome(), second.outcome()]).toEqual([undefined, 'too_fast'])
  })

  it('sessions of one address share its half: the one that holds the most gives way, also while nothing comes', async () => {
    const room = createRoom({ shares: SHARES })
    const [large, small] = [sender(room, from('a', 'one')), sender(room, from('b', 'one'))]
    await large.send(40)
    await small.send(19)
    const newcomer = sender(room, from('c', 'one'))
    await newcomer.send(10)
    expect(await large.done).toBe('too_fast')
    newcomer.end()
    expect(await newcomer.done).toBe('10 bytes')
    expect(small.outcome()).toBeUndefined()
  })

  it('when everything is full, the greediest of all gives way, never one that holds less', async () => {
    const room = createRoom({ shares: SHARES })
    const holders = [20, 40, 40].map((bytes, index) => ({ bytes, upload: sender(room, from(`s${index}`)) }))
    for (const { bytes, upload } of holders) await upload.send(bytes)
    const newcomer = sender(room, from('new'))
    await newcomer.send(30)
    expect(holders.map(({ upload }) => upload.outcome())).toEqual([undefined, 'too_fast', undefined])
    await newcomer.send(9)
    // Greedier than the others by now: it is the one that waits.
    await newcomer.send(1)
    const last = sender(room, from('last'))
    await last.send(20)
    expect(last.outcome()).toBeUndefined()
  })

  it('a slow body is cut off; one that goes on is not', async () => {
    const room = createRoom({ lookEveryMs: 100 })
    const [slow, steady] = [sender(room, from('slow')), sender(room, from('steady'))]
    await slow.send(900)
    for (let count = 0; count < 6; count++) {
      await steady.send(4_000)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    expect(await slow.done).toBe('too_slow')
    steady.end()
    expect(await steady.done).toBe('24000 bytes')
  })

  it('thousands of bodies at once, of hundreds of addresses, cost no more than they bring', async () => {
    const room = createRoom({ shares: { session: 1_000, address: 20_000, all: 60_000 } })
    const bodies = Array.from({ length: 3_000 }, (_, index) =>
      sender(room, from(`s${index}`, `a${index % 300}`)),
    )
    await Promise.all(bodies.map(body => body.send(20)))
    const before = process.cpuUsage()
    await Promise.all(bodies.slice(0, 50).map(body => body.send(20)))
    const { user } = process.cpuUsage(before)
    expect(user / 1_000).toBeLessThan(500)
  })
})
