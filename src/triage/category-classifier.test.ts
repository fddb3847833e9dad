import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { categoryClassifier } from './category-classifier.ts'

const EXAMPLES = [
  { text: '路灯坏了', label: 'lighting' },
  { text: '楼道灯不亮', label: 'lighting' },
  { text: '垃圾没人清', label: 'rubbish' },
  { text: '垃圾桶满了', label: 'rubbish' },
]
let dir: string
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-classifier-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true }))
const files = () => ({ shipped: path.join(dir, 'shipped.bin'), own: path.join(dir, 'cache', 'own.bin') })

it('answers from the file as it did when it was trained', () => {
  const trained = categoryClassifier(EXAMPLES, files())
  const before = fs.statSync(files().own).mtimeMs
  const kept = categoryClassifier(EXAMPLES, files())
  expect(fs.statSync(files().own).mtimeMs).toBe(before)
  for (const text of ['灯坏了', '垃圾', '', '完全无关'])
    expect(kept.predict(text)).toEqual(trained.predict(text))
})

it('prefers what the build has shipped, and writes nothing then', () => {
  categoryClassifier(EXAMPLES, { shipped: files().own, own: files().shipped })
  const classifier = categoryClassifier(EXAMPLES, files())
  expect(classifier.predict('灯坏了').label).toBe('lighting')
  expect(fs.existsSync(files().own)).toBe(false)
})

it('trains anew for other examples, and over a broken file', () => {
  categoryClassifier(EXAMPLES, files())
  const more = categoryClassifier([...EXAMPLES, { text: '电梯停了', label: 'lift' }], files())
  expect(more.labels).toContain('lift')
  fs.writeFileSync(files().own, 'half writ')
  expect(categoryClassifier(EXAMPLES, files()).predict('灯坏了').label).toBe('lighting')
})

it('works where nothing can be written', () => {
  const nowhere = path.join(dir, 'file')
  fs.writeFileSync(nowhere, '')
  expect(
    categoryClassifier(EXAMPLES, { shipped: 'none', own: path.join(nowhere, 'own.bin') }).labels,
  ).toHaveLength(2)
})
