import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTown, type Town } from '../../src/testing/town.ts'

let town: Town
beforeAll(async () => {
  town = await createTown()
})
afterAll(() => town.close())

it('a street lamp: heard, handed over, accepted, mended, agreed, rated', async () => {
  const zhang = town.resident('张阿姨')
  const wang = await town.worker('g4')
  await zhang.says('状元府3号楼2单元楼道灯坏了')
  const first = await zhang.hears('收到，工单')
  expect(first.text).toMatch(/照明/)
  expect(first.text).toMatch(/第4网格/)
  expect(first.text).toMatch(/前会有人答复您/)

  const card = await wang.hears('楼道灯坏了')
  expect(card.text).toMatch(/^🟡 \d{4} · 照明 · 状元府 3号楼 2单元/)
  await wang.presses('接单')
  await zhang.hears(`${wang.name}已接单`)
  await wang.hears(/^🔵/)
  const [shown] = town.channel.shows('group:g4')
  const replyTo = shown?.externalId ?? ''
  await wang.sends({ kind: 'attachment', what: 'photo', file: 'photo-1', text: '灯泡换好了', replyTo })
  await zhang.hears('灯泡换好了')
  await zhang.presses('解决了')
  await zhang.hears('请打个分')
  await zhang.presses('★★★★★')
  await zhang.hears('谢谢您的 5 分')
  await wang.hears(/^✅ .*[\s\S]*★5/)
  // One card, edited in place: nothing else was said in the group.
  await town.settled()
  expect(town.channel.shows('group:g4')).toHaveLength(1)
})
