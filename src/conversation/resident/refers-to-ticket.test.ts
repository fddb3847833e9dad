import { expect, it } from 'vitest'
import { speaksOf } from './refers-to-ticket.ts'

const LAMP = {
  number: '20261120-0231',
  summary: '楼道灯坏了',
  text: '状元府3号楼楼道灯坏了',
  placeText: '状元府 3号楼',
}
const speaks = (text: string) => speaksOf(LAMP, '设施·照明 Facilities: Lighting', text)

it.each([
  '不用了',
  '撤回吧，谢谢',
  '灯亮了',
  '修好了，谢谢师傅',
  '还是不亮啊，根本没修好',
  '我自己换了灯泡，不用来了',
  '发错了，不好意思',
  '物业修好了',
  '师傅来过了，挺快的，谢谢',
  '没见人来，根本没修',
  '0231 不用修了',
  '又坏了',
  'cancel it please, I fixed it myself',
  'still not fixed',
  'nobody came',
  'the light works now',
])('%s speaks of the ticket, or of nothing else', text => expect(speaks(text)).toBe(true))

it.each([
  '我们想把物业换了，要走啥程序',
  '我爷今年九十整了，听说国家给发钱',
  '药都攒好了，就等今晚',
  '孩子上学的事办好了',
  '水的事解决了',
  '身份证换了，社保卡要换吗',
  '我妈的药换了，怎么报销',
  '我家装修装好了，垃圾放哪',
  'I changed my ID card, what now',
  'the school enrolment is done, where do I pay',
])('%s speaks of something else', text => expect(speaks(text)).toBe(false))
