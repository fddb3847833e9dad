/**
 * Holds every regular expression of the repository against recheck: literals as they are parsed, built ones as they come
 * to be while their module is imported. One that is polynomial lets a single message stop the service.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync } from '@swc/core'

process.env.RECHECK_BACKEND = 'pure'
const { checkSync } = await import('recheck')

const TIMEOUT_MS = 3_000

export interface Found {
  where: string
  source: string
  flags: string
}

export function literalsIn(file: string, code: string): Found[] {
  const found: Found[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, pattern, flags } = node as Record<string, unknown>
    if (type === 'RegExpLiteral') found.push({ where: file, source: String(pattern), flags: String(flags) })
    for (const child of Object.values(node)) visit(child)
  }
  visit(parseSync(code, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'es2022' }).body)
  const lines = code.split('\n')
  return found.map(each => ({
    ...each,
    where: `${file}:${lines.findIndex(line => line.includes(`/${each.source}/`)) + 1}`,
  }))
}

/** Those that a module builds while it is imported. */
async function builtIn(file: string): Promise<Found[]> {
  const found: Found[] = []
  const Real = globalThis.RegExp
  globalThis.RegExp = new Proxy(Real, {
    construct(target, args: [string | RegExp, string?]) {
      const made = new target(...args)
      found.push({ where: file, source: made.source, flags: made.flags })
      return made
    },
  })
  try {
    await import(pathToFileURL(path.resolve(file)).href)
  } finally {
    globalThis.RegExp = Real
  }
  return found
}

/** @returns what is wrong with it, with a text that shows it; null: nothing, or nothing that was found in time. */
export function weakness({ where, source, flags }: Found): string | null {
  const result = checkSync(source, flags, { timeout: TIMEOUT_MS })
  if (result.status !== 'vulnerable') return null
  return `${where}: /${source}/${flags} is ${result.complexity.summary}: ${result.attack.pattern}`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = ['src', 'workers', 'scripts']
    .flatMap(folder =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => path.join(folder, file)),
    )
    .filter(file => /\.tsx?$/.test(file) && !/\.test\.ts$|\/generated\/|\/testing\//.test(file))
  const seen = new Map<string, Found>()
  for (const file of files) {
    const code = readFileSync(file, 'utf8')
    const built = /^src\/(domain|triage|routing|notify)\//.test(file) && code.includes('new RegExp(')
    for (const each of [...literalsIn(file, code), ...(built ? await builtIn(file) : [])])
      if (!seen.has(`/${each.source}/${each.flags}`)) seen.set(`/${each.source}/${each.flags}`, each)
  }
  let weak = 0
  for (const each of seen.values()) {
    const why = weakness(each)
    if (!why) continue
    weak++
    console.error(why)
  }
  console.error(`${seen.size} regular expressions, ${weak} weak`)
  process.exitCode = weak > 0 ? 1 : 0
}
