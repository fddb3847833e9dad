import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type pg from 'pg'
import { takeTurn } from '../../conversation/process-conversation.ts'
import { type Channel, DeliveryError, type OutboundMessage } from '../../domain/message.ts'
import { newId } from '../../lib/ids.ts'
import { type Town, createTown } from '../../testing/town.ts'
import { type DeliverDeps, deliver } from './deliver.ts'

let town: Town
beforeAll(async () => {
  town = await createTown({ withoutProcessors: true })
}, 90_000)
afterAll(() => town.close())

let clock: Date
/** What the drain asked for: to be called again after so many milliseconds. */
let again: number[]
let given: string[]
let sent: OutboundMessage[]
let sending: (message: OutboundMessage) => unknown

beforeEach(() => {
  clock = new Date(Date.now() + 1_000)
  again = []
  given = []
  sent = []
  sending = () => {}
})
afterEach(async () => {
  await town.db.pool.query("DELETE FROM outbound_message WHERE state = 'pending'")
})

/** A platform in which a test decides what happens to each message. */
const channel: Channel = {
  name: 'local',
  start: async () => {},
  stop: async () => {},
  async send(message) {
    const renamed = await sending(message)
    sent.push(message)
    return { externalId: typeof renamed === 'string' ? renamed : (message.replaces ?? message.id) }
  },
}
const deps = (over: Partial<DeliverDeps> = {}): DeliverDeps => ({
  ...town.context.delivery('local'),
  channel,
  now: () => clock,
  again: async delayMs => void again.push(delayMs),
  onUndeliverable: message => given.push(message.id),
  ...over,
})
const pass = (ms: number) => {
  clock = new Date(clock.getTime() + ms)
}

interface Chat {
  id: string
  name: string
}
async function chat(kind: 'private' | 'group' = 'private'): Promise<Chat> {
  const id = newId()
  const name = `chat-${id}`
  await town.db.pool.query(
    "INSERT INTO conversation (id, channel, external_id, kind) VALUES ($1, 'local', $2, $3)",
    [id, name, kind],
  )
  return { id, name }
}
async function put(
  to: Chat,
  text: string,
  {
    attempts = 0,
    ticketId = null as string | null,
    ...more
  }: { attempts?: number; ticketId?: string | null; media?: object[] } = {},
) {
  const id = newId()
  await town.db.pool.query(
    "INSERT INTO outbound_message (id, channel, conversation_id, ticket_id, content, attempts, not_before, created_at) VALUES ($1, 'local', $2, $3, $4, $5, $6, $6)",
    [id, to.id, ticketId, JSON.stringify({ text, ...more }), attempts, clock],
  )
  return id
}
const rowsOf = async (to: Chat) => {
  const { rows } = await town.db.pool.query<{
    id: string
    state: string
    attempts: number
    error: string | null
    external_id: string | null
    replaces_id: string | null
    content: { text?: string }
    not_before: Date
  }>('SELECT * FROM outbound_message WHERE conversation_id = $1 ORDER BY id', [to.id])
  return rows
}
const statesOf = async (to: Chat) => (await rowsOf(to)).map(({ state }) => state)
const reachable = async (to: Chat) => {
  const { rows } = await town.db.pool.query<{ reachable: boolean }>(
    'SELECT reachable FROM conversation WHERE id = $1',
    [to.id],
  )
  return rows[0]?.reachable
}
const texts = (to: Chat) =>
  sent.filter(message => message.chat === to.name).map(({ content }) => content.text)
const breaks = (text: string, error: Error) => (message: OutboundMessage) => {
  if (message.content.text === text) throw error
}

it('sends what waits, oldest first, and writes down as what', async () => {
  const one = await chat()
  const ids = [await put(one, 'a'), await put(one, 'b'), await put(one, 'c')]
  await deliver(deps())
  expect(texts(one)).toEqual(['a', 'b', 'c'])
  expect(await rowsOf(one)).toMatchObject(
    ids.map(id => ({ id, state: 'sent', external_id: id, attempts: 1, error: null })),
  )
  await deliver(deps())
  expect(sent).toHaveLength(3)
  expect(again).toEqual([])
})

