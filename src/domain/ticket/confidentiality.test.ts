/** The many ways to complain about staff, to ask for confidentiality, and to give an address. */
import { describe, expect, test } from 'vitest'
import { conductIn } from '../privacy/conduct-complaint.ts'
import { asksConfidential, isPlea, withoutHome } from './confidentiality.ts'

test.each([
  '物业停我家水',
  '物业不退押金',
  '物业私自进我家',
  '物业私自出租公共车位',
  '物业强制停水停电逼我交费',
  '物业伪造签名',
  '物业账目不透明',
  '物业服务太差',
  '黑心物业',
  '物业坑人',
  '物业多收我三百',
  '保安踹我',
  '保安扇我耳光',
  '保安推我一把',
  '保安猥亵我女儿',
  '保安盯着我看，很猥琐',
  '保安不让我回家',
  '保安锁我车',
  '看门的大爷骂我',
  '门口大爷打我',
  '收停车费的骂我',
  '维修的人态度很差',
  '维修工要小费',
  '王师傅收钱才修',
  '那个姓何的打我',
  '穿制服的打我',
  '网格员从来不来',
  '社区不管',
  '举报社区',
  '办事处的人推诿',
  '民警不出警',
  '楼长泄露我隐私',
  '保安把我拦住不让进',
  '保安好凶',
  '保安赶走了我',
  '让物业赶出来了',
  '物管亂收費',
  'management cut off my water',
  'the guard slapped me',
  'The caretaker touched me',
  'the property manager took money',
])('a complaint about people at work: %s', words => {
  expect(conductIn(words)).not.toBeNull()
})

test.each([
  '流浪狗咬人，让物业赶走',
  '让保安把小贩赶走',
  '物业让我来反映灯坏了',
  '请物业来修',
  '门禁坏了物业说找社区',
  '邻居骂人物业管管',
  '物业办公室门口的灯坏了',
  '保安亭玻璃碎了',
  '保安室灯坏了',
  '社区活动室漏水',
  '物业已经来看过了，还是漏',
  '物业说要等三天',
  '电梯困人了保安打不开',
  '物业费怎么交',
  '居委会在哪',
  '楼道垃圾物业没清',
])('a thing to mend: %s', words => {
  expect(conductIn(words)).toBeNull()
})

test.each([
  '唔好話俾佢聽係我講',
  '冇話俾人知係我',
  '别惊动他',
  '千万别说漏嘴',
  '我不想得罪人',
  '不留名',
  '请保密',
  '保个密',
  '别告诉别人',
  '不要告诉物业',
  '不要告訴物業',
  '别让他们知道',
  '不想让别人知道',
  '不能让物业知道',
  '我不想留名',
  '不方便透露姓名',
  '别把我供出来',
  '别说出去',
  '不要外传',
  '请勿透露',
  '隐去我的名字',
  '帮我隐藏身份',
  '保护我的隐私',
  '别跟物业说',
  '我不想被人知道',
  '别让楼上知道是我投诉',
  '怕报复',
  'do not reveal my identity',
  'keep me out of this',
  'don’t tell them it was me',
  'without my name please',
  "I don't want them to know",
])('asks for silence and nothing else: %s', words => {
  expect(asksConfidential(words)).toBe(true)
  expect(isPlea(words)).toBe(true)
})

test.each([
  '保密柜坏了',
  '有人匿名贴小广告',
  '不要告诉我没办法',
  '别告诉我不能修',
  '保密单位门口灯坏了',
  '楼上泄露燃气',
  '物业没告诉我',
  '不要公开收费吗',
  '信息公开栏坏了',
])('asks for no silence: %s', words => {
  expect(asksConfidential(words)).toBe(false)
})

describe('where one lives is taken out, however it is written', () => {
  test.each([
    '402住户',
    '我家402',
    '402漏水',
    '我家四零二漏水',
    '3号楼的402',
    '2梯402',
    '3/2/402',
    '3.2.402',
    '402戶',
    '2單元402室',
    '贰单元肆零贰',
    '4楼西户',
    'flat 402',
    '我家在402，楼上502漏',
  ])('%s', words => {
    expect(withoutHome(words)).not.toMatch(/402|四零二|肆零贰|502|西户/u)
  })
  test.each(['3号楼灯坏了', '水费1380元', '请打12345', '2026年', '12号楼停水', '等了110分钟'])(
    'stays: %s',
    words => {
      expect(withoutHome(words)).toBe(words)
    },
  )
})

test.each(['nobody should know i complained', 'i want to remain nameless'])('asks for silence: %s', words => {
  expect(asksConfidential(words)).toBe(true)
})

test.each([
  ['楼上502天天吵', '楼上[门牌]天天吵'],
  ['我家门牌四百零二', '我家门牌[门牌]'],
  ['第三个单元口', '[门牌]口'],
  ['flat B', '[门牌]'],
  ['12樓B室', '12楼[门牌]'],
])('hides the flat: %s', (words, hidden) => {
  expect(withoutHome(words)).toBe(hidden)
})
