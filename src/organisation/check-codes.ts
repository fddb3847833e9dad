/** Codes must be unique. Areas, grids and units share one namespace: `works_at` and `of` refer to any of them. */
import { KEYED, keyedRows, type Part, type PartRow } from './organisation.ts'
import { about, type Spot } from './problem.ts'
import type { Review } from './review.ts'
import { LEVELS, type Row } from './tables.ts'

const ONE_OF_A_KIND = ['outlines', 'places', 'members', 'leaves', 'calendar'] as const
const SHARED = ['areas', 'grids', 'units'] as const
const COLUMN: Partial<Record<Part, string>> = { leaves: 'from', calendar: 'day' }

export function checkCodes(review: Review): void {
  const { after } = review
  for (const part of ONE_OF_A_KIND) oneOfEach(review, part, keyedRows(after, part))
  const shared = SHARED.flatMap(part => after[part].map(row => ({ part, row })))
  const first = new Map<string, PartRow<Part>>()
  for (const { part, row } of shared) {
    const other = first.get(row.code)
    if (!other) first.set(row.code, row)
    else twice(review, part, row, other, row.code)
  }
  checkGroups(review)
  for (const { part, before, after: rows } of review.changes)
    if (part === 'areas') checkLevel(review, before as Row<'areas'>[], rows as Row<'areas'>[])
}

/** Each level has its own table: an area that changed level would be in two. */
function checkLevel({ error }: Review, [before]: Row<'areas'>[], [area]: Row<'areas'>[]): void {
  if (before && area && before.level !== area.level)
    error(
      'areas',
      area,
      'level',
      about(
        area.code,
        `原来是${LEVELS[before.level]}；级别不能改，换一个编号`,
        `was a ${before.level}: a level cannot change, take another code`,
      ),
    )
}

function oneOfEach(review: Review, part: Part, rows: Map<string, PartRow<Part>[]>): void {
  for (const [key, [first, ...others]] of rows)
    for (const other of others) if (first) twice(review, part, other, first, key)
}

function twice(review: Review, part: Part, row: PartRow<Part>, other: PartRow<Part>, key: string): void {
  // Reports the row that is in the folder: only that one can be edited.
  const [later, earlier] = review.spotOf(row) ? [row, other] : [other, row]
  const where = shown(review.spotOf(earlier))
  review.error(
    part,
    later,
    part === 'outlines' ? null : (COLUMN[part] ?? 'code'),
    about(key, `已经有了：${where.zh}`, `is there already: ${where.en}`),
  )
}

const shown = (spot: Spot | null) =>
  spot
    ? { zh: `${spot.file}:${spot.line}`, en: `${spot.file}:${spot.line}` }
    : { zh: '在数据库里', en: 'in the database' }

/** Cards go to the first group of a grid only. */
function checkGroups(review: Review): void {
  for (const [key, [group]] of KEYED.groups(review.after.groups))
    if (group && key.includes(' #'))
      review.warn(
        'groups',
        group,
        'of',
        about(
          group.of ?? '',
          '已经有一个工作群，卡片只发到第一个',
          'has a work group already: only the first gets cards',
        ),
      )
}
