import { describe, expect, it } from 'vitest'
import { numbersIn, type Traces, withoutTraces } from './traces.ts'

const traces: Traces = {
  names: ['赵铁柱', 'Grace Zhao', 'A'],
  numbers: numbersIn('电话138 0013 8000 或者 幺三九零零一三九零零零，QQ 7654321'),
  flats: [{ unit: '2', room: '402' }],
  except: new Set(['赵师傅']),
}

describe('traces of a person', () => {
  it.each([
    '13800138000',
    '138-0013-8000',
    '138 – 0013 – 8000',
    '１３８００１３８０００',
    '一三八零零一三八零零零',
    '幺三八洞洞幺三八洞洞洞',
    '①③⑧⓪⓪①③⑧⓪⓪⓪',
    '1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣',
    '138OO138OOO',
    '١٣٨٠٠١٣٨٠٠٠',
    '138,0013/8000',
    '13900139000',
    '765 4321',
    '尾号8000',
  ])('no number in any script: %s', number => {
    expect(withoutTraces(`打了${number}没人接`, traces)).toMatch(/^打了(?:尾号)?\*\*没人接$/)
  })

  it.each(['赵铁柱', '铁柱', '赵 铁 柱', '赵先生', '老赵', '赵\u200b铁柱', 'Grace Zhao', 'grace'])(
    'no name: %s',
    name => {
      expect(withoutTraces(`和 ${name} 约好了`, traces)).toBe('和 ** 约好了')
    },
  )

  it.each(['402', '402室', '2单元402', '二单元四零二', '2-402'])('not the flat: %s', flat => {
    expect(withoutTraces(`3号楼${flat}漏水`, traces)).toBe('3号楼**漏水')
  })

  it.each([
    '赵师傅已更换灯泡',
    '3号楼2楼漏水',
    '工单 1402 已办',
    '14:02 到场',
    '1380013 层',
    'Gracefully done',
  ])('everything else stays: %s', words => {
    expect(withoutTraces(words, traces)).toBe(words)
  })
})
