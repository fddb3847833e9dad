/**
 * Holds every regular expression of the repository against recheck. One that is polynomial lets a single message stop the
 * service. Those held to be safe are kept in safe-regexes.json: judging them all takes minutes. What is new is judged and added.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { type AttackPattern, check } from 'recheck'
import recheck from 'recheck/package.json' with { type: 'json' }
import { ALLOWED, type Allowed } from './allowed-regexes.ts'
import { builtBy, type Found, regexesIn } from './regexes-of.ts'

const FOLDERS = ['src', 'workers', 'prisma', 'scripts', 'bench', 'test']
const SEARCH = { timeout: 300_000, randomSeed: 0 }
/**
 * Of an attack that random search came upon: a linear expression of many bounded repeats reads that in a second, a quadratic
 * one needs minutes.
 */
const ATTACK_CHARACTERS = 500_000
const ATTACK_LIMIT_MS = 10_000
const SAFE = 'scripts/safe-regexes.json'

/** Their import starts something, or needs a browser. */
const IS_PROGRAM = /^src\/(?:web|testing)\/|(?:cli|main|-thread)\.ts$/

/** How a search without state reads it; what differs in these flags is judged once. */
const nameOf = ({ source, flags }: Found): string => `/${source}/${flags.replace(/[gd]/g, '')}`

async function everywhere(): Promise<Found[]> {
  const files = FOLDERS.flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => path.join(folder, file)),
  ).filter(file => /\.(?:tsx?|mjs|cjs)$/.test(file) && !/\.test\.ts$|^src\/db\/generated\//.test(file))
  const found: Found[] = []
  for (const file of files) {
    const code = readFileSync(file, 'utf8')
    const isImported = file.startsWith('src/') && code.includes('RegExp(') && !IS_PROGRAM.test(file)
    found.push(...regexesIn(file, code, isImported), ...(isImported ? await builtBy(file) : []))
  }
  return found
}

/** @returns why it is not held to be safe; null: it is. */
export async function weakness({ source, flags }: Found): Promise<string | null> {
  const result = await check(source, flags, SEARCH)
  if (result.status === 'safe') return null
  if (result.status === 'unknown') return `unknown: ${result.error.kind}`
  // Automata prove it; a search only counts steps, and takes many bounded repeats for a degree.
  if (result.checker === 'fuzz' && withstands({ source, flags }, result.attack)) return null
  return `${result.complexity.summary}: ${result.attack.pattern}`
}

/** The attack as recheck describes it, pumped up. */
function withstands({ source, flags }: Pick<Found, 'source' | 'flags'>, attack: AttackPattern): boolean {
  const pumped = attack.pumps.reduce((sum, { pump }) => sum + pump.length, 0)
  const times = Math.ceil(ATTACK_CHARACTERS / Math.max(1, pumped))
  const text = attack.pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join('') + attack.suffix
  try {
    // The engine's own, and the only one that can be stopped in the middle of a match.
    const all = flags.includes('g') ? flags : `${flags}g`
    vm.runInNewContext(
      'text.replace(new RegExp(source, all), "")',
      { text, source, all },
      { timeout: ATTACK_LIMIT_MS },
    )
    return true
  } catch {
    return false
  }
}

/**
 * @param safe names already held to be safe; those that are found safe are added.
 * @param tell takes a line for each that is neither safe nor allowed, and for each allowance that nothing needs.
 */
export async function holdAll(
  regexes: readonly Found[],
  allowed: readonly Allowed[],
  safe: { has(name: string): boolean; add(name: string): unknown },
  tell: (line: string) => void,
): Promise<void> {
  const isAllowed = ({ source }: Found) => allowed.some(each => each.source === source)
  const rest = [...new Map(regexes.map(each => [nameOf(each), each] as const))].filter(
    ([name, each]) => !safe.has(name) && !isAllowed(each),
  )
  const judge = async (): Promise<void> => {
    for (let next = rest.pop(); next; next = rest.pop()) {
      const [name, each] = next
      const why = await weakness(each)
      if (why === null) safe.add(name)
      else tell(`${each.where}: ${name} is ${why}`)
    }
  }
  // One process of recheck's for all: it is started by the first call.
  await weakness({ where: '', source: '', flags: '' })
  await Promise.all(Array.from({ length: os.availableParallelism() }, judge))
  for (const { source } of allowed)
    if (!regexes.some(each => each.source === source))
      tell(`scripts/allowed-regexes.ts: no regular expression is /${source}/ any more`)
}

interface Kept {
  readonly recheck: string
  /** Of each regular expression that was held to be safe, the beginning of its name's SHA-256. */
  readonly safe: readonly string[]
}

const digestOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 16)

/** Those of another version of recheck are judged anew. */
function remembered() {
  const kept: Kept = JSON.parse(readFileSync(SAFE, 'utf8'))
  const before = new Set(kept.recheck === recheck.version ? kept.safe : [])
  const added = new Set<string>()
  return {
    has: (name: string) => before.has(digestOf(name)),
    add: (name: string) => added.add(digestOf(name)),
    /** Those that are no longer in the repository go. */
    keep(regexes: readonly Found[]) {
      const there = new Set(regexes.map(each => digestOf(nameOf(each))))
      const safe = [...before, ...added].filter(each => there.has(each)).sort()
      const text = `${JSON.stringify({ recheck: recheck.version, safe }, null, 2)}\n`
      if (text !== readFileSync(SAFE, 'utf8')) writeFileSync(SAFE, text)
    },
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const regexes = await everywhere()
  let weak = 0
  const safe = remembered()
  await holdAll(regexes, ALLOWED, safe, line => {
    weak++
    console.error(line)
  })
  safe.keep(regexes)
  // An imported module may have begun something.
  process.exit(weak > 0 ? 1 : 0)
}
