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

/** Latitude and longitude of a place inside its outline. */
const IN_GRID_4 = [36.7025, 119.1062] as const

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
    /** A resident with a lamp in grid 4, and the number of their ticket. */
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

    /** In how many messages a ticket was reported. */
    async function saidFor(number: string): Promise<number | null> {
      const { rowCount } = await place.town.db.pool.query(
        "SELECT FROM inbound_message m JOIN ticket t ON t.id = m.ticket_id WHERE t.number LIKE '%-' || $1",
        [number],
      )
      return rowCount
    }

    /** What became of what was to be said to the resident of a ticket since they left, and how often a single one was tried. */
    async function outboxTo(number: string) {
      const { rows } = await place.town.db.pool.query<{
        undeliverable: number
        pending: number
        tried: number
      }>(
        `SELECT (count(*) FILTER (WHERE o.state = 'undeliverable'))::int AS undeliverable,
           (count(*) FILTER (WHERE o.state = 'pending'))::int AS pending, max(o.attempts)::int AS tried
         FROM outbound_message o JOIN ticket t ON t.conversation_id = o.conversation_id WHERE t.number LIKE '%-' || $1`,
        [number],
      )
      return rows[0] ?? { undeliverable: 0, pending: 0, tried: 0 }
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
      // Where there are no buttons they are numbers, where a photo has no words under it these came before.
      expect(/\d 接单/.test(fresh.text)).toBe(how.buttons === 'numbered choices')
      expect(await saidFor(number)).toBe(how.captions === 'itself' ? 1 : 2)

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

    it('where it is not said is asked for once, and answered by words', async () => {
      const ann = await place.resident('没说地方')
      await ann.says('楼道灯坏了')
      const question = await seen(ann, '请问是哪个小区、几号楼？')
      expect(question.offers).toEqual(['撤回'])
      expect(await ticket(numberIn(question))).toMatchObject({ state: 'needs_info' })
      await ann.says('状元府3号楼')
      await seen(ann, '已交给第4网格')
      expect((await card(numberIn(question))).text).toContain('状元府 3号楼')
      // One question, one answer.
      expect(await ann.sees()).toHaveLength(2)
    })

    it('where it is not said is where the pin is', async () => {
      const ann = await place.resident('发定位')
      await ann.says('楼道灯坏了')
      const question = await seen(ann, '请问是哪个小区')
      const [latitude, longitude] = IN_GRID_4
      await ann.pins(latitude, longitude)
      await seen(ann, '已交给第4网格')
      const { text } = await card(numberIn(question))
      const [, there, across] = /📍([\d.]+),([\d.]+)/.exec(text) ?? []
      // China's maps show a place elsewhere than it is: on the way there and back a metre may be lost.
      expect(Number(there)).toBeCloseTo(latitude, 4)
      expect(Number(across)).toBeCloseTo(longitude, 4)
    })

    it('an urge is heard in the group, once in a while', async () => {
      const { ann, number } = await withLamp('催单的')
      await ann.presses('催一下')
      await seen(ann, '已替您催')
      await seen(wang, `⏰ ${number} 居民催办`)
      await seen(wang, '催1次')
      await ann.says('催一下')
      await seen(ann, '刚催过')
      expect((await wang.sees()).filter(({ text }) => text.startsWith(`⏰ ${number}`))).toHaveLength(1)
    })

    it('what is withdrawn is nobody’s work any more', async () => {
      const { ann, number } = await withLamp('不修了')
      await ann.presses('撤回')
      await seen(ann, '已撤回')
      await seen(wang, `⚪ ${number} 居民已撤回`)
      await wang.says(`接 ${number}`)
      expect(await ticket(number)).toMatchObject({ state: 'withdrawn' })
    })

    it('whoever wants English has it from then on, on buttons too, and the group keeps its Chinese', async () => {
      const { ann, number } = await withLamp('Ann')
      await ann.says('English')
      await seen(ann, 'English from now on')
      const before = (await ann.sees()).length
      await wang.presses('接单')
      const taken = await seen(ann, 'is on it')
      expect(taken.offers).toEqual(['Urge', 'Add more'])
      await ann.presses('Urge')
      await seen(wang, `⏰ ${number} 居民催办`)
      await wang.answers(await card(number), '灯泡换好了', await photo(44))
      expect((await seen(ann, 'Is it solved?')).offers).toEqual(['Solved', 'Not solved'])
      expect(await widths(ann)).toEqual([44])
      await ann.presses('Solved')
      await ann.presses('★★★★★')
      await seen(ann, 'Thank you for the 5')
      await seen(wang, new RegExp(`✅ ${number}`))
      // Names of people and what a worker typed stay as they are; all else is English.
      const said = (await ann.sees()).slice(before).map(({ text }) => text)
      const own = said.map(text => text.replaceAll(place.workerName, '').replaceAll('灯泡换好了', ''))
      expect(own.filter(text => /\p{Script=Han}/u.test(text))).toEqual([])
    })

    it('a resident who is gone holds nobody up, and hears again when they come back', async () => {
      const { ann, number } = await withLamp('走了的')
      await ann.leaves()
      await wang.presses('接单')
      const taken = await seen(wang, `🔵 ${number}`)
      if (how.leaving === 'itself') await seen(wang, new RegExp(`🔵 ${number}[\\s\\S]*📵 居民收不到消息了`))
      await wang.answers(taken, '灯泡换好了', await photo(45))
      expect(await ticket(number)).toMatchObject({ state: 'resolved' })
      const sent = await outboxTo(number)
      const unread = await ann.comesBack()
      if (how.leaving === 'itself') {
        expect(sent.undeliverable).toBeGreaterThan(0)
        expect(sent).toMatchObject({ pending: 0, tried: 1 })
        expect(unread).toBeNull()
      } else {
        expect(sent).toMatchObject({ undeliverable: 0, pending: 0 })
        expect(unread).toBe(3)
      }
      await ann.says('我的工单')
      expect((await seen(ann, '您的工单')).text).toContain('已办结')
      // What is over needs no line of its own where cards do not change.
      if (how.edits === 'itself') expect((await card(number)).text).not.toContain('📵')
    })
  })
})
