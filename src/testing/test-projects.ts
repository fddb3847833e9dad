/** Which tests need what: a browser, a database and processes of their own, or nothing. It follows from their imports. */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDERS = ['src', 'workers', 'prompts', 'test', 'prisma', 'scripts']

/** A test that reaches one of these has a database of its own on the run's server. */
const DATABASE = /^src\/testing\/test-database\.ts$/
/** A test that reaches one of these starts a server or a program. */
const PROGRAM = /^src\/(?:testing\/program|db\/(?:temporary|embedded)-postgres)\.ts$/
/** A test that does one of these changes, ends or measures its own process. */
const TOUCHES_PROCESS =
  /process\.env\.[A-Z_]{1,40} = |process\.env\[|process\.(?:cpuUsage|exitCode|kill|on\()|vi\.(?:mock|stubEnv|stubGlobal|useFakeTimers)\(|node:(?:child_process|worker_threads)/

const RELATIVE_IMPORT = /(?:from|import\()\s*'(\.[^']+\.ts)'/g

export interface TestProjects {
  /** Neither a database nor a process of its own. */
  unit: string[]
  /** A database. */
  db: string[]
  /** A process that the test changes, kills or measures, or starts. */
  apart: string[]
  /** A browser. */
  pages: string[]
}

export function testProjects(): TestProjects {
  const projects: TestProjects = { unit: [], db: [], apart: [], pages: [] }
  const [database, program] = [new Map<string, boolean>(), new Map<string, boolean>()]
  for (const file of FOLDERS.flatMap(folder => testsIn(folder)).toSorted()) {
    const isApart = TOUCHES_PROCESS.test(read(file)) || reaches(file, PROGRAM, program)
    if (file.startsWith('test/pages/')) projects.pages.push(file)
    else if (isApart) projects.apart.push(file)
    else if (reaches(file, DATABASE, database)) projects.db.push(file)
    else projects.unit.push(file)
  }
  return projects
}

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8')

const testsIn = (folder: string): string[] =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .map(file => path.posix.join(folder, file.split(path.sep).join('/')))

/** @param known files that were looked at, also while they are: imports may form a circle of types. */
function reaches(file: string, wanted: RegExp, known: Map<string, boolean>): boolean {
  const before = known.get(file)
  if (before !== undefined) return before
  known.set(file, wanted.test(file))
  if (wanted.test(file)) return true
  const found = [...read(file).matchAll(RELATIVE_IMPORT)]
    .map(([, to = '']) => path.posix.join(path.posix.dirname(file), to))
    .filter(to => !to.startsWith('src/db/generated/') && fs.existsSync(path.join(ROOT, to)))
    .some(to => reaches(to, wanted, known))
  known.set(file, found)
  return found
}
