/** A sound district, damaged in many places: every mistake is reported at its line, and nothing else is. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROMPTS } from '../context.ts'
import { makeDistrict } from '../testing/district.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { writeFolder } from './folder.ts'
import { dryRun } from './import.ts'
import { described } from './problem.ts'

let db: TestDatabase
let dir: string
const categories = loadCategories(readPromptFiles(PROMPTS))

beforeAll(async () => {
  db = await createTestDatabase({ max: 2 })
  dir = mkdtempSync(path.join(tmpdir(), 'linli-org-mistakes-'))
  writeFolder(path.join(dir, 'sound'), makeDistrict(), 'en')
})
afterAll(async () => {
  await db.close()
  rmSync(dir, { recursive: true })
})

type Change = (line: string) => string
/** `of`: a line by its number, or the first that begins so; 0 appends a line. `said` empty: no report. */
type Damage = readonly [file: string, of: string | number, change: Change, said: string]

const swap =
  (from: string, to: string): Change =>
  line => {
    if (!line.includes(from)) throw new Error(`no ${from} in ${line}`)
    return line.replace(from, to)
  }
const become =
  (text: string): Change =>
  () =>
    `${text}\r\n`
/** Swaps two corners of a grid. */
const twisted =
  (i: number, j: number): Change =>
  line => {
    const corners = line.match(/\[119[\d.,]+\]/g) ?? []
    const [a = '', b = ''] = [corners[i], corners[j]]
    return line.replace(a, '?').replace(b, a).replace('?', b)
  }

type Position = [longitude: number, latitude: number]
/** Moves every corner of a grid and adds holes. */
const drawn =
  (move: (at: Position, first: Position) => Position, holes: Position[][] = []): Change =>
  line => {
    const feature = JSON.parse(line.replace(/,?\s*$/, '')) as {
      geometry: { coordinates: Position[][] }
    }
    const { geometry } = feature
    const first = geometry.coordinates[0]?.[0] ?? [0, 0]
    geometry.coordinates = [...geometry.coordinates.map(ring => ring.map(at => move(at, first))), ...holes]
    return `${JSON.stringify(feature)},\n`
  }

