import { expect, test } from 'vitest'
import { loadGuides } from './guide-library.ts'
import { loadCategories } from './load-prompt.ts'
import { type PromptFiles, readPromptFiles } from './prompt-files.ts'

const shipped = readPromptFiles('prompts')
const tree = loadCategories(shipped)
const library = loadGuides(shipped, tree)
const ZH = 'guides/zh-CN/id-card.md'

const changed = (file: string, from: string | RegExp, to: string): PromptFiles => {
  const content = shipped[file] ?? ''
  expect(content.replace(from, to)).not.toBe(content)
  return { ...shipped, [file]: content.replace(from, to) }
}
const mistake = (files: PromptFiles): string => {
  try {
    loadGuides(files, tree)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

test('every guide is there in both languages and short enough for a phone', () => {
  expect(library.ids.size).toBe(12)
  for (const id of library.ids)
    for (const language of ['zh-CN', 'en'] as const) {
      const guide = library.byId(id, language)
      expect(guide?.parts).toHaveLength(5)
      expect(library.byCode(guide?.code ?? '', language)).toBe(guide)
      const length = (guide?.parts ?? []).reduce((sum, { text }) => sum + text.length, 0)
      expect(length, id).toBeLessThan(language === 'en' ? 1300 : 700)
    }
})

test('every guide is found by its own title and questions', () => {
  for (const id of library.ids)
    for (const language of ['zh-CN', 'en'] as const) {
      const guide = library.byId(id, language)!
      const [category = ''] = guide.categories
      for (const text of [guide.title, ...guide.questions]) {
        const found = library.find({ text, category, language })
        expect([id, null], `${language} ${text} → ${found}`).toContain(found)
      }
      expect(library.find({ text: guide.questions[0] ?? '', category, language })).toBe(id)
    }
})

test('the same words under another category must fit much better', () => {
  const text = '申请公租房要准备哪些材料'
  expect(library.find({ text, category: 'housing.rental', language: 'zh-CN' })).toBe('rental-housing')
  expect(library.find({ text, category: 'facilities.lighting', language: 'zh-CN' })).toBeNull()
})

test.each<[string, PromptFiles, RegExp]>([
  ['a missing translation', { ...shipped, [ZH]: undefined as never }, /zh-CN\/id-card\.md: is missing/],
  [
    'an unknown category',
    changed(ZH, 'guidance.id_card', 'no.such'),
    /id-card\.md:4: categories\.0: no category/,
  ],
  ['a missing heading', changed(ZH, '## 带什么', '## 材料'), /id-card\.md:\d+: the headings are .*带什么/],
  ['an empty part', changed(ZH, /## 谁能办\n.*\n/, '## 谁能办\n'), /nothing under "谁能办"/],
  ['no front matter', { ...shipped, [ZH]: '## 是什么' }, /id-card\.md:1: no YAML/],
  ['a code that differs', changed(ZH, 'code: 1001', 'code: 1999'), /code 1999, but 1001 in en/],
  ['a code of another', changed(ZH, 'code: 1001', 'code: 1002'), /code 1002 is that of|code 1002, but/],
  ['a day that is none', changed(ZH, 'checked: 2026-11-20', 'checked: soon'), /a day like/],
  ['another language', { ...shipped, 'guides/fr/x.md': '' }, /guides are in zh-CN and en/],
])('refuses %s', (_, files, message) => {
  const given = Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined))
  expect(mistake(given)).toMatch(message)
})

test('any question gets an answer at once or none', () => {
  for (const text of [
    '',
    '\0',
    '(((*[',
    'x'.repeat(100_000),
    '身份证'.repeat(40_000),
    '<b>{{x}}</b>',
    '🙂'.repeat(999),
  ])
    expect(() => library.find({ text, category: 'guidance.id_card', language: 'zh-CN' })).not.toThrow()
})
