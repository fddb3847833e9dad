/** The figures of a period, with the tickets that were excluded from them. */
import type { Pool } from 'pg'
import type { Bilingual, CategoryTree } from '../domain/category.ts'
import type { Exclusion, Facts } from './facts.ts'
import { type Dimension, grouping } from './dimension.ts'
import { type Figures, figuresBy, figuresOf } from './figures.ts'
import { memberNames, readNames } from './names.ts'
import { isWithin, type Period } from './period.ts'
import { readFacts } from './read-facts.ts'

interface Row {
  key: string
  name: Bilingual
  figures: Figures
}

export interface LeftOut extends Omit<Exclusion, 'memberId' | 'at'> {
  number: string
  /** The member who excluded it. */
  by: string
  at: Date
}

export interface Report {
  period: Period
  /** Open deadlines are judged at this instant. */
  asOf: Date
  by: Dimension | null
  total: Figures
  rows: Row[]
  excluded: LeftOut[]
}

export interface ReportWanted {
  period: Period
  by?: Dimension | undefined
}

export async function figuresReport(
  pool: Pool,
  tree: CategoryTree,
  { period, by }: ReportWanted,
  now: Date,
): Promise<Report> {
  const facts = await readFacts(pool, period, now)
  const rows: Row[] = []
  if (by) {
    const { keyOf, nameOf, inOrder } = grouping(by, await readNames(pool), tree)
    const figures = figuresBy(facts, period, keyOf)
    rows.push(...[...figures].map(([key, each]) => ({ key, name: nameOf(key), figures: each })))
    rows.sort((a, b) => (inOrder ? 0 : size(b.figures) - size(a.figures)) || (a.key < b.key ? -1 : 1))
  }
  return {
    period,
    asOf: now,
    by: by ?? null,
    total: figuresOf(facts, period),
    rows,
    excluded: await leftOut(pool, facts, period),
  }
}

const size = ({ opened, closed, whistles }: Figures): number => opened || closed || whistles

/** Excluded tickets with an opening, closing or whistle in the period. */
async function leftOut(pool: Pool, facts: Facts, period: Period): Promise<LeftOut[]> {
  const within = (at: number) => isWithin(period, at)
  const counted = new Set([
    ...facts.tickets.filter(({ openedAt }) => within(openedAt)).map(({ id }) => id),
    ...facts.closings.filter(({ at }) => within(at)).map(({ ticketId }) => ticketId),
    ...facts.whistles.filter(({ calledAt }) => within(calledAt)).map(({ ticketId }) => ticketId),
  ])
  const tickets = facts.tickets.filter(({ id, excluded }) => excluded && counted.has(id))
  const ids = tickets.map(({ excluded }) => excluded?.memberId).filter(id => typeof id === 'string')
  const names = await memberNames(pool, ids)
  const confidential = await confidentialAmong(
    pool,
    tickets.map(({ id }) => id),
  )
  return tickets.flatMap(({ id, number, excluded }) => {
    if (!excluded) return []
    const { memberId, at, ...why } = excluded
    // An office may see why a ticket is excluded; a note on a confidential ticket is for the desk only.
    if (confidential.has(id)) why.note = ''
    return [{ number, ...why, by: names.get(memberId ?? '') ?? '', at: new Date(at) }]
  })
}

async function confidentialAmong(pool: Pool, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM ticket WHERE id = ANY($1::uuid[]) AND confidential IS NOT NULL',
    [ids],
  )
  return new Set(rows.map(({ id }) => id))
}
