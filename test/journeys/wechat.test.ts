/** What is WeChat's alone: menus of numbers, and several changes in one line. What all channels share: channels.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasWechaty } from '../../src/gateway/wechat/testing/mock-wechat.ts'
import { createNeighbourhood, type Neighbourhood } from '../../src/testing/people/neighbourhood.ts'

describe.skipIf(!hasWechaty())('on WeChat', () => {
  let place: Neighbourhood
  beforeAll(async () => {
    place = await createNeighbourhood('wechat')
  }, 60_000)
  afterAll(() => place.close())

  test('a menu unfolds as numbers, and several changes are one line', async () => {
    const wang = place.worker
    const newest = async () => (await wang.sees()).at(-1)
    const ann = await place.resident('陈阿姨')
    await ann.says('状元府5号楼门口垃圾堆了好几天没人清')
    const number = /\d{4}-(\d{4})/.exec((await ann.sees())[0]?.text ?? '')?.[1] ?? 'no number'

    await wang.presses('退单')
    const reasons = (await newest())?.text
    expect(reasons).toContain(number)
    expect(reasons).toContain('回复数字')
    expect(reasons).not.toContain('垃圾堆了')
    await wang.presses('返回')
    expect((await newest())?.offers[0]).toBe('接单')

    const before = (await wang.sees()).length
    await place.atOnce(async () => {
      await wang.says(`接${number}`)
      await wang.says(`备注 ${number} 已约环卫下午来`)
    })
    const [news, ...more] = (await wang.sees()).slice(before)
    expect(more).toEqual([])
    expect(news?.text).toMatch(/^🔵/u)
    expect(news?.text).toContain('已接单')
    expect(news?.text).toContain('已约环卫下午来')
    expect(news?.text).not.toContain('垃圾堆了')
  })

  test('the help speaks of what WeChat has', async () => {
    await place.worker.says('@邻里\u2005帮助')
    const help = (await place.worker.sees()).at(-1)?.text
    expect(help).toContain('回复数字')
    expect(help).toContain('引用卡片＝答复居民')
    expect(help).not.toContain('按钮')
  })

  test('a number that nothing was offered for is what it says', async () => {
    const events = async () => (await place.town.db.pool.query('SELECT FROM ticket_event')).rowCount
    const before = await events()
    await place.worker.says('9')
    expect(await events()).toBe(before)
  })
})
