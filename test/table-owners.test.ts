/** Every table is written by one folder: where a row changes is found in a minute, and checked in one place. */
import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')

const OWNERS: Readonly<Record<string, string>> = {
  attachment: 'src/attachments',
  attachment_sent: 'src/notify',
  audit_entry: 'src/prompts',
  calendar_day: 'src/organisation',
  closure_check: 'src/workflow',
  community: 'src/organisation',
  conversation: 'src/inbox',
  digest: 'src/workflow',
  district: 'src/organisation',
  grid: 'src/organisation',
  identity: 'src/inbox',
  inbound_message: 'src/inbox',
  invitation: 'src/inbox',
  label: 'src/prompts',
  leave: 'src/organisation',
  left_chat: 'src/inbox',
  member: 'src/organisation',
  model_call: 'src/prompts',
  outbound_message: 'src/notify',
  place: 'src/organisation',
  prompt_exam: 'src/prompts',
  prompt_publication: 'src/prompts',
  prompt_version: 'src/prompts',
  resident: 'src/inbox',
  resident_notice: 'src/inbox',
  setting: 'src/db',
  shadow: 'src/prompts',
  shadow_answer: 'src/prompts',
  shift: 'src/organisation',
  subdistrict: 'src/organisation',
  ticket: 'src/tickets',
  ticket_card: 'src/notify',
  ticket_counter: 'src/tickets',
  ticket_event: 'src/tickets',
  triage_decision: 'src/tickets',
  unit: 'src/organisation',
  web_session: 'src/inbox',
  work_group: 'src/organisation',
}

/** The one statement that is given its table: `inside('subdistrict', …)`, `inside('community', …)`. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  'src/organisation/statements.ts': ['subdistrict', 'community'],
}

const WRITES =
  /\b(?:INSERT\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE)\s+(\$\{|"?[a-z_]+"?)/g
/** `ON CONFLICT … DO UPDATE SET`, `FOR UPDATE SKIP LOCKED`, `FOR UPDATE OF`. */
const NO_TABLE = new Set(['set', 'skip', 'of', 'nowait'])
const PRISMA_WRITES = /\bprisma\.\w+\.(?:create|update|upsert|delete)\w*\(/

/** What runs in production; tests, benches and the demo seed may write anything. */
const sources = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'workers'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(file => file.endsWith('.ts') && !/\.test\.ts$|\/testing\/|\/generated\//.test(file))

const writesIn = (source: string): string[] =>
  [...source.matchAll(WRITES)]
    .map(([, table = '']) => table.replaceAll('"', ''))
    .filter(table => !NO_TABLE.has(table))

it('has an owner for every table of the schema, and for no other', () => {
  const tables = [...read('prisma/schema.prisma').matchAll(/@@map\("(\w+)"\)/g)].map(([, name = '']) => name)
  const enums = [...read('prisma/schema.prisma').matchAll(/^enum \w+ \{[^}]*@@map\("(\w+)"\)/gm)].map(
    ([, name = '']) => name,
  )
  expect(Object.keys(OWNERS)).toEqual(tables.filter(name => !enums.includes(name)).toSorted())
})

it('is written by its owner alone', () => {
  const found = sources.flatMap(file =>
    writesIn(read(file))
      .flatMap(table => (table === '${' ? (GIVEN[file] ?? ['a table that is given']) : [table]))
      .map(table => ({ file, table })),
  )
  expect(found.length).toBeGreaterThan(100)
  const strangers = found
    .filter(({ file, table }) => table !== '_prisma_migrations' && !file.startsWith(`${OWNERS[table]}/`))
    .map(
      ({ file, table }) => `${file} writes ${table}, which is ${OWNERS[table] ?? 'no table with an owner'}'s`,
    )
  expect(strangers).toEqual([])
  expect(sources.filter(file => PRISMA_WRITES.test(read(file)))).toEqual([])
})

it('sees a write however it is spelled', () => {
  expect(writesIn('WITH x AS (INSERT INTO "ticket" (id)')).toEqual(['ticket'])
  expect(writesIn('UPDATE ticket t SET a = 1')).toEqual(['ticket'])
  expect(writesIn('DELETE\n  FROM ticket')).toEqual(['ticket'])
  expect(writesIn('UPDATE ${table} SET')).toEqual(['${'])
  expect(writesIn('SELECT 1 FOR UPDATE OF c')).toEqual([])
})
