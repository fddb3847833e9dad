/**
 * One clock. Every instant that is compared with another is a parameter that comes from `now()`: a row that the database
 * stamps and the process compares is due too early or too late by as much as their clocks are apart.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseAst } from 'vite'
import { expect, it } from 'vitest'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const sources = (...folders: string[]) =>
  folders
    .flatMap(folder =>
      readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' }).map(
        file => `${folder}/${file.replaceAll('\\', '/')}`,
      ),
    )
    .filter(file => /\.tsx?$/.test(file) && !/\/generated\/|\/testing\/|\.test\.tsx?$/.test(file))
const linesOf = (file: string) =>
  read(file)
    .split('\n')
    .map((line, at) => ({ at: `${file}:${at + 1}`, line }))

/** The database's clock. Ours is called in code; inside a text it can only be a statement's. */
const SQL_CLOCK =
  /\bnow\(\)|\b(?:clock|statement|transaction)_timestamp\(\)|\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b|\bLOCALTIME/i

/** Where the database's clock may be asked, and why. */
const MAY_ASK: Record<string, string> = {
  'src/db/database-clock.ts': 'measures how far the two are apart',
  'src/db/migrate.ts': "Prisma's own table of migrations, compared with nothing",
}

/** Every string and every piece of a template, with the line on which it begins. */
function textsOf(file: string, source = read(file)): { at: string; text: string }[] {
  const texts: { at: string; text: string }[] = []
  JSON.stringify(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }), (_, node: unknown) => {
    const { type, value, start = 0 } = (node ?? {}) as { type?: string; value?: unknown; start?: number }
    const text = type === 'TemplateElement' ? (value as { raw: string }).raw : type === 'Literal' ? value : ''
    if (typeof text === 'string' && text)
      texts.push({ at: `${file}:${source.slice(0, start).split('\n').length}`, text })
    return typeof node === 'bigint' ? '' : node
  })
  return texts
}
const asksIn = (file: string, source?: string) =>
  textsOf(file, source).filter(({ text }) => SQL_CLOCK.test(text))

it('no statement asks for the time: every instant in SQL is a parameter', () => {
  expect(
    sources('src', 'workers')
      .filter(file => !(file in MAY_ASK))
      .flatMap(file => asksIn(file)),
  ).toEqual([])
})

it('the search finds what it is meant to find, and nothing else', () => {
  const found = (source: string) => asksIn('x.ts', source).length
  expect(found("db.query('UPDATE i SET used_at = now() WHERE id = $1')")).toBe(1)
  expect(found('db.query(`SELECT 1\n AND at <=\n  now() - ${patience}`)')).toBe(1)
  expect(found('const a = `WHERE ${x} > CURRENT_TIMESTAMP`')).toBe(1)
  expect(found('db.query(`WHERE at <= $1`, [now()]) // now()')).toBe(0)
})

/** Columns that the database may stamp: never shown or compared, and every statement of Linli names them. */
const MAY_DEFAULT = ['Resident.createdAt', 'Identity.createdAt', 'Conversation.createdAt']

it('no column stamps an instant that is compared', () => {
  const models = read('prisma/schema.prisma').matchAll(/^model (\w+) \{(.*?)^\}/gms)
  const stamped = [...models].flatMap(([, model, body = '']) =>
    [...body.matchAll(/^\s+(\w+)\s+DateTime.*(?:@default\(now\(\)\)|@updatedAt|dbgenerated)/gm)].map(
      ([, field]) => `${model}.${field}`,
    ),
  )
  expect(stamped.sort()).toEqual(MAY_DEFAULT.toSorted())
})

/** What measures how long something took, or is not on a server, and therefore needs no clock that others share. */
const MAY_READ: Record<string, string> = {
  'src/context.ts': 'where now() comes from',
  'src/log/log.ts': 'a line in the log',
  'src/lib/ids.ts': 'ids sort; they are compared with no instant',
  'src/db/database-clock.ts': 'where now() comes from',
  'src/db/embedded-postgres.ts': 'patience with a process that starts',
  'src/db/instance-lock.ts': 'patience with a lock',
  'src/db/postmaster.ts': 'patience with a process that starts or ends',
  'src/gateway/telegram/webhook.ts': "a platform's own time",
  'src/triage/model/errors.ts': "a server's own time",
  'src/exam/prompt-exam.ts': 'a default of the command line',
  'src/routing/directory.ts': 'a default of the command line',
  'src/statistics/cli.ts': 'a command line',
  'src/organisation/cli.ts': 'a command line',
  'src/prompts/cli.ts': 'a command line',
  'src/triage/model/openai.ts': 'a default of the command line',
}

it('nothing in the service has a clock of its own', () => {
  const own = sources('src', 'workers')
    .filter(file => !(file in MAY_READ) && !file.startsWith('src/web/'))
    .flatMap(linesOf)
    .filter(({ line }) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && /\bDate\.now\(\)|\bnew Date\(\)/.test(line))
  expect(own).toEqual([])
})
