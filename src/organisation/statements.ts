/** SQL of an import: one statement per table, keyed by code. */
import type { Part } from './organisation.ts'
import type { Row } from './tables.ts'

/** $1: the new or changed rows, each with an id for the case that it is new. */
export const WRITES: Readonly<Record<Exclude<Part, 'areas'> | Row<'areas'>['level'], string>> = {
  district: `INSERT INTO district (id, code, name_zh, name_en)
    SELECT id, code, "nameZh", "nameEn" FROM jsonb_to_recordset($1) AS r(id uuid, code text, "nameZh" text, "nameEn" text)
    ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en`,
  subdistrict: inside('subdistrict', 'district'),
  community: inside('community', 'subdistrict'),
  grids: `INSERT INTO grid (id, code, name_zh, name_en, community_id)
    SELECT id, code, "nameZh", "nameEn", (SELECT id FROM community WHERE code = r.community)
    FROM jsonb_to_recordset($1) AS r(id uuid, code text, "nameZh" text, "nameEn" text, community text)
    ON CONFLICT (code) DO UPDATE
      SET name_zh = excluded.name_zh, name_en = excluded.name_en, community_id = excluded.community_id`,
  outlines: `UPDATE grid SET area = r.area
    FROM jsonb_to_recordset($1) AS r(code text, area jsonb) WHERE grid.code = r.code`,
  units: `INSERT INTO unit (id, code, kind, name_zh, name_en, phone, hours, responsibilities)
    SELECT id, code, kind::unit_kind, "nameZh", "nameEn", phone, hours, responsibilities
    FROM jsonb_to_recordset($1) AS r(id uuid, code text, kind text, "nameZh" text, "nameEn" text, phone text, hours text,
      responsibilities text[])
    ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en,
      phone = excluded.phone, hours = excluded.hours, responsibilities = excluded.responsibilities`,
  places: `INSERT INTO place (id, code, name_zh, name_en, aliases, grid_id, building_from, building_to, property_id)
    SELECT id, code, "nameZh", "nameEn", aliases, (SELECT id FROM grid WHERE code = r.grid), "buildingFrom",
      "buildingTo", (SELECT id FROM unit WHERE code = r.property)
    FROM jsonb_to_recordset($1) AS r(id uuid, code text, "nameZh" text, "nameEn" text, aliases text[], grid text,
      "buildingFrom" int, "buildingTo" int, property text)
    ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
      aliases = excluded.aliases, grid_id = excluded.grid_id, building_from = excluded.building_from,
      building_to = excluded.building_to, property_id = excluded.property_id`,
  members: `INSERT INTO member (id, code, name, role, part_time, grid_id, community_id, unit_id, active)
    SELECT id, code, name, role::member_role, "partTime", (SELECT id FROM grid WHERE code = r."worksAt"),
      (SELECT id FROM community WHERE code = r."worksAt"), (SELECT id FROM unit WHERE code = r."worksAt"), active
    FROM jsonb_to_recordset($1) AS r(id uuid, code text, name text, role text, "partTime" boolean, "worksAt" text,
      active boolean)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, role = excluded.role, part_time = excluded.part_time,
      grid_id = excluded.grid_id, community_id = excluded.community_id, unit_id = excluded.unit_id,
      active = excluded.active`,
  shifts: `INSERT INTO shift (id, member_id, days, "from", "to")
    SELECT r.id, m.id, days, "from", "to"
    FROM jsonb_to_recordset($1) AS r(id uuid, member text, days int[], "from" int, "to" int) JOIN member m ON m.code = r.member`,
  leaves: `INSERT INTO leave (id, member_id, "from", "to", note)
    SELECT r.id, m.id, to_timestamp("from" / 1000), to_timestamp("to" / 1000), note
    FROM jsonb_to_recordset($1) AS r(id uuid, member text, "from" float8, "to" float8, note text)
    JOIN member m ON m.code = r.member`,
  calendar: `INSERT INTO calendar_day (day, working, note)
    SELECT day, working, note FROM jsonb_to_recordset($1) AS r(day text, working boolean, note text)
    ON CONFLICT (day) DO UPDATE SET working = excluded.working, note = excluded.note`,
  groups: `INSERT INTO work_group (id, kind, name_zh, name_en, language, grid_id, unit_id, community_id, subdistrict_id)
    SELECT id, kind::work_group_kind, "nameZh", "nameEn", language::language, (SELECT id FROM grid WHERE code = r.of),
      (SELECT id FROM unit WHERE code = r.of), (SELECT id FROM community WHERE code = r.of),
      (SELECT id FROM subdistrict WHERE code = r.of)
    FROM jsonb_to_recordset($1) AS r(id uuid, kind text, of text, "nameZh" text, "nameEn" text, language text)
    ON CONFLICT (id) DO UPDATE
      SET name_zh = excluded.name_zh, name_en = excluded.name_en, language = excluded.language`,
}

function inside(table: string, parent: string): string {
  return `INSERT INTO ${table} (id, code, name_zh, name_en, ${parent}_id)
    SELECT id, code, "nameZh", "nameEn", (SELECT id FROM ${parent} WHERE code = r.parent)
    FROM jsonb_to_recordset($1) AS r(id uuid, code text, "nameZh" text, "nameEn" text, parent text)
    ON CONFLICT (code) DO UPDATE
      SET name_zh = excluded.name_zh, name_en = excluded.name_en, ${parent}_id = excluded.${parent}_id`
}

/** A second pass, since a deputy may be further down in the same file. */
export const DEPUTIES = `UPDATE member SET deputy_id = (SELECT id FROM member WHERE code = r.deputy)
  FROM jsonb_to_recordset($1) AS r(code text, deputy text) WHERE member.code = r.code`

/**
 * Runs before the inserts; $1: the old rows. All shifts of a member are replaced; a leave is keyed by its
 * beginning.
 */
export const CLEARS = {
  shifts: `DELETE FROM shift WHERE member_id IN (
    SELECT m.id FROM jsonb_to_recordset($1) AS r(member text) JOIN member m ON m.code = r.member)`,
  leaves: `DELETE FROM leave l USING jsonb_to_recordset($1) AS r(member text, "from" float8), member m
    WHERE m.code = r.member AND l.member_id = m.id
      AND floor(extract(epoch FROM l."from")) * 1000 = r."from"::numeric`,
}

export const DELETES: readonly [part: Part, sql: string][] = [
  ['calendar', 'DELETE FROM calendar_day WHERE day = ANY($1)'],
  ['groups', 'DELETE FROM work_group WHERE id = ANY($1)'],
  ['places', 'DELETE FROM place WHERE code = ANY($1)'],
  ['outlines', 'UPDATE grid SET area = NULL WHERE code = ANY($1)'],
  ['grids', 'DELETE FROM grid WHERE code = ANY($1)'],
  ['units', 'DELETE FROM unit WHERE code = ANY($1)'],
  ['areas', 'DELETE FROM community WHERE code = ANY($1)'],
  ['areas', 'DELETE FROM subdistrict WHERE code = ANY($1)'],
  ['areas', 'DELETE FROM district WHERE code = ANY($1)'],
]
