/**
 * Comments are plain technical English: the component is the subject. A pronoun that stands for no person in particular
 * hides which one it is: the resident, the worker, the caller, another process.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const FOLDERS = ['src', 'workers', 'prisma', 'test', 'bench', 'scripts']
const CODE = /\.(?:tsx?|mjs|cjs)$/
const VAGUE = /\b(?:whoever|somebody|nobody|whatever|anybody|everybody|wherever|whichever)\b/i

const filesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map(file => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter(file => (CODE.test(file) || file.endsWith('.prisma')) && !file.includes('/generated/'))

/** @returns `file:line word` for each. */
function vagueIn(file: string, source: string): string[] {
  const comments = file.endsWith('.prisma')
    ? [...source.matchAll(/\/\/.*/g)].map(({ 0: value, index: start }) => ({ value, start }))
    : parseSync(file, source).comments
  return comments.flatMap(({ value, start }) => {
    const [word] = VAGUE.exec(value) ?? []
    const line = source.slice(0, start).split('\n').length
    return word ? [`${file}:${line} ${word}`] : []
  })
}

it('names who does what', () => {
  const files = FOLDERS.flatMap(filesIn)
  expect(files.length).toBeGreaterThan(500)
  expect(files.flatMap(file => vagueIn(file, readFileSync(new URL(file, root), 'utf8')))).toEqual([])
})

it('sees a vague word in any kind of comment, and none in code', () => {
  expect(vagueIn('a.ts', "const a = 'nobody'\n/** Whoever\n * waits */")).toEqual(['a.ts:2 Whoever'])
  expect(vagueIn('a.prisma', 'id String /// Somebody')).toEqual(['a.prisma:1 Somebody'])
})
