import { expect, it } from 'vitest'
import { corrected } from './correction.ts'

it.each([
  ['说错了，不是灯，是电梯', '楼道灯坏了', '楼道电梯坏了'],
  ['不是灯是电梯', '楼道灯坏了', '楼道电梯坏了'],
  ['说错了，是电梯坏了', '楼道灯坏了', '电梯坏了'],
  ['打错了，应该是水管爆了', '水表坏了', '水管爆了'],
  ["sorry, not the light, it's the lift", 'the light is broken', 'the lift is broken'],
  ['I meant the lift', 'the light is broken', 'lift'],
])('%j after %j is %j', (text, said, meant) => expect(corrected(text, said)).toBe(meant))

it.each([
  '不对，是5号楼',
  '不是3号楼，是5号楼',
  '灯还是不亮',
  '是不是没人管',
  '不是说好今天来吗',
  '不是水管漏，是暖气漏',
  '',
])('%j takes nothing back but a place', text => expect(corrected(text, '3号楼楼道灯坏了')).toBeNull())
