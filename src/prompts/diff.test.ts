import { applyPatch } from 'diff'
import { expect, it } from 'vitest'
import { changesBetween } from './diff.ts'

const lines = (count: number, word: string) =>
  Array.from({ length: count }, (_, i) => `${word} ${i}\n`).join('')

it('names what came, went and changed, and takes a checkout on Windows for none', () => {
  const [a, b, c] = changesBetween(
    { 'a.md': 'a\n', 'b.md': 'b\n', 'd.md': '1\r\n2\r\n' },
    { 'b.md': 'B', 'c.md': 'c\n', 'd.md': '1\n2\n' },
  )
  expect(a).toEqual({
    name: 'a.md',
    kind: 'removed',
    patch: '--- a/a.md\n+++ b/a.md\n@@ -1,1 +0,0 @@\n-a\n',
  })
  expect(b).toMatchObject({ kind: 'changed', patch: expect.stringContaining('-b\n+B\n\\ No newline') })
  expect(c).toMatchObject({ kind: 'added', patch: expect.stringContaining('@@ -0,0 +1,1 @@\n+c\n') })
})

it('files without a common line are told in a moment, as replaced', () => {
  const [before, after] = [`${lines(30_000, 'old')}end`, lines(30_000, 'new')]
  const began = process.cpuUsage()
  const [change] = changesBetween({ 'a.md': before }, { 'a.md': after })
  expect(applyPatch(before, change?.patch ?? '')).toBe(after)
  expect(change?.patch).toContain('@@ -1,30001 +1,30000 @@\n-old 0\n')
  // Unbounded it takes minutes; the bound alone about a third of a second.
  expect(process.cpuUsage(began).user).toBeLessThan(10_000_000)
})

it('many such files share one bound', () => {
  const files = (word: string) =>
    Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`guides/en/${i}.md`, lines(600, word)]))
  const began = process.cpuUsage()
  const changes = changesBetween(files('old'), files('new'))
  expect(changes).toHaveLength(200)
  for (const { patch } of changes) expect(patch.match(/^[+-](?:old|new)/gmu)).toHaveLength(1_200)
  expect(process.cpuUsage(began).user).toBeLessThan(10_000_000)
})
