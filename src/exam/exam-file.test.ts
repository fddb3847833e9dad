import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadGuides } from '../prompt-files/guide-library.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import { loadExams } from './exam-file.ts'
import { loadProtected } from './protected-file.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'

const files = readPromptFiles('prompts')
const tree = loadCategories(files)
const { ids } = loadGuides(files, tree)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linli-exams-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, ...lines: string[]) =>
  writeFileSync(join(folder, name), ['exam: triage', 'cases:', ...lines].join('\n'))
const one = (id: string, over = 'expect: { intent: chatter }') =>
  `  - { id: ${id}, texts: ["你好"], language: zh-CN, ${over} }`
const mistakes = () => {
  try {
    loadExams(folder, tree)
    return []
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .map(line => line.replace(`${folder}/`, ''))
  }
}

test('the exams of the project are well formed, and protect what exists', () => {
  const cases = loadExams('prompts/exams', tree, ids)
  expect(cases.length).toBeGreaterThan(1300)
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  expect(loadProtected('prompts/exams', tree)).toContain('hazards.gas_leak')
})

test('a case becomes what triage is asked, and lists become choices', () => {
  write('a.yaml', one('a-1', 'expect: { intent: [chatter, question], about: null }'))
  expect(loadExams(folder, tree)).toMatchObject([
    {
      id: 'a-1',
      exam: 'a',
      input: { texts: ['你好'], openTickets: [], pendingQuestion: null, home: null, lastTurns: [] },
      expected: { intents: ['chatter', 'question'], items: null, about: null, emergency: null },
    },
  ])
})

test('what is not written is not checked; null is checked', () => {
  write('a.yaml', one('a-1'))
  expect(loadExams(folder, tree)[0]?.expected.about).toBeUndefined()
})

test('every mistake of every file comes at once, with its line', () => {
  write('a.yaml', one('a-1'), one('a-1'), one('a-2', 'expect: { intent: sing }'))
  write(
    'b.yaml',
    one('b-1', 'expect: { intent: request }'),
    one('b-2', 'expect: { intent: request, items: [{ category: facilities.spaceship }] }'),
    one('b-3', 'expect: { intent: request, items: [{ category: facilities.lighting, place: 月球 }] }'),
    one('b-4', 'expect: { intent: urge, about: "20261120-0231" }'),
  )
  const found = mistakes()
  expect(found).toHaveLength(6)
  for (const [i, expected] of [
    /^a\.yaml:4: .*"a-1" is there twice/,
    /^a\.yaml:5: /,
    /^b\.yaml:3: .*opens tickets: say which items/,
    /^b\.yaml:4: .*no category facilities\.spaceship/,
    /^b\.yaml:5: .*"月球" is not a piece/,
    /^b\.yaml:6: .*none of the openTickets/,
  ].entries())
    expect(
      found.some(line => expected.test(line)),
      `${i} ${found.join('\n')}`,
    ).toBe(true)
})

test('ids are unique across files', () => {
  write('a.yaml', one('x'))
  write('b.yaml', one('x'))
  expect(mistakes()).toEqual([expect.stringMatching(/^b\.yaml:3: .*x is also in a\.yaml/)])
})

test('the exam of the alarm says only whether it must sound', () => {
  writeFileSync(join(folder, 'e.yaml'), 'exam: emergency\ncases:\n  - { text: 着火了, expect: fire }\n')
  expect(loadExams(folder, tree)).toMatchObject([
    { id: 'e: 着火了', expected: { intents: null, items: null, emergency: 'fire' } },
  ])
  expect(readFileSync('prompts/exams/emergency.yaml', 'utf8')).toMatch(/^exam: emergency$/m)
})

test('an empty folder is a mistake, not a pass', () => {
  expect(mistakes()).toEqual([expect.stringMatching(/no exam files/)])
})
