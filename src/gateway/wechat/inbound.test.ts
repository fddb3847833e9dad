/** A message as a puppet describes it, without wechaty. */
import { expect, test } from 'vitest'
import { type InboundDeps, toInboundMessage } from './inbound.ts'
import { MESSAGE, type WechatyMessage } from './wechaty.ts'

const deps = { ownName: () => '邻里', memory: { offeredIn: async () => null } } as unknown as InboundDeps
const said = (over: Partial<WechatyMessage>): WechatyMessage => ({
  id: 'm1',
  type: () => MESSAGE.text,
  text: () => '楼道灯坏了',
  self: () => false,
  talker: () => ({ id: 'ann', name: () => 'Ann', type: () => 1 }),
  room: () => undefined,
  mentionSelf: async () => false,
  ...over,
})

test.each(['', '0', 'undefined', 'null', undefined as never])(
  'an id of %j is no identity: each message gets one of its own, the same when it is tried again',
  async id => {
    const [one, other] = [said({ id }), said({ id })]
    const first = await toInboundMessage(one, deps)
    expect(first?.externalId).toMatch(/^own-/)
    expect((await toInboundMessage(one, deps))?.externalId).toBe(first?.externalId)
    expect((await toInboundMessage(other, deps))?.externalId).not.toBe(first?.externalId)
  },
)

test("WeChat's own time of a message is kept, where the puppet says it", async () => {
  const date = new Date('2026-11-20T08:15:00Z')
  expect((await toInboundMessage(said({ date: () => date }), deps))?.saidAt).toEqual(date)
  expect(await toInboundMessage(said({ date: () => new Date(Number.NaN) }), deps)).not.toHaveProperty(
    'saidAt',
  )
})
