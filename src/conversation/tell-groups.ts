/**
 * At the set hour every group hears how its day was, duty officers on the set days how the last week and month were. Once,
 * however many processes look: a row says what was told, in the transaction that tells it.
 */
import { isDigestTime, reportsOn, type Span } from '../domain/digest.ts'
import { type Digest, digestOf } from '../figures/digest.ts'
import { dayOf } from '../figures/period.ts'
import type { OrgWorkGroup } from '../routing/directory.ts'
import type { TurnDeps } from './turn.ts'

/** @throws AggregateError of what went wrong with single groups, after all the others. */
export async function tellGroups(deps: TurnDeps): Promise<void> {
  const { rules, org } = deps.voice()
  const now = deps.now()
  const calendar = org.calendarOf(null)
  if (!isDigestTime(rules, now, calendar)) return
  const day = dayOf(now.getTime())
  const reports = reportsOn(day, rules, calendar)
  const told = await toldOn(deps, day)
  const broken: unknown[] = []
  for (const group of org.workGroups.filter(({ id }) => org.conversationsOf(id).length > 0))
    for (const span of ['day', ...(group.kind === 'duty' ? reports : [])] as const) {
      if (told.has(`${group.id} ${span}`)) continue
      await tell(deps, group, span, day).catch((error: unknown) => broken.push(error))
    }
  if (broken.length > 0)
    throw new AggregateError(broken, `${broken.length} groups could not be told how it goes`)
}

async function tell(deps: TurnDeps, group: OrgWorkGroup, span: Span, day: string): Promise<void> {
  const digest = await digestOf(deps, group, span)
  const { org } = deps.voice()
  const works = org.calendarOf(group.unitId).isWorkday(day)
  await deps.transact(async tx => {
    const { rowCount } = await tx.db.query(
      `INSERT INTO digest (work_group_id, span, day) VALUES ($1, $2, $3)
       ON CONFLICT (work_group_id, span) DO UPDATE SET day = excluded.day WHERE digest.day < excluded.day`,
      [group.id, span, day],
    )
    if (rowCount === 0 || !isWorthIt(digest, group, works)) return
    for (const { id } of org.conversationsOf(group.id)) tx.say(id, { text: digest.text })
  })
}

/** On a free day only what is open matters. Workers are spared the news that there is none; duty officers should know. */
const isWorthIt = ({ quiet, open }: Digest, { kind }: OrgWorkGroup, works: boolean): boolean =>
  works ? !quiet || kind === 'duty' : open > 0

async function toldOn({ pool }: TurnDeps, day: string): Promise<Set<string>> {
  const { rows } = await pool.query<{ key: string }>(
    "SELECT work_group_id || ' ' || span AS key FROM digest WHERE day >= $1",
    [day],
  )
  return new Set(rows.map(({ key }) => key))
}
