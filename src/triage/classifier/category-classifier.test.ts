import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { categoryClassifier, pretrain } from './category-classifier.ts'

const EXAMPLES = [
  { text: '路灯坏了', label: 'lighting' },
  { text: '楼道灯不亮', label: 'lighting' },
  { text: '垃圾没人清', label: 'rubbish' },
  { text: '垃圾桶满了', label: 'rubbish' },
]
const more = (label: string) => [...EXAMPLES, { text: '电梯停了', label }]
let dir: string
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-classifier-'))
})
afterEach(() => fs.rmSync(dir, { recursive: true }))
const files = () => ({ shipped: path.join(dir, 'shipped.bin'), cache: path.join(dir, 'cache') })
const kept = () => (fs.existsSync(files().cache) ? fs.readdirSync(files().cache) : [])

it('answers from the file as it did when it was trained', async () => {
  const trained = await categoryClassifier(EXAMPLES, files())
  const [file = ''] = kept()
  const before = fs.statSync(path.join(files().cache, file)).mtimeMs
  const again = await categoryClassifier(EXAMPLES, files())
  expect(fs.statSync(path.join(files().cache, file)).mtimeMs).toBe(before)
  for (const text of ['灯坏了', '垃圾', '', '完全无关'])
    expect(again.predict(text)).toEqual(trained.predict(text))
})

it('prefers what the build has shipped, and writes nothing then', async () => {
  await pretrain(EXAMPLES, files().shipped)
  const classifier = await categoryClassifier(EXAMPLES, files())
  expect(classifier.predict('灯坏了').label).toBe('lighting')
  expect(kept()).toEqual([])
})

it('keeps what other examples have taught beside it, and trains anew over a broken file', async () => {
  await categoryClassifier(EXAMPLES, files())
  const [file = ''] = kept()
  const other = await categoryClassifier(more('lift'), files())
  expect(other.labels).toContain('lift')
  expect(kept()).toHaveLength(2)
  fs.writeFileSync(path.join(files().cache, file), 'half writ')
  expect((await categoryClassifier(EXAMPLES, files())).predict('灯坏了').label).toBe('lighting')
})

it('keeps a handful of versions, and trains once for all who ask at once', async () => {
  const asked = ['a', 'b', 'c', 'd', 'e', 'e', 'e'].map(label => categoryClassifier(more(label), files()))
  const classifiers = await Promise.all(asked)
  expect(classifiers.at(-1)?.labels).toContain('e')
  expect(kept().length).toBeLessThanOrEqual(4)
})

it('works where nothing can be written', async () => {
  const nowhere = path.join(dir, 'file')
  fs.writeFileSync(nowhere, '')
  const classifier = await categoryClassifier(EXAMPLES, {
    shipped: 'none',
    cache: path.join(nowhere, 'cache'),
  })
  expect(classifier.labels).toHaveLength(2)
})

it('leaves the thread of the residents free while it trains', async () => {
  const many = Array.from({ length: 2000 }, (_, i) => ({
    text: `第${i}条：${'灯坏了'.repeat(i % 9)}`,
    label: `l${i % 40}`,
  }))
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await categoryClassifier(many, { shipped: 'none', cache: null })
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(20)
})
