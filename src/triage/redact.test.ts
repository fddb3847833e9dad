import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test.each([
  ['我的电话13812345678，请联系', '我的电话[电话]，请联系'],
  ['电话 138 1234 5678', '电话 [电话]'],
  ['138-1234-5678', '[电话]'],
  ['+86 13812345678', '[电话]'],
  ['１３８１２３４５６７８', '[电话]'],
  ['138—1234—5678', '[电话]'],
  ['座机010-62345678', '座机[电话]'],
  ['（0311）8765432', '（[电话]'],
  ['电话:8765432', '电话:[电话]'],
  ['身份证11010119900307123X', '身份证[证件号]'],
  ['身份证 110101 19900307 123x', '身份证 [证件号]'],
  ['老身份证110101900307123', '老身份证[证件号]'],
  ['卡号6222 0212 3456 7890 123', '卡号[卡号]'],
  ['鲁A12345占了车位', '[车牌]占了车位'],
  ['车牌 粤B·D12345', '车牌 [车牌]'],
  ['沪AD12345 和 京A·1234学', '[车牌] 和 [车牌]'],
  ['发到zhang.san@example.com.cn', '发到[邮箱]'],
  ['我叫张三，住3号楼', '我叫某某，住3号楼'],
  ['姓名：欧阳小明 电话13812345678', '姓名：某某 电话[电话]'],
  ['My name is Anna Lee, unit 5', 'My name is [name], unit 5'],
])('%s', (text, masked) => {
  expect(redact(text)).toBe(masked)
})

test.each([
  '3号楼2单元501室，三栋1203',
  '工单 1120-0231 和 20261120-0231',
  '请打 110、119、120、12345、96333、95598',
  '2026年11月20日 18:40 停水3天，水费1234.5元',
  '我叫了三次都没人来',
  '状元府 A12 栋 B1 车库',
  '第4网格，5-2-301，建筑面积 120 平方米',
  '我叫物业来修',
])('stays readable: %s', text => {
  expect(redact(text)).toBe(text)
})

const GAPS = fc.constantFrom('', ' ', '-', '－', '—', '.', '  ')
const wide = (text: string) => text.replace(/\d/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
const said = (numbers: fc.Arbitrary<string>) =>
  fc
    .tuple(
      numbers,
      GAPS,
      fc.integer({ min: 2, max: 5 }),
      fc.boolean(),
      fc.constantFrom('', '我', 'tel:', '，', '3号楼501 ', '工单1120-0231 '),
      fc.constantFrom('', '。', ' 谢谢', 'a'),
    )
    .map(([number, gap, every, isWide, before, after]) => {
      const spaced = number.replace(new RegExp(`(.{${every}})(?=.)`, 'g'), `$1${gap}`)
      return { number, text: before + (isWide ? wide(spaced) : spaced) + after }
    })
const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`))
const bare = (text: string) => text.normalize('NFKC').replace(/[^\dXx]/g, '')

test('no mobile number survives, however it is spaced', () => {
  const mobiles = fc
    .tuple(fc.constantFrom('13', '15', '17', '18', '19'), digits(9))
    .map(parts => parts.join(''))
  fc.assert(
    fc.property(said(mobiles), ({ number, text }) => !bare(redact(text)).includes(number)),
    { numRuns: 1000 },
  )
})

test('no ID number survives, with X or without', () => {
  const ids = fc
    .tuple(fc.integer({ min: 1, max: 8 }), digits(16), fc.constantFrom('X', 'x', '0', '7'))
    .map(parts => parts.join(''))
  fc.assert(
    fc.property(said(ids), ({ number, text }) => !bare(redact(text)).includes(number)),
    { numRuns: 1000 },
  )
})

test('masking twice changes nothing more', () => {
  fc.assert(fc.property(fc.string(), text => redact(redact(text)) === redact(text)))
})

test.each([
  ['名片：王建国 13800000000', '名片：某某 [电话]'],
  ['Contact: Li Wei +1 415 555 0123', 'Contact: [name] [电话]'],
  ['名片：物业小李 02787654321', '名片：物业小李 [电话]'],
])("somebody's card %j is masked as %j", (text, masked) => {
  expect(redact(text)).toBe(masked)
})
