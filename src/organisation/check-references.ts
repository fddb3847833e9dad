/** Every reference must lead to a code that will exist, of the right kind. */
import type { Bilingual } from '../domain/category.ts'
import { groupBy } from '../lib/group-by.ts'
import { fileOf, type Organisation, type Part, type PartRow } from './organisation.ts'
import { about, quoted } from './problem.ts'
import type { Review } from './review.ts'
import { LEVELS, ROLES, type Row, UNIT_KINDS } from './tables.ts'

const KINDS = {
  district: { part: 'areas', zh: LEVELS.district, en: 'district' },
  subdistrict: { part: 'areas', zh: LEVELS.subdistrict, en: 'subdistrict' },
  community: { part: 'areas', zh: LEVELS.community, en: 'community' },
  grid: { part: 'grids', zh: '网格', en: 'grid' },
  department: { part: 'units', zh: UNIT_KINDS.department, en: 'department' },
  property_company: { part: 'units', zh: UNIT_KINDS.property_company, en: 'property company' },
  member: { part: 'members', zh: '成员', en: 'member' },
} as const satisfies Record<string, Bilingual & { part: Part }>
type Kind = keyof typeof KINDS

/** Allowed workplaces of a role; `needed`: one is mandatory. */
const WORKPLACE: Readonly<Record<keyof typeof ROLES, { kinds: readonly Kind[]; needed: boolean }>> = {
  grid_worker: { kinds: ['grid'], needed: true },
  community_officer: { kinds: ['community'], needed: true },
  // Duty officers of a subdistrict's or the district's desk belong to no community.
  duty_officer: { kinds: ['community'], needed: false },
  unit_contact: { kinds: ['department', 'property_company'], needed: true },
  property_manager: { kinds: ['property_company'], needed: true },
  arbiter: { kinds: ['community', 'department'], needed: false },
  supervisor: { kinds: ['community', 'department'], needed: false },
  admin: { kinds: ['community', 'department'], needed: false },
}

const PARENT = { district: null, subdistrict: 'district', community: 'subdistrict' } as const

const GROUP_OF: Readonly<Record<Row<'groups'>['kind'], readonly Kind[]>> = {
  grid: ['grid'],
  unit: ['department', 'property_company'],
  duty: ['community', 'subdistrict'],
}

export function checkReferences(review: Review): void {
  const { after, error } = review
  const refer = referrer(review, kindsOf(after))
  for (const area of after.areas) {
    const wanted = PARENT[area.level]
    if (wanted) need('areas', area, 'parent', area.parent, [wanted])
    else if (area.parent !== null)
      error('areas', area, 'parent', { zh: '区没有上级，要空着', en: 'a district has none: leave it empty' })
  }
  for (const grid of after.grids) refer('grids', grid, 'community', grid.community, ['community'])
  // The outline of a retired grid is retired with it.
  for (const outline of after.outlines)
    if (review.spotOf(outline)) refer('outlines', outline, null, outline.code, ['grid'])
  for (const place of after.places) {
    refer('places', place, 'grid', place.grid, ['grid'])
    if (place.property !== null) refer('places', place, 'property', place.property, ['property_company'])
  }
  for (const member of after.members) {
    const { kinds, needed } = WORKPLACE[member.role]
    // The workplace of a retired member may be gone.
    if (!member.active && !review.spotOf(member)) continue
    if (member.worksAt !== null) refer('members', member, 'worksAt', member.worksAt, kinds)
    else if (needed && member.active) need('members', member, 'worksAt', null, kinds)
    if (member.deputy !== null) refer('members', member, 'deputy', member.deputy, ['member'])
  }
  for (const shift of after.shifts) refer('shifts', shift, 'member', shift.member, ['member'])
  for (const leave of after.leaves) refer('leaves', leave, 'member', leave.member, ['member'])
  for (const group of after.groups) {
    const kinds = GROUP_OF[group.kind]
    if (group.of !== null) refer('groups', group, 'of', group.of, kinds)
    else if (group.kind !== 'duty') need('groups', group, 'of', null, kinds)
  }

  function need<P extends Part>(
    part: P,
    row: PartRow<P>,
    column: string,
    code: string | null,
    kinds: readonly Kind[],
  ): void {
    if (code !== null) refer(part, row, column, code, kinds)
    else
      error(part, row, column, {
        zh: `要写${names(kinds).zh}的编号`,
        en: `must be the code of a ${names(kinds).en}`,
      })
  }
}

/** The kind of a code; when several things share it by mistake, the kind that is wanted. */
function kindsOf(after: Organisation): (code: string, wanted: readonly Kind[]) => Kind | undefined {
  const kinds = groupBy<{ code: string; kind: Kind }, string>(
    [
      ...after.areas.map(({ code, level }) => ({ code, kind: level })),
      ...after.grids.map(({ code }) => ({ code, kind: 'grid' as const })),
      ...after.units,
    ],
    ({ code }) => code,
  )
  const members = new Set(after.members.map(({ code }) => code))
  return (code, wanted) => {
    // Staff numbers have their own namespace: they match only where a member is wanted.
    if (wanted.includes('member')) return members.has(code) ? 'member' : undefined
    const found = kinds.get(code)?.map(({ kind }) => kind)
    return found?.find(kind => wanted.includes(kind)) ?? found?.[0]
  }
}

function referrer({ error, note, spotOf, unread }: Review, kindOf: ReturnType<typeof kindsOf>) {
  return <P extends Part>(
    part: P,
    row: PartRow<P>,
    column: string | null,
    code: string,
    kinds: readonly Kind[],
  ): void => {
    const kind = kindOf(code, kinds)
    const wanted = names(kinds)
    if (kind && kinds.includes(kind)) return
    if (kinds.some(each => unread(KINDS[each].part, code))) return
    if (kind)
      error(
        part,
        row,
        column,
        about(code, `是${KINDS[kind].zh}，这里要${wanted.zh}`, `is a ${KINDS[kind].en}, not a ${wanted.en}`),
      )
    else if (spotOf(row))
      error(part, row, column, about(code, `没有这个${wanted.zh}`, `is no ${wanted.en} that there is`))
    else
      note('error', KINDS[kinds[0] ?? 'grid'].part, null, {
        zh: `${quoted(code).zh}不能去掉：${fileOf(part)} 没有改，数据库里的${quoted(nameOf(row)).zh}还在用它`,
        en: `${quoted(code).en} cannot be retired: ${quoted(nameOf(row)).en} of ${fileOf(part)} is still in the database and names it`,
      })
  }
}

const names = (kinds: readonly Kind[]): Bilingual => ({
  zh: kinds.map(kind => KINDS[kind].zh).join('或'),
  en: kinds.map(kind => KINDS[kind].en).join(' or '),
})

const nameOf = (row: PartRow<Part>): string =>
  'code' in row ? row.code : 'nameZh' in row ? row.nameZh : 'member' in row ? row.member : row.day
