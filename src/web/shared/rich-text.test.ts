import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { RichText } from './rich-text.tsx'

const links = (text: string) =>
  [...renderToStaticMarkup(createElement(RichText, { text })).matchAll(/href="([^"]+)"/g)].map(
    match => match[1],
  )

it.each([
  ['到室外拨打 119 或燃气公司电话', ['tel:119']],
  ['110/119/120', ['tel:110', 'tel:119', 'tel:120']],
  ['请打12345。', ['tel:12345']],
  ['王师傅 13800138000', ['tel:13800138000']],
  ['物业 0532-88886666', ['tel:0532-88886666']],
  ['工单 1120-0231 和 0120-1190', []],
  ['3号楼120室、110号、119.5 元、2120', []],
  ['网格员120米外', []],
  ['见 https://linli.example.cn/a?b=1，谢谢', ['https://linli.example.cn/a?b=1']],
  ['javascript:alert(1) <b>', []],
])('finds what can be called or opened in %s', (text, expected) => {
  expect(links(text)).toEqual(expected)
})
