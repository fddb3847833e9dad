/** Triage in every script and from every keyboard: Traditional, invisible, full-width and compatibility characters. */
import { readFileSync } from 'node:fs'
import { Converter } from 'opencc-js'
import { beforeAll, describe, expect, test } from 'vitest'
import { load as parse } from 'js-yaml'
import { PLACES } from '../../prisma/demo-community.ts'
import { groupCommand, residentCommand } from '../domain/command/parse-text.ts'
import type { PromptSet } from '../prompts/prompt-set.ts'
import { findGrid } from '../routing/find-grid.ts'
import { buildGazetteer } from '../routing/gazetteer.ts'
import { shippedPrompts } from '../testing/shipped-prompts.ts'
import { turnOf } from '../testing/turn-input.ts'
import { detectEmergency } from './emergency/detect.ts'

const UNSEEN = ['\u200b', '\u00ad', '\u202e', '\ufe0f', '\ufeff', '\u2060', '\u{e0041}', '\u200d']
const sprinkled = (text: string): string =>
  [...text].map((character, at) => character + (UNSEEN[at % UNSEEN.length] ?? '')).join('')
const fullWidth = (text: string): string =>
  text
    .replace(/[!-~]/g, character => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
    .replace(/ /g, '\u3000')
/** Kangxi radicals and compatibility ideographs that look like common characters. */
const COMPATIBLE: Readonly<Record<string, string>> = {
  火: '⽕',
  水: '⽔',
  人: '⼈',
  气: '⽓',
  女: '⼥',
  老: '⽼',
  子: '⼦',
  大: '⼤',
}
const compatible = (text: string): string =>
  [...text].map(character => COMPATIBLE[character] ?? character).join('')
const to = (locale: 't' | 'tw' | 'hk') => Converter({ from: 'cn', to: locale })

const taiwan = to('tw')

const WRITERS: Readonly<Record<string, (text: string) => string>> = {
  Traditional: to('t'),
  'Traditional as in Taiwan': taiwan,
  'Traditional as in Hong Kong': to('hk'),
  'signs that nobody sees': sprinkled,
  'full width': fullWidth,
  'compatibility forms': compatible,
  'all at once': text => sprinkled(fullWidth(taiwan(text))),
}

const { cases } = parse(readFileSync('prompts/exams/emergency.yaml', 'utf8')) as {
  cases: { text: string; expect: string }[]
}

test.each(Object.entries(WRITERS))(
  'every emergency of the exam is heard as what it is: %s',
  (_name, write) => {
    const wrong = cases
      .map(({ text, expect: kind }) => ({
        said: write(text),
        kind,
        heard: detectEmergency(write(text))?.kind ?? 'none',
      }))
      .filter(({ kind, heard }) => kind !== heard)
    expect(wrong).toEqual([])
  },
)

test('a cry for help in a page of blanks is one', () => {
  for (const blank of [' ', '\n', '\u200b', '\u3000', '\u202e'])
    expect(detectEmergency(blank.repeat(5_000) + '着火了' + blank.repeat(5_000))?.kind).toBe('fire')
})

describe('categories, places and orders', () => {
  let prompts: PromptSet
  beforeAll(async () => {
    prompts = await shippedPrompts()
  }, 60_000)

  test.each(Object.entries(WRITERS))('the category is the same: %s', async (_name, write) => {
    const of = async (text: string) =>
      (await prompts.triage.understand(turnOf(text))).items.map(item => item.category)
    for (const text of [
      '状元府3号楼楼道灯坏了',
      '小区垃圾没人清理，臭得很',
      '邻居半夜装修太吵',
      '下水道堵了，污水往外冒',
      '怎么办理居住证',
    ])
      expect([write(text), await of(write(text))]).toEqual([write(text), await of(text)])
  })

  test('the ticket keeps the words as typed, and its place and summary in their script', async () => {
    const said = '狀元府3號樓樓道燈壞了'
    const one = await prompts.triage.understand(turnOf(said))
    expect(one.items[0]).toMatchObject({ text: said, summary: said, category: 'facilities.lighting' })
    const two = await prompts.triage.understand(turnOf('1、3號樓樓道燈壞了 2、5號樓下水道堵了'))
    expect(two.items.map(item => item.text)).toEqual(['3號樓樓道燈壞了', '5號樓下水道堵了'])
    const gas = await prompts.triage.understand(turnOf('狀元府3號樓煤氣洩漏'))
    expect(gas).toMatchObject({ emergency: 'gas', items: [{ text: '狀元府3號樓煤氣洩漏' }] })
  })

  const places = PLACES.map(place => ({
    ...place,
    id: place.code,
    gridId: place.grid,
    aliases: place.aliases ?? [],
    buildingFrom: place.buildings?.[0] ?? null,
    buildingTo: place.buildings?.[1] ?? null,
  }))
  const gazetteer = buildGazetteer({ grids: [], places })
  test.each(Object.entries(WRITERS))('every place of the demo community is found: %s', (_name, write) => {
    for (const { nameZh, buildingFrom } of places) {
      const text = `${nameZh}${buildingFrom ?? 3}号楼`
      const { kind } = findGrid({ text }, gazetteer)
      expect([write(text), findGrid({ text: write(text) }, gazetteer).kind]).toEqual([write(text), kind])
    }
  })

  const RESIDENT = [
    '帮助',
    '我的工单',
    '隐私说明',
    '删除我的资料',
    '确认删除',
    '转人工',
    '说中文',
    '催一下',
    '撤销',
    '不用修了',
    '解决了',
    '没解决',
    '5分',
    '撤回 1121-0008',
  ]
  const GROUP = [
    '接单 0231',
    '退单 0231 不归我们管',
    '办结 0231 已更换灯泡',
    '备注 0231 明天去',
    '转 0231 王师傅',
    '吹哨 0231 城管：占道',
    '报到 0231',
    '督办 0231',
    '联席会 0231 加装电梯',
    '议定 0231 同意',
    '并单 0231 0232',
    '剔除 0231 重复',
    '恢复计入 0231',
    '查看 0231',
    '为什么 0231',
    '问 0231 几楼？',
    '日报',
    '周报',
    '我的',
    '帮助',
    '点错了',
  ]
  const verbOf = (command: { verb: string } | null) => command?.verb ?? null
  test.each(Object.entries(WRITERS))('every typed order is understood: %s', (_name, write) => {
    for (const text of RESIDENT) {
      expect(verbOf(residentCommand(text)), text).not.toBeNull()
      expect([write(text), verbOf(residentCommand(write(text)))]).toEqual([
        write(text),
        verbOf(residentCommand(text)),
      ])
    }
    for (const text of GROUP) {
      expect(verbOf(groupCommand(text)), text).not.toBeNull()
      expect([write(text), verbOf(groupCommand(write(text)))]).toEqual([
        write(text),
        verbOf(groupCommand(text)),
      ])
    }
  })

  test('an order behind an invisible character is one, and its note stays as it was typed', () => {
    expect(groupCommand('\u200b接 0231')).toEqual({ verb: 'accept', number: '0231' })
    expect(groupCommand('\ufeff@邻里 辦結 0231 燈泡換好了！')).toMatchObject({
      verb: 'resolve',
      note: '燈泡換好了',
    })
  })
})
