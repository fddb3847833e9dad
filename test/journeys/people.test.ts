/** One person over several channels, what they are told of their data, and being forgotten: against a real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replay } from '../../src/domain/ticket/advance.ts'
import { createTown, type Person, type Town } from '../../src/testing/town.ts'
import { historyOf, ticketsByIds } from '../../src/tickets/store.ts'

let town: Town
beforeAll(async () => {
  town = await createTown({ notice: true })
})
afterAll(() => town?.close())

const rowsOf = async <T extends object>(sql: string, ...values: unknown[]) =>
  (await town.db.pool.query<T>(sql, values)).rows
const residentOf = async ({ name }: Person) =>
  (
    await rowsOf<{ id: string | null }>(
      "SELECT resident_id AS id FROM conversation WHERE channel = 'local' AND external_id = $1",
      name,
    )
  )[0]?.id
const codeIn = (text: string) => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(text)?.[0] ?? 'no code'
/** Says it, and is answered with that. */
const asks = async (person: Person, words: string, answer: string | RegExp) => {
  await person.says(words)
  return await person.hears(answer)
}
const LAMP = '状元府3号楼楼道灯坏了'

describe('the notice', () => {
  it('follows the first answer, once, and a yes is kept with its time', async () => {
    const ann = town.resident('notice ann')
    await asks(ann, LAMP, '工单')
    await ann.hears('我们怎么用您的信息')
    await town.settled()
    const texts = ann.sees().map(({ text }) => text)
    expect(texts.findIndex(text => text.includes('工单'))).toBeLessThan(
      texts.findIndex(text => text.includes('我们怎么用')),
    )
    await ann.presses('知道了')
    await ann.hears('记下了')
    await asks(ann, '我的', '您的工单')
    expect(ann.sees().filter(({ text }) => text.includes('我们怎么用您的信息'))).toHaveLength(1)
    const given = await rowsOf(
      'SELECT version, agreed_at >= given_at AS agreed FROM resident_notice WHERE resident_id = $1',
      await residentOf(ann),
    )
    expect(given).toEqual([{ version: 1, agreed: true }])
  })

  it('waits while somebody is in danger', async () => {
    const bo = town.resident('notice bo')
    await asks(bo, '状元府3号楼着火了', '119')
    await town.settled()
    expect(bo.sees().some(({ text }) => text.includes('我们怎么用您的信息'))).toBe(false)
    await asks(bo, '我的', '我们怎么用您的信息')
  })
})

describe('a link code', () => {
  it('makes two one: tickets, language and what is said later', async () => {
    const ann = town.resident('link ann')
    const phone = town.resident('link ann, phone')
    await asks(ann, '状元府4号楼楼道灯坏了', '工单')
    await asks(phone, 'the street lamp at 状元府 5号楼 is out', 'Got it')
    const code = codeIn((await asks(ann, '我的链接码', '链接码：')).text)
    await asks(phone, code.toLowerCase().replace('-', '').replace(/^/, 'link '), '链接好了')
    await ann.hears('刚刚和另一个渠道链接了')
    expect(await residentOf(phone)).toBe(await residentOf(ann))
    expect((await asks(phone, '我的', '您的工单')).text.match(/\d{4}-\d{4}/g)).toHaveLength(2)
    const [ticket] = await rowsOf<{ id: string }>(
      "SELECT id FROM ticket WHERE resident_id = $1 AND text LIKE '%street lamp%'",
      await residentOf(ann),
    )
    const id = ticket?.id ?? ''
    expect(replay(id, await historyOf(town.db.pool, id)).residentId).toBe(await residentOf(ann))
    // Once, and no other resident's.
    await asks(town.resident('link thief'), code, '不对、用过了或过期了')
  })
})

describe('forgetting', () => {
  it('asks once, erases who it was everywhere, keeps what was done, and starts anew', async () => {
    const ann = town.resident('王秀英')
    await asks(ann, '状元府3号楼7单元702楼道灯坏了', '工单')
    await town.settled()
    const resident = await residentOf(ann)
    const [made] = await rowsOf<{ id: string }>('SELECT id FROM ticket WHERE resident_id = $1', resident)
    const id = made?.id ?? ''
    const events = async () =>
      rowsOf(
        'SELECT version, kind, actor_kind, actor_id, at FROM ticket_event WHERE ticket_id = $1 ORDER BY version',
        id,
      )
    const before = await events()
    // "Yes" without the question is no yes.
    await asks(ann, '确认删除', '确定删除吗')
    await ann.presses('不删了')
    await ann.hears('一切照旧')
    await asks(ann, '删除我的信息', '确定删除吗')
    await ann.presses('确认删除')
    await ann.hears('已经删掉了')
    await town.settled()

    expect(await events()).toEqual(before)
    const ticket = (await ticketsByIds(town.db.pool, [id])).get(id)
    expect(ticket).toMatchObject({ state: 'assigned', placeText: '状元府 3号楼' })
    expect(replay(id, await historyOf(town.db.pool, id))).toMatchObject({
      text: ticket?.text,
      placeText: '状元府 3号楼',
    })
    // A copy of every text of every table holds neither name nor words.
    for (const table of [
      'resident',
      'identity',
      'conversation',
      'inbound_message',
      'outbound_message',
      'ticket',
      'ticket_event',
      'audit_entry',
      'label',
    ]) {
      const about = table === 'conversation' ? ' AND erase_at IS NULL' : ''
      const [found] = await rowsOf(
        `SELECT count(*)::int AS n FROM "${table}" t WHERE (t::text LIKE '%王秀英%' OR t::text LIKE '%702楼道%')${about}`,
      )
      expect(found, table).toEqual({ n: 0 })
    }
    const [entry] = await rowsOf<{ action: string; data: object }>(
      'SELECT action, data FROM audit_entry WHERE subject = $1',
      resident,
    )
    expect(entry).toMatchObject({ action: 'resident.forget', data: { tickets: 1 } })

    await asks(ann, '状元府6号楼下水道堵了', '工单')
    expect(await residentOf(ann)).not.toBe(resident)
    expect((await asks(ann, '我的', '您的工单')).text.match(/\d{4}-\d{4}/g)).toHaveLength(1)
  })
})
