import { expect, it } from 'vitest'
import { soundsAlike } from './pinyin.ts'

it.each([
  ['状', '壮'],
  ['元', '圆'],
  ['锦', '景'],
  ['绣', '秀'],
  ['园', '苑'],
  ['城', '成'],
  ['山', '散'],
  ['银', '赢'],
  // Far apart in the order of a dictionary, and one sound all the same.
  ['义', '亿'],
  ['市', '诗'],
  ['玺', '夕'],
  // Of characters with several readings one is enough.
  ['行', '航'],
  ['长', '掌'],
])('%s and %s sound alike', (a, b) => expect(soundsAlike(a, b)).toBe(true))

it.each([
  ['状', '文'],
  ['花', '华园'],
  ['安', '鞍钢'],
  ['东', '冬'],
  ['二', '儿'],
  ['A', 'a'],
  ['园', 'y'],
  ['', ''],
  // Neighbours in the order of a dictionary, and two sounds.
  ['阿', '啊哀'],
  ['碑', '本'],
])('%s and %s do not', (a, b) => expect(soundsAlike(a, b)).toBe(false))
