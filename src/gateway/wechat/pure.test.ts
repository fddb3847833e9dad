import { describe, expect, test } from 'vitest'
import type { OutboundContent } from '../../domain/message.ts'
import { changeOf } from './card-changes.ts'
import { choiceLine, chosen } from './numbered-buttons.ts'
import { gcj02Of, wgs84Of } from './gcj02.ts'
import { createPacer } from './rate-limiter.ts'
import { quoteIn } from './quote.ts'

const button = (label: string) => ({ label, action: `do:${label}` })
const card: OutboundContent = {
  text: '🟡 0231 · 路灯 · 幸福里 · 14:00前接单\n“3号楼灯不亮”\n→ 王师傅',
  buttons: [[button('接单'), button('退单')], [button('吹哨')]],
  card: { key: '20261120-0231', open: true, urgent: false },
}

describe('numbers instead of buttons', () => {
  test('a line of them, in reading order', () => {
    expect(choiceLine(card)).toBe('回复数字：1 接单　2 退单　3 吹哨')
    expect(choiceLine({ text: '0231', buttons: [[button('Accept')]] })).toBe('Reply with a number: 1 Accept')
    expect(choiceLine({ text: '好的' })).toBe('')
    expect(choiceLine({ text: '请打个分', buttons: [[button('★'), button('★★')]] })).toBe(
      '回复数字：1 ★　2 ★★',
    )
  })

  test('many stand one below the other', () => {
    const many = Array.from({ length: 9 }, (_, n) => button(`第${n}网格`))
    expect(choiceLine({ text: '', buttons: [many] }).split('\n')).toHaveLength(10)
  })

  test.each(['1', '１', ' 1 ', '1.', '（1）', '1、', '@邻里 1', '@邻里\u20051', '接单', '接单。'])(
    '%j presses the first',
    said => expect(chosen(said, card.buttons ?? [])?.label).toBe('接单'),
  )

  test.each(['0', '4', '99', '3号楼', '1 2', '-1', '1.5', '接 0231', '一', '王师傅1', ''])(
    '%j presses nothing',
    said => expect(chosen(said, card.buttons ?? [])).toBeUndefined(),
  )
})

describe('what is new about a card', () => {
  const accepted: OutboundContent = {
    ...card,
    text: '🔵 0231 · 路灯 · 幸福里 · 16:00前办结\n“3号楼灯不亮”\n王师傅已接单 13:20',
    buttons: [[button('办结')]],
  }

  test('its head and the news, never what the chat knows', () => {
    expect(changeOf(card, accepted)?.text).toBe('🔵 0231 · 16:00前办结 · 王师傅已接单 13:20')
    expect(changeOf(card, accepted)?.buttons).toEqual(accepted.buttons)
  })

  test('a menu that unfolds shows its choices', () => {
    const unfolded = { ...card, buttons: [[button('不在本网格'), button('返回')]] }
    expect(changeOf(card, unfolded)).toEqual({ ...unfolded, text: '🟡 0231' })
  })

  test('a choice at the end that is taken back is no news', () => {
    expect(changeOf(card, { ...card, buttons: [[button('接单'), button('退单')]] })).toBeNull()
    expect(changeOf(card, card)).toBeNull()
  })

  test('numbers that would shift are news', () => {
    expect(changeOf(card, { ...card, buttons: [[button('退单'), button('吹哨')]] })).not.toBeNull()
  })
})

describe('quotes', () => {
  test('the number on the card and what was said of it', () => {
    expect(
      quoteIn('「邻里：🟡 0231 · 路灯 · 3号楼」\n- - - - - - - - - - - - - - -\n已约下午上门\n两点'),
    ).toEqual({ name: '邻里', number: '0231', text: '已约下午上门\n两点' })
  })

  test('no number, no quote', () => {
    expect(
      quoteIn('「邻里：请马上离开，拨打 119\n收到，工单 1120-0231：着火了」\n- - - - - -\n火灭了'),
    ).toMatchObject({ number: '1120-0231', text: '火灭了' })
    expect(quoteIn('「王师傅：在哪」\n- - - - - -\n3号楼')).toMatchObject({
      number: undefined,
      text: '3号楼',
    })
    expect(quoteIn('「幸福里」小区的灯坏了')).toBeNull()
    expect(quoteIn('接 0231')).toBeNull()
  })
})

describe('coordinates', () => {
  test('Tiananmen, as China’s maps show it, is where it is', () => {
    const shown = gcj02Of({ latitude: 39.9087, longitude: 116.3975 })
    expect(shown.latitude).toBeCloseTo(39.9101, 3)
    expect(shown.longitude).toBeCloseTo(116.40374, 3)
    const found = wgs84Of(shown)
    expect(found.latitude).toBeCloseTo(39.9087, 7)
    expect(found.longitude).toBeCloseTo(116.3975, 7)
  })

  test('abroad nothing is shifted', () => {
    const paris = { latitude: 48.8566, longitude: 2.3522 }
    expect(wgs84Of(paris)).toEqual(paris)
  })
})

describe('pace', () => {
  test('one chat: seconds apart, longer after long words', () => {
    const pacer = createPacer(() => 0)
    expect(pacer.book('a', 100, 0)).toEqual({ wait: 600, booked: true })
    expect(pacer.book('a', 10, 600)).toEqual({ wait: 2_000 + 2_500, booked: true })
  })

  test('all chats together: no more than one a second', () => {
    const pacer = createPacer(() => 0)
    const waits = Array.from({ length: 10 }, (_, n) => pacer.book(`chat ${n}`, 10, 0).wait)
    for (const [n, wait] of waits.entries()) expect(wait).toBe(600 + n * 1_000)
  })

  test('what would wait too long is not booked, and delays no other message', () => {
    const pacer = createPacer(() => 0)
    while (pacer.book('a', 1_000, 0).booked);
    expect(pacer.book('a', 1, 0).booked).toBe(false)
    expect(pacer.book('b', 1, 0).booked).toBe(true)
  })
})
