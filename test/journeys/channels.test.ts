/**
 * What people live through is the same on every channel: these journeys are written once and run over each of them, by the
 * channel itself with only its platform played. What a platform lacks, and what takes its place: src/testing/people.
 */
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jpeg } from '../../src/attachments/testing/files.ts'
import { hasWechaty } from '../../src/gateway/wechat/testing/mock-wechat.ts'
import { createNeighbourhood, type Neighbourhood } from '../../src/testing/people/neighbourhood.ts'
import {
  HOW,
  type MessengerName,
  type Person,
  type Resident,
  type Seen,
} from '../../src/testing/people/person.ts'

const MESSENGERS = (Object.keys(HOW) as MessengerName[]).map(name => ({ name, how: HOW[name] }))

describe.each(MESSENGERS)('on $name', ({ name, how }) => {
  describe.skipIf(name === 'wechat' && !hasWechaty())('people', () => {
    let place: Neighbourhood
    let wang: Person
    beforeAll(async () => {
      place = await createNeighbourhood(name)
      wang = place.worker
    }, 60_000)
    afterAll(() => place.close())

    /** The newest bubble like that. */
    async function seen(person: Person, like: RegExp | string): Promise<Seen> {
      const bubbles = await person.sees()
      const found = bubbles.findLast(({ text }) =>
        typeof like === 'string' ? text.includes(like) : like.test(text),
      )
      if (!found)
        throw new Error(`nobody sees ${like}; there is:\n${bubbles.map(({ text }) => text).join('\n---\n')}`)
      return found
    }
    const numberIn = ({ text }: Seen) => /\d{4}-(\d{4})/.exec(text)?.[1] ?? 'no number'
    /** Photos differ by their width. */
    const photo = (width: number) => jpeg(width, 30)
    async function widths(person: Person): Promise<number[]> {
      const photos = (await person.sees()).flatMap(bubble => bubble.photos)
      return Promise.all(photos.map(async bytes => (await sharp(bytes).metadata()).width))
    }
    /** Somebody with a lamp in grid 4, and the number of their ticket. */
    async function withLamp(who: string): Promise<{ ann: Resident; number: string }> {
      const ann = await place.resident(who)
      await ann.says('状元府3号楼2单元楼道灯坏了')
      return { ann, number: numberIn(await seen(ann, '收到，工单')) }
    }
    const card = (number: string) => seen(wang, number)
    const ticket = async (number: string) => {
      const { rows } = await place.town.db.pool.query<{ state: string; rating: number | null }>(
        "SELECT state, rating FROM ticket WHERE number LIKE '%-' || $1",
        [number],
      )
      return rows[0]
    }

    it('a light is reported, taken, answered with a photo, mended, rated, found broken and mended again', async () => {
      const ann = await place.resident('张阿姨')
      await ann.shows(await photo(41), '状元府3号楼2单元楼道灯坏了')
      const answer = await seen(ann, '收到，工单')
      expect(answer.text).toContain('第4网格')
      const number = numberIn(answer)
      const fresh = await seen(wang, '楼道灯坏了')
      expect(fresh.text).toContain(`🟡 ${number}`)
      expect(fresh.offers).toContain('接单')
      expect(await widths(wang)).toEqual([41])

      await wang.presses('接单')
      await seen(ann, '已接单')
      const taken = await seen(wang, `🔵 ${number}`)
      const bubbles = (await wang.sees()).filter(({ text }) => text.includes('接单') && text.includes(number))
      if (how.edits === 'itself') expect(bubbles).toEqual([taken])
      else expect(taken.text).not.toContain('楼道灯坏了')

      await wang.answers(taken, '下午两点来换', await photo(42))
      await seen(ann, '下午两点来换')
      expect(await widths(ann)).toEqual([42])

      await wang.answers(await card(number), '灯泡换好了', await photo(43))
      await seen(ann, '您看解决了吗')
      await seen(ann, '灯泡换好了')
      expect(await widths(ann)).toEqual([42, 43])

      await ann.presses('解决了')
      await seen(ann, '请打个分')
      await ann.presses('★★')
      await seen(ann, '谢谢您的 2 分')
      expect(await ticket(number)).toEqual({ state: 'closed', rating: 2 })

      await ann.presses('没解决')
      await seen(ann, '重新办理')
      await seen(wang, '居民说没解决')
      await wang.presses('接单')
      await wang.says(`办结 ${number} 线路也换了`)
      await ann.presses('解决了')
      await ann.presses('★★★★★')
      await seen(ann, '谢谢您的 5 分')
      expect(await ticket(number)).toEqual({ state: 'closed', rating: 5 })
      // Each photo once in each chat.
      expect(await widths(wang)).toEqual([41])
      expect(await widths(ann)).toEqual([42, 43])
    })
  })
})
