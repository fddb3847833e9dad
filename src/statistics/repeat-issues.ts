/** Repeat issues 反复诉求: one place and one category, reported by several neighbours or reopened again and again. */
import type { Pool } from 'pg'
import type { Area } from '../routing/area.ts'

/** Within so many days: so many residents, or so many reopens. */
export const RECURRING = { days: 90, residents: 3, reopens: 2 } as const

export interface Recurring {
  category: string
  place: { nameZh: string; nameEn: string; buildingFrom: number | null; buildingTo: number | null }
  residents: number
  tickets: number
  reopens: number
  open: number
  /** The newest few ticket numbers. */
  numbers: string[]
}

/** @param until end of the 90 days. Withdrawn and excluded tickets do not count. */
export async function recurringTopics(
  pool: Pick<Pool, 'query'>,
  until: Date,
  { gridIds, unitId }: Pick<Area, 'gridIds' | 'unitId'> = {},
): Promise<Recurring[]> {
  const { rows } = await pool.query<Recurring>(
    `SELECT category, residents, tickets, reopens, open, numbers, jsonb_build_object('nameZh', p.name_zh, 'nameEn', p.name_en,
       'buildingFrom', p.building_from, 'buildingTo', p.building_to) AS place
     FROM (
       SELECT place_id, category, count(DISTINCT resident_id)::int AS residents, count(*)::int AS tickets,
         sum(reopens)::int AS reopens, count(*) FILTER (WHERE state NOT IN ('closed', 'merged'))::int AS open,
         (array_agg(number ORDER BY created_at DESC))[1:5] AS numbers
       FROM ticket
       WHERE created_at >= $1::timestamptz - make_interval(days => $2) AND created_at < $1
         AND place_id IS NOT NULL AND state <> 'withdrawn' AND excluded IS NULL
         AND ($3::uuid[] IS NULL OR grid_id = ANY($3)) AND ($4::uuid IS NULL OR unit_id = $4)
       GROUP BY place_id, category
       HAVING count(DISTINCT resident_id) >= $5 OR sum(reopens) >= $6) topic
     JOIN place p ON p.id = topic.place_id
     ORDER BY residents DESC, tickets DESC, reopens DESC, category, p.code`,
    [until, RECURRING.days, gridIds ?? null, unitId ?? null, RECURRING.residents, RECURRING.reopens],
  )
  return rows
}