describe('a message that fails for now', () => {
  it('keeps its place: those behind it in the chat wait, other chats go on', async () => {
    const [one, other] = [await chat(), await chat()]
    await put(one, 'a')
    await put(one, 'b')
    await put(other, 'x')
    sending = breaks('a', new Error('socket hang up'))
    await deliver(deps())
    expect(texts(one)).toEqual([])
    expect(texts(other)).toEqual(['x'])
    expect(await rowsOf(one)).toMatchObject([
      { state: 'pending', attempts: 1, error: 'socket hang up' },
      { state: 'pending', attempts: 0 },
    ])
    // It asked to be called when the pause is over, not before, and does nothing when it is called too early.
    expect(again).toEqual([1_000])
    sending = () => {}
    pass(999)
    await put(one, 'c')
    await deliver(deps())
    expect(texts(one)).toEqual([])
    pass(1)
    await deliver(deps())
    expect(texts(one)).toEqual(['a', 'b', 'c'])
    expect(await statesOf(one)).toEqual(['sent', 'sent', 'sent'])
  })

  it('waits longer each time', async () => {
    const one = await chat()
    await put(one, 'a')
    sending = breaks('a', new Error('outage'))
    const pauses: number[] = []
    for (let i = 0; i < 4; i++) {
      await deliver(deps())
      pauses.push(again.at(-1) ?? 0)
      pass(again.at(-1) ?? 0)
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  it('waits as long as the platform asked for', async () => {
    const one = await chat()
    await put(one, 'a')
    sending = breaks('a', new DeliveryError('slow down', { retry: true, retryAfterMs: 120_000 }))
    await deliver(deps())
    expect(again).toEqual([120_000])
    sending = () => {}
    pass(119_999)
    await deliver(deps())
    expect(sent).toEqual([])
    pass(1)
    await deliver(deps())
    expect(texts(one)).toEqual(['a'])
  })

  it('is never given up for a wait in which nothing was tried', async () => {
    const one = await chat()
    await put(one, 'a', { attempts: 11 })
    const untried = { retry: true, untried: true, retryAfterMs: 30_000 }
    sending = breaks('a', new DeliveryError('nobody is logged in', untried))
    for (let i = 0; i < 3; i++) {
      await deliver(deps())
      pass(30_000)
    }
    expect(await rowsOf(one)).toMatchObject([{ state: 'pending', attempts: 11 }])
    sending = () => {}
    await deliver(deps())
    expect(await rowsOf(one)).toMatchObject([{ state: 'sent', attempts: 12 }])
  })

  it('is given up some day, and then blocks nobody', async () => {
    const one = await chat()
    const id = await put(one, 'a', { attempts: 11 })
    await put(one, 'b')
    sending = breaks('a', new Error('always'))
    await deliver(deps())
    expect(await rowsOf(one)).toMatchObject([
      { state: 'undeliverable', attempts: 12, error: 'always' },
      { state: 'sent' },
    ])
    expect(given).toEqual([id])
    expect(await reachable(one)).toBe(true)
  })
})

describe('a chat in which nothing arrives any more', () => {
  const GONE = new DeliveryError('bot was blocked by the user', { retry: false, chatGone: true })

  it('is given up with everything that waits for it, and harms nobody else', async () => {
    const [one, other] = [await chat(), await chat()]
    await put(one, 'a')
    await put(one, 'b')
    await put(other, 'x')
    sending = breaks('a', GONE)
    await deliver(deps())
    expect(await rowsOf(one)).toMatchObject([
      { state: 'undeliverable', error: 'bot was blocked by the user' },
      { state: 'undeliverable', error: 'the chat is not reachable' },
    ])
    expect(await reachable(one)).toBe(false)
    expect(texts(other)).toEqual(['x'])
    expect(await reachable(other)).toBe(true)
    expect(given).toHaveLength(1)
    expect(again).toEqual([])
  })

  it('is reachable again as soon as the person writes, and hears the answer', async () => {
    await town.channel.hear({ from: '回头客', content: { kind: 'text', text: '帮助' } })
    const { rows } = await town.db.pool.query<{ id: string }>(
      "SELECT id FROM conversation WHERE external_id = '回头客'",
    )
    const back: Chat = { id: rows[0]?.id ?? '', name: '回头客' }
    await takeTurn(town.context.turn, back.id)
    pass(60_000)
    sending = () => {
      throw GONE
    }
    await deliver(deps())
    expect(await reachable(back)).toBe(false)
    sending = () => {}
    await town.channel.hear({ from: '回头客', content: { kind: 'text', text: '我的工单' } })
    await takeTurn(town.context.turn, back.id)
    expect(await reachable(back)).toBe(true)
    pass(60_000)
    await deliver(deps())
    expect(texts(back)).toEqual([expect.stringContaining('没有在办的工单')])
  })
})

describe('the card of a ticket', () => {
  let count = 0
  /** A ticket of grid 4, with its card waiting. */
  async function ticket(): Promise<{ id: string; group: Chat }> {
    const from = `住户${++count}`
    await town.channel.hear({ from, content: { kind: 'text', text: '状元府3号楼楼道灯坏了' } })
    const { rows: chats } = await town.db.pool.query<{ id: string }>(
      'SELECT id FROM conversation WHERE external_id = $1',
      [from],
    )
    await takeTurn(town.context.turn, chats[0]?.id ?? '')
    const { rows } = await town.db.pool.query<{ id: string; group_id: string }>(
      "SELECT t.id, c.id AS group_id FROM ticket t, conversation c WHERE t.conversation_id = $1 AND c.external_id = 'group:g4'",
      [chats[0]?.id],
    )
    pass(60_000)
    return { id: rows[0]?.id ?? '', group: { id: rows[0]?.group_id ?? '', name: 'group:g4' } }
  }
  const redraw = (ticketId: string, group: Chat) =>
    town.context.turn.transact(async tx => tx.redraw(ticketId, group.id))
  const moves = (ticketId: string, building: string) =>
    town.db.pool.query('UPDATE ticket SET place_text = $2 WHERE id = $1', [ticketId, `状元府 ${building}`])
  const cardsOf = async (ticketId: string) => {
    const { rows } = await town.db.pool.query<{
      id: string
      state: string
      external_id: string | null
      replaces_id: string | null
      content: { text: string }
      edited_at: Date | null
    }>('SELECT * FROM outbound_message WHERE ticket_id = $1 AND card ORDER BY id', [ticketId])
    return rows
  }
  const hangs = async (ticketId: string) => {
    const { rows } = await town.db.pool.query<{ message_id: string | null }>(
      'SELECT message_id FROM ticket_card WHERE ticket_id = $1',
      [ticketId],
    )
    return rows.map(row => row.message_id)
  }

  it('overtakes others in a group when it is of an emergency; what a resident hears stays in order, and goes first', async () => {
    const [ordinary, urgent] = [await ticket(), await ticket()]
    await deliver(deps())
    await town.db.pool.query("UPDATE ticket SET urgency = 'emergency' WHERE id = $1", [urgent.id])
    const [other, resident] = [await chat(), await chat()]
    await put(other, 'other')
    await put(resident, 'first')
    await put(urgent.group, 'ordinary', { ticketId: ordinary.id })
    await put(urgent.group, 'urgent', { ticketId: urgent.id })
    await put(resident, 'then', { ticketId: urgent.id })
    sent = []
    await deliver(deps())
    expect(texts(urgent.group)).toEqual(['urgent', 'ordinary'])
    expect(texts(resident)).toEqual(['first', 'then'])
    expect(sent.map(({ content }) => content.text).slice(0, 2)).toEqual(['first', 'urgent'])
  })

  it('is sent once however often it was to be drawn', async () => {
    const { id, group } = await ticket()
    await redraw(id, group)
    await redraw(id, group)
    await deliver(deps())
    expect(texts(group)).toEqual([expect.stringContaining('楼道灯坏了')])
    const cards = await cardsOf(id)
    expect(cards.map(({ state }) => state)).toEqual(['sent', 'superseded', 'superseded'])
    expect(await hangs(id)).toEqual([cards[0]?.id])
  })

  it('is edited where it hangs', async () => {
    const { id, group } = await ticket()
    await deliver(deps())
    const [first] = await cardsOf(id)
    await moves(id, '5号楼')
    await redraw(id, group)
    pass(60_000)
    await deliver(deps())
    expect(sent.filter(({ chat }) => chat === group.name).map(({ replaces }) => replaces)).toEqual([
      undefined,
      first?.external_id,
    ])
    const [card, edit] = await cardsOf(id)
    expect(card).toMatchObject({ id: first?.id, content: { text: expect.stringContaining('5号楼') } })
    expect(card?.edited_at).not.toBeNull()
    expect(edit).toMatchObject({ state: 'sent', replaces_id: first?.id, external_id: null })
    expect(await hangs(id)).toEqual([first?.id])
  })

  it('is not edited when it would look the same: platforms count edits', async () => {
    const { id, group } = await ticket()
    await deliver(deps())
    await redraw(id, group)
    pass(60_000)
    await deliver(deps())
    expect(texts(group)).toHaveLength(1)
    expect((await cardsOf(id)).map(({ state }) => state)).toEqual(['sent', 'superseded'])
    await moves(id, '9号楼')
    await redraw(id, group)
    await deliver(deps())
    expect(texts(group).at(-1)).toContain('9号楼')
  })

  it('is another message from then on when the old one could not be edited', async () => {
    const { id, group } = await ticket()
    await deliver(deps())
    await moves(id, '5号楼')
    await redraw(id, group)
    pass(60_000)
    sending = message => (message.replaces ? `new-${message.id}` : undefined)
    await deliver(deps())
    const [, second] = await cardsOf(id)
    expect(second).toMatchObject({ state: 'sent', external_id: `new-${second?.id}`, replaces_id: null })
    expect(await hangs(id)).toEqual([second?.id])
    await moves(id, '6号楼')
    await redraw(id, group)
    pass(60_000)
    sending = () => {}
    await deliver(deps())
    expect(sent.at(-1)?.replaces).toBe(`new-${second?.id}`)
  })

  it('is drawn when it is sent, from the ticket as it is then', async () => {
    const { id, group } = await ticket()
    await moves(id, '8号楼')
    await deliver(deps())
    expect(texts(group)).toEqual([expect.stringContaining('状元府 8号楼')])
  })

  it('that cannot be drawn is given up, and stops nobody', async () => {
    const { id, group } = await ticket()
    await town.db.pool.query("UPDATE ticket SET number = number || repeat('9', 60) WHERE id = $1", [id])
    const other = await chat()
    await put(other, 'x')
    await deliver(deps())
    expect(texts(other)).toEqual(['x'])
    expect(texts(group)).toEqual([])
    expect(await cardsOf(id)).toMatchObject([
      { state: 'undeliverable', error: expect.stringContaining('64 bytes') },
    ])
    expect(await reachable(group)).toBe(true)
  })
})

it('says a thing twice rather than never when it dies between sending and writing it down', async () => {
  const one = await chat()
  const id = await put(one, 'a')
  let fail = true
  const dying = {
    query: (query: { name?: string }, ...rest: unknown[]) => {
      if (query.name === 'outbound sent' && fail) {
        fail = false
        return Promise.reject(new Error('terminating connection'))
      }
      return (town.db.pool.query as (...all: unknown[]) => unknown)(query, ...rest)
    },
    connect: () => town.db.pool.connect(),
  } as unknown as pg.Pool
  await expect(deliver(deps({ pool: dying }))).rejects.toThrow('terminating connection')
  expect(await statesOf(one)).toEqual(['pending'])
  await deliver(deps({ pool: dying }))
  expect(sent.map(message => message.id)).toEqual([id, id])
  expect(await statesOf(one)).toEqual(['sent'])
})

it('is done by one at a time: a second drain leaves everything to the first', async () => {
  const one = await chat()
  for (const text of ['a', 'b', 'c']) await put(one, text)
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  let began = () => {}
  const begun = new Promise<void>(resolve => {
    began = resolve
  })
  sending = async () => {
    began()
    await opened
  }
  const first = deliver(deps())
  await begun
  await deliver(deps())
  // What comes while it drains is its own, too.
  await put(one, 'd')
  open()
  await first
  expect(texts(one)).toEqual(['a', 'b', 'c', 'd'])
  expect(await statesOf(one)).toEqual(['sent', 'sent', 'sent', 'sent'])
})

it('lets a chat whose call takes long hold up nobody else, whenever they come', async () => {
  const [slow, quick] = [await chat(), await chat()]
  await put(slow, 'slow')
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  const begun = new Promise<void>(began => {
    sending = async ({ chat }) => {
      began()
      if (chat === slow.name) await opened
    }
  })
  const draining = deliver(deps())
  await begun
  await put(quick, 'quick')
  await vi.waitFor(() => expect(texts(quick)).toEqual(['quick']), { interval: 10 })
  expect(texts(slow)).toEqual([])
  open()
  await draining
  expect(await statesOf(slow)).toEqual(['sent'])
})

describe('a photo that fails or is slow holds up no words of its chat', () => {
  const media = [{ id: newId(), what: 'photo', mime: 'image/jpeg', name: 'a.jpg', bytes: 1 }]

  it('a card is said while the photo before it waits to be tried again; photos keep their order', async () => {
    const one = await chat('group')
    await put(one, 'card 1')
    await put(one, 'photo 1', { media })
    await put(one, 'photo 2', { media })
    await put(one, 'emergency')
    sending = breaks('photo 1', new Error('Bad Gateway'))
    await deliver(deps())
    expect(texts(one)).toEqual(['card 1', 'emergency'])
    await put(one, 'later words')
    await deliver(deps())
    expect(texts(one)).toEqual(['card 1', 'emergency', 'later words'])
    expect(again).toEqual([1_000, 1_000])
    sending = () => {}
    pass(1_000)
    await deliver(deps())
    expect(texts(one)).toEqual(['card 1', 'emergency', 'later words', 'photo 1', 'photo 2'])
  })

  it('words that fail hold their photo back: it would stand before what it belongs to', async () => {
    const one = await chat('group')
    await put(one, 'card')
    await put(one, 'photo', { media })
    sending = breaks('card', new Error('Bad Gateway'))
    await deliver(deps())
    expect(texts(one)).toEqual([])
    expect(again).toEqual([1_000])
    sending = () => {}
    pass(1_000)
    await deliver(deps())
    expect(texts(one)).toEqual(['card', 'photo'])
  })

  it('uploads that hang, in more chats than there are lanes, hold up nobody', async () => {
    const chats = await Promise.all(Array.from({ length: 6 }, () => chat('group')))
    for (const each of chats) await put(each, 'photo', { media })
    let open = () => {}
    const opened = new Promise<void>(resolve => {
      open = resolve
    })
    let hanging = 0
    sending = async ({ content }) => {
      if (content.media && ++hanging) await opened
    }
    const draining = deliver(deps())
    await vi.waitFor(() => expect(hanging).toBe(4), { interval: 10 })
    for (const each of chats) await put(each, 'emergency')
    await vi.waitFor(() => expect(chats.map(each => texts(each))).toEqual(chats.map(() => ['emergency'])), {
      interval: 10,
      timeout: 5_000,
    })
    open()
    await draining
    for (const each of chats) expect(await statesOf(each)).toEqual(['sent', 'sent'])
  })
})

it('speaks to many chats at once, and to none of them out of order', async () => {
  const chats = await Promise.all(Array.from({ length: 40 }, () => chat()))
  const said = ['1', '2', '3', '4']
  for (const text of said) for (const each of chats) await put(each, text)
  let atOnce = 0
  let most = 0
  sending = async () => {
    most = Math.max(most, ++atOnce)
    await new Promise(resolve => setImmediate(resolve))
    atOnce--
  }
  await deliver(deps())
  for (const each of chats) expect(texts(each)).toEqual(said)
  expect(most).toBeGreaterThan(4)
  expect(most).toBeLessThanOrEqual(16)
})

it('brings back no words of somebody who was forgotten while they were on their way, sent or not', async () => {
  const [arrives, fails] = [await chat(), await chat()]
  for (const each of [arrives, fails]) await put(each, 'their words')
  const erase = (to: Chat) =>
    town.db.pool.query(
      `UPDATE outbound_message SET content = '{"text": ""}', state = 'undeliverable', error = 'erased' WHERE conversation_id = $1`,
      [to.id],
    )
  sending = async ({ chat: to }) => {
    await erase(to === arrives.name ? arrives : fails)
    if (to === fails.name) throw new DeliveryError('busy', { retry: true })
  }
  await deliver(deps())
  for (const each of [arrives, fails])
    expect(await rowsOf(each)).toMatchObject([
      { state: 'undeliverable', error: 'erased', content: { text: '' }, external_id: null },
    ])
  // An erased message is not retried either.
  expect(again).toEqual([])
})
