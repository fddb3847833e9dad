import { expect, test } from 'vitest'
import { workCases } from '../exam/work-cases.ts'
import {
  type ConfirmedLabel,
  isTaught,
  labelsFile,
  labelsIn,
  lessonsOf,
  withLabels,
} from './confirmed-labels.ts'
import { loadCategories } from './load-prompt.ts'
import { readPromptFiles, versionOf } from './prompt-files.ts'

const files = readPromptFiles('prompts')
const tree = loadCategories(files)
const labels: ConfirmedLabel[] = Array.from({ length: 200 }, (_, i) => ({
  id: `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`,
  language: 'zh-CN',
  text: `第${i}盏灯坏了`,
  category: 'facilities.lighting',
}))

test('the same labels are the same version, in any order of confirmation', () => {
  const [some, turned] = [withLabels(files, labels), withLabels(files, labels.toReversed())]
  expect(versionOf(some)).toBe(versionOf(turned))
  expect(versionOf(some)).not.toBe(versionOf(files))
  expect(versionOf(withLabels(some, []))).toBe(versionOf(files))
  expect(labelsIn(some)).toEqual(labels)
})

test('about a fifth is never taught, and the exam calls each what it is', () => {
  const lessons = lessonsOf(labels, tree)
  expect(lessons.length).toBeGreaterThan(140)
  expect(lessons.length).toBeLessThan(180)
  const cases = workCases(labels, tree)
  for (const [i, label] of labels.entries())
    expect(cases[i]?.exam).toBe(isTaught(label) ? 'work-taught' : 'work-unseen')
})

test('a category that the tree does not know any more teaches and asks nothing', () => {
  const gone = labels.map(label => ({ ...label, category: 'no.such' }))
  expect(lessonsOf(gone, tree)).toEqual([])
  expect(workCases(gone, tree)).toEqual([])
})

test('an emergency that a person filed is no false alarm', () => {
  const [one] = workCases([{ ...labels[0]!, text: '家里煤气味很大', category: 'hazards.gas_leak' }], tree)
  expect(one?.expected.emergency).toBe('gas')
})

test.each(['{', '[{}]', '[{"id":"x","language":"zh-CN","text":"a","category":"b"}]'])(
  'refuses %s',
  content => {
    expect(() => labelsIn({ 'labels.json': content })).toThrow(/labels\.json/)
  },
)

test('an empty file is an empty list', () => {
  expect(labelsIn({ 'labels.json': labelsFile([]) })).toEqual([])
})
