/** Reads the organisation from the database, in the rows of a folder. */
import type { PoolClient } from 'pg'
import { Area } from '../routing/grid-areas.ts'
import { EMPTY, KEYED, type Organisation, type Part } from './organisation.ts'
import type { Row } from './tables.ts'

/**
 * A member without a staff number is exported under one made of the id, and the next import stores it: every
 * row of a folder has a code.
 */
export const MEMBER_CODE = `coalesce(m.code, 'm-' || right(m.id::text, 12))`

/** Whole seconds, the precision of the folder. */
const MILLISECONDS = (column: string) => `(floor(extract(epoch FROM ${column})) * 1000)::float8`

const QUERIES: Readonly<Record<Part, string>> = {
  areas: `SELECT 'district' AS level, code, name_zh AS "nameZh", name_en AS "nameEn", NULL AS parent FROM district
    UNION ALL SELECT 'subdistrict', s.code, s.name_zh, s.name_en, d.code
      FROM subdistrict s JOIN district d ON d.id = s.district_id
    UNION ALL SELECT 'community', c.code, c.name_zh, c.name_en, s.code
      FROM community c JOIN subdistrict s ON s.id = c.subdistrict_id`,
  grids: `SELECT g.code, g.name_zh AS "nameZh", g.name_en AS "nameEn", c.code AS community
    FROM grid g JOIN community c ON c.id = g.community_id`,
  outlines: `SELECT code, area FROM grid WHERE area IS NOT NULL AND jsonb_typeof(area) <> 'null'`,
  units: `SELECT code, kind, name_zh AS "nameZh", name_en AS "nameEn", phone, hours,
      coalesce(responsibilities, '{}') AS responsibilities FROM unit`,
  places: `SELECT p.code, p.name_zh AS "nameZh", p.name_en AS "nameEn", coalesce(p.aliases, '{}') AS aliases, g.code AS grid,
      p.building_from AS "buildingFrom", p.building_to AS "buildingTo", u.code AS property
    FROM place p JOIN grid g ON g.id = p.grid_id LEFT JOIN unit u ON u.id = p.property_id`,
  members: `SELECT ${MEMBER_CODE} AS code, m.name, m.role, m.part_time AS "partTime",
      coalesce(g.code, c.code, u.code) AS "worksAt",
      (SELECT ${MEMBER_CODE} FROM member m WHERE m.id = own.deputy_id) AS deputy, m.active
    FROM member m JOIN member own ON own.id = m.id LEFT JOIN grid g ON g.id = m.grid_id
      LEFT JOIN community c ON c.id = m.community_id LEFT JOIN unit u ON u.id = m.unit_id`,
  shifts: `SELECT ${MEMBER_CODE} AS member, s.days, s."from",
      CASE WHEN s."to" > 1440 THEN s."to" - 1440 ELSE s."to" END AS "to"
    FROM shift s JOIN member m ON m.id = s.member_id`,
  leaves: `SELECT ${MEMBER_CODE} AS member, ${MILLISECONDS('l."from"')} AS "from", ${MILLISECONDS('l."to"')} AS "to", l.note
    FROM leave l JOIN member m ON m.id = l.member_id`,
  calendar: `SELECT day, working, note FROM calendar_day`,
  groups: groupsWith('w.kind'),
}

/** The first group of a grid is the one in use, as in the directory. */
function groupsWith(first: string): string {
  return `SELECT ${first}, coalesce(g.code, u.code, c.code, s.code) AS of, w.name_zh AS "nameZh", w.name_en AS "nameEn", w.language
    FROM work_group w
    LEFT JOIN grid g ON g.id = w.grid_id LEFT JOIN unit u ON u.id = w.unit_id
    LEFT JOIN community c ON c.id = w.community_id LEFT JOIN subdistrict s ON s.id = w.subdistrict_id
    ORDER BY w.id`
}

/** A consistent read needs a transaction of REPEATABLE READ. */
export async function readOrganisation(db: PoolClient): Promise<Organisation> {
  const read: Record<string, unknown[]> = { ...EMPTY } as Record<Part, []>
  for (const [part, sql] of Object.entries(QUERIES)) {
    const { rows } = await db.query<Record<string, unknown>>(sql)
    read[part] = rows
  }
  const organisation = read as unknown as Organisation
  return {
    ...organisation,
    // A broken outline is ignored by pin look-ups too: it is not exported.
    outlines: organisation.outlines.flatMap(({ code, area }) => {
      const parsed = Area.safeParse(area)
      return parsed.success ? [{ code, area: parsed.data }] : []
    }),
  }
}

/** Ids of groups by their keys in KEYED: groups have no code. */
export async function readGroupIds(db: PoolClient): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<Row<'groups'> & { id: string }>(groupsWith('w.id, w.kind'))
  const ids = new Map<Row<'groups'>, string>(rows.map(row => [row, row.id]))
  return new Map([...KEYED.groups(rows)].map(([key, [group]]) => [key, (group && ids.get(group)) ?? '']))
}
