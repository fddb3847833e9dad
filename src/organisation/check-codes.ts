/** A code names one thing. Areas, grids and units share their codes: `works_at` and `of` name any of them. */
import { KEYED, type Organisation, type Part, type PartRow } from './organisation.ts'
import { about, type Spot } from './problem.ts'
import type { Review } from './review.ts'

const ONE_OF_A_KIND = ['outlines', 'places', 'members', 'leaves', 'calendar'] as const
const SHARED = ['areas', 'grids', 'units'] as const
const COLUMN: Partial<Record<Part, string>> = { leaves: 'from', calendar: 'day' }

export function checkCodes(review: Review): void {
  const { after } = review
  for (const part of ONE_OF_A_KIND) oneOfEach(review, part, keyed(after, part))
  const shared = SHARED.flatMap(part => after[part].map(row => ({ part, row })))
  const first = new Map<string, PartRow<Part>>()
  for (const { part, row } of shared) {
    const other = first.get(row.code)
    if (!other) first.set(row.code, row)
    else twice(review, part, row, other, row.code)
  }
  checkGroups(review)
}

const keyed = (after: Organisation, part: Part) =>
  (KEYED[part] as (rows: readonly PartRow<Part>[]) => Map<string, PartRow<Part>[]>)(after[part])

function oneOfEach(review: Review, part: Part, rows: Map<string, PartRow<Part>[]>): void {
  for (const [key, [first, ...others]] of rows)
    for (const other of others) if (first) twice(review, part, other, first, key)
}

function twice(review: Review, part: Part, row: PartRow<Part>, other: PartRow<Part>, key: string): void {
  // Whichever of the two is in the folder is the one that can be mended.
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

/** Cards go to the first of them only. */
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