const DAMAGES: readonly Damage[] = [
  ['areas.csv', 'community,sq7', swap('jd2', 'jd9'), 'parent: "jd9" is no subdistrict that there is'],
  [
    'areas.csv',
    'community,sq8',
    swap('jd2', 'qinglan'),
    'parent: "qinglan" is a district, not a subdistrict',
  ],
  ['areas.csv', 'subdistrict,jd6', swap('qinglan', ''), 'parent: must be the code of a district'],
  ['areas.csv', 'district,', swap('District,', 'District,jd1'), 'parent: a district has none'],
  ['areas.csv', 0, become('community,sq99,新社区,,jd6'), 'warning "sq99" has no duty officer'],
  ['grids.csv', 'g20,', line => line.replace(/,[^,]+/, ','), 'name_zh: must not be empty'],
  ['grids.csv', 0, become('g11,又一个,,sq1'), 'code: "g11" is there already: grids.csv:12'],
  ['units.csv', 0, become('g200,物业,某物业,,,,'), 'code: "g200" is there already: grids.csv:201'],
  ['units.csv', 'wy3,', swap('08:00-20:00 daily', 'always'), 'hours: "always" cannot be read'],
  [
    'units.csv',
    'water_affairs,',
    swap('drainage', 'drain'),
    'responsibilities: "drain" is no category or group',
  ],
  ['places.csv', 'dd3-1,', swap('dd3-1,', 'dd3:1,'), 'code: "dd3:1" cannot be a code'],
  [
    'places.csv',
    'dd3-2,',
    swap('dd3-2,', '晴坪社区的大菜市场甲,'),
    'code: "晴坪社区的大菜市场甲" has 30 bytes',
  ],
  ['places.csv', 'dd4-2,', swap('dd4-2,', 'dd4-1,'), 'code: "dd4-1" is there already: places.csv:8'],
  ['places.csv', 'dd5-1,', swap('g37,', 'g900,'), 'grid: "g900" is no grid that there is'],
  ['places.csv', 'xq2,', swap('wy2', 'wy77'), 'property: "wy77" is no property company that there is'],
  [
    'places.csv',
    'xq3,',
    swap('wy3', 'housing'),
    'property: "housing" is a department, not a property company',
  ],
  [
    'places.csv',
    'xq1-2,',
    swap(',13,', ',12,'),
    'building_from: "翠微苑" overlaps buildings 1-12 of places.csv:62',
  ],
  ['places.csv', 'xq7-2,', swap(',24,', ',,'), 'building_to: give both building numbers or neither'],
  [
    'places.csv',
    'xq20,',
    line => line.replace(/,[^,]+小区,/, ',翠微花园、甲小区,'),
    'warning "翠微花园" is also said of places.csv:64 (grid g2)',
  ],
  [
    'members.csv',
    'w20,',
    swap('grid_worker', 'helper'),
    'role: "helper" is no role; one of grid_worker, community_officer',
  ],
  ['members.csv', 'w22,', swap(',no,', ',maybe,'), 'part_time: "maybe" must be yes or no'],
  ['members.csv', 'p2000,', swap('g117', 'sq3'), 'works_at: "sq3" is a community, not a grid'],
  ['members.csv', 'p1999,', swap('g116', ''), 'works_at: must be the code of a grid'],
  ['members.csv', 'd60,', swap('sq30', 'sq98'), 'works_at: "sq98" is no community that there is'],
  ['members.csv', 'w7,', swap(',w8,', ',w888,'), 'deputy: "w888" is no member that there is'],
  ['members.csv', 'w9,', swap(',w10,', ',w9,'), 'deputy: cannot be the member themselves'],
  ['members.csv', 'w453,', swap(',yes', ',no'), ''],
  ['shifts.csv', 'w4,', swap('135', '0-5'), 'days: "0-5" are no weekdays'],
  ['shifts.csv', 'w21,', swap('22:00', '22.00'), 'from: "22.00" is no time of day'],
  ['shifts.csv', 730, swap('15:00', '10:00'), 'from: overlaps the shift of the same person on line 729'],
  ['shifts.csv', 0, become('w4000,1-5,08:00,12:00'), 'member: "w4000" is no member that there is'],
  ['leave.csv', 'w12,', swap('2026-11-25', '2026-11-20'), 'to: must be after the beginning'],
  [
    'leave.csv',
    0,
    become('w23,2026/11/25 13:00,2026/11/30,'),
    'from: "w23 2026-11-25 13:00" is there already',
  ],
  ['calendar.csv', 2, swap('2026-12-31', '2026-02-29'), 'day: "2026-02-29" is no day'],
  ['groups.csv', 'grid,g3,', swap('g3,', 'sq3,'), 'of: "sq3" is a community, not a grid'],
  ['groups.csv', 0, become('grid,g5,第二个群,,en'), 'warning of: "g5" has a work group already'],
  ['grids.geojson', 5, twisted(1, 2), 'warning "g4" overlaps grid g3'],
  ['grids.geojson', 41, twisted(2, 5), '"g40" crosses itself at'],
  [
    'grids.geojson',
    51,
    line => line.replace(/,\[[\d.,]+\]\]\]\}/, ']]}'),
    '"g50" has a ring that is not closed',
  ],
  [
    'grids.geojson',
    61,
    line => line.replace(/\[(119[\d.]+),(36[\d.]+)\]/g, '[$2,$1]'),
    '"g60" has its axes swapped: longitude first',
  ],
  ['grids.geojson', 91, drawn(([x, y]) => [x - 119.2, y - 36.8]), '"g90" is not in China'],
  ['grids.geojson', 101, drawn(([x, y]) => [x * 1000, y]), '"g100" has positions off the globe'],
  [
    'grids.geojson',
    111,
    drawn(([x, y], [x0]) => [119 + (x - x0) * 1_000, y]),
    '"g110" is 470 km wide: no grid has more than 200 km',
  ],
  ['grids.geojson', 121, drawn(([x]) => [x, 36.8]), '"g120" has no area'],
  [
    'grids.geojson',
    131,
    drawn(
      at => at,
      [
        [
          [119.3, 36.8],
          [119.31, 36.8],
          [119.31, 36.81],
          [119.3, 36.8],
        ],
      ],
    ),
    '"g130" has a hole that is not inside it',
  ],
  [
    'units.csv',
    'wy4,',
    line => line.replace(/,(?:0536-)?\d[\d-]+,/, ',1.38E+10,'),
    'phone: "1.38E+10" is a number that the spreadsheet has rewritten',
  ],
  [
    'members.csv',
    'w30,',
    line => line.replace(/^w30,[^,]+/, 'w30,#N/A'),
    'name: "#N/A" is an error of the spreadsheet',
  ],
  [
    'members.csv',
    'w31,',
    line => line.replace(/^w31,[^,]+/, 'w31,#REF!'),
    'name: "#REF!" is an error of the spreadsheet',
  ],
  ['members.csv', 'w32,', line => line.replace(/^w32,[^,]+/, 'w32,张\uFFFD'), 'name: "张\uFFFD" is rubbish'],
  ['grids.geojson', 71, swap('Polygon', 'Point'), '"g70" is no Polygon or MultiPolygon'],
  ['grids.geojson', 81, swap('"code":"g80"', '"code":"g800"'), '"g800" is no grid that there is'],
]
/** Further reports that follow from them, each on an unchanged line. */
const BESIDES = [
  'grids.csv:81 warning "g80" has no outline on the map',
  'members.csv:2590 warning deputy: "w453" does not work here any more',
]

async function problemsAfter(damages: readonly Damage[]) {
  const folder = path.join(dir, 'damaged')
  rmSync(folder, { recursive: true, force: true })
  cpSync(path.join(dir, 'sound'), folder, { recursive: true })
  const expected = damages.map(([file, of, change, said]) => {
    const lines = readFileSync(path.join(folder, file), 'utf8').split(/(?<=\n)/)
    const index =
      of === 0 ? lines.length : typeof of === 'number' ? of - 1 : lines.findIndex(line => line.startsWith(of))
    const line = of === 0 ? '' : (lines[index] ?? `no line of ${of}`)
    lines[index] = change(line)
    if (lines[index] === line) throw new Error(`${file}: ${of} stays as it is`)
    writeFileSync(path.join(folder, file), lines.join(''))
    return `${file}:${index + 1} ${said}`
  })
  const { problems } = await dryRun(db.pool, { folder, retire: false, categories })
  return { expected, said: problems.map(problem => described(problem, 'en')) }
}

test('many mistakes: each at its line, all at once', async () => {
  const { expected, said } = await problemsAfter(DAMAGES)
  const all = [...expected.filter(each => !each.endsWith(' ')), ...BESIDES]
  expect(all.filter(each => !said.some(line => line.startsWith(each)))).toEqual([])
  expect(said.filter(line => !all.some(each => line.startsWith(each)))).toEqual([])
})

test('a file that was cut in a character is refused at its line; one in the encoding of Taiwan is read and said', async () => {
  const folder = path.join(dir, 'cut')
  cpSync(path.join(dir, 'sound'), folder, { recursive: true })
  const file = path.join(folder, 'members.csv')
  const problems = async () =>
    (await dryRun(db.pool, { folder, retire: false, categories })).problems.map(one => described(one, 'en'))
  const cut = readFileSync(file).subarray(3)
  const half = cut.indexOf(Buffer.from('清')) + 1
  writeFileSync(file, cut.subarray(0, half))
  const line = cut.subarray(0, half).toString().split('\n').length
  expect((await problems()).filter(said => said.startsWith('members.csv'))).toEqual([
    expect.stringMatching(`^members.csv:${line} holds a character that is cut or broken`),
  ])
  // 張偉、陳靜 as Excel in Taiwan saves them.
  const row = (code: string, name: string) =>
    Buffer.concat([Buffer.from(`${code},`), Buffer.from(name, 'hex'), Buffer.from(',admin,no,,,yes\n')])
  const header = Buffer.from('code,name,role,part_time,works_at,deputy,active\n')
  writeFileSync(file, Buffer.concat([header, row('x1', 'b169b0b6'), row('x2', 'b3afc052')]))
  expect(await problems()).toContainEqual(
    expect.stringMatching(/^members\.csv warning was read as BIG5, such as "張偉、陳靜"/),
  )
})

test.each<Damage>([
  ['calendar.csv', 3, swap('补班', '补"班'), 'the quotes do not match'],
  ['leave.csv', 1, swap(',note', ''), 'the column note (说明) is missing'],
  ['leave.csv', 1, swap(',note', ',note,备忘'), 'warning "备忘" is a column that is not read'],
  ['members.csv', 1, swap(',name,', ',姓名,姓名,'), '"姓名" is there twice'],
  ['grids.geojson', 9, swap('{', '{{'), 'is no JSON'],
])('%s:%i', async (...damage) => {
  const { expected, said } = await problemsAfter([damage])
  expect(said).toEqual(expected.map(each => expect.stringMatching(`^${each.replace(/[()]/g, '.')}`)))
})
