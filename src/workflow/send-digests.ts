/**
 * At the set hour every group hears how its day was, duty officers on the set days how the last week and month were. Once,
 * however many processes look: a row says what was told, in the transaction that tells it.
 */
import { isDigestTime, type Span, SPANS, tellingDay } from '../domain/sla/digest-schedule.ts'
import { digestOf } from '../statistics/digest.ts'
import { dayOf } from '../statistics/period.ts'
import type { OrgWorkGroup } from '../routing/directory.ts'
import type { TurnDeps } from './deps.ts'

/** @throws AggregateError of what went wrong with single groups, after all the others. */
export async function tellGroups(deps: TurnDeps): Promise<void> {
  const { rules } = deps.settings()
  const org = deps.directory.current()
  const now = deps.now()
  if (!isDigestTime(rules, now, org.calendarOf(null))) return
  const day = dayOf(now.getTime())
  const lastTold = await readLastTold(deps)
  const broken: unknown[] = []
  for (const group of org.workGroups.filter(({ id }) => org.conversationsOf(id).length > 0))
    for (const span of spansFor(group, org.calendarOf(group.unitId).isWorkday(day))) {
      const since = tellingDay(span, day, rules)
      if ((lastTold.get(`${group.id} ${span}`) ?? '') >= since) continue
      await tell(deps, group, span, { day, since }).catch((error: unknown) => broken.push(error))
    }
  if (broken.length > 0)
    throw new AggregateError(broken, `${broken.length} groups could not be told how it goes`)
}

/** Weekly and monthly figures are for duty groups, and for workdays. */
const spansFor = ({ kind }: OrgWorkGroup, works: boolean): readonly Span[] =>
  kind === 'duty' && works ? SPANS : ['day']

async function tell(
  deps: TurnDeps,
  group: OrgWorkGroup,
  span: Span,
  { day, since }: { day: string; since: string },
): Promise<void> {
  const digest = await digestOf(deps, group, span)
  const org = deps.directory.current()
  const works = org.calendarOf(group.unitId).isWorkday(day)
  await deps.transact(async tx => {
    const { rowCount } = await tx.db.query(
      `INSERT INTO digest (work_group_id, span, day) VALUES ($1, $2, $3)
       ON CONFLICT (work_group_id, span) DO UPDATE SET day = excluded.day WHERE digest.day < $4`,
      [group.id, span, day, since],
    )
    const isWorthIt = works ? !digest.quiet || isNews(group, span) : digest.open > 0
    if (rowCount === 0 || !isWorthIt) return
    for (const { id } of org.conversationsOf(group.id)) tx.say(id, { text: digest.text })
  })
}

/** A day without anything: workers are spared the message, duty officers get it. On a free day none is sent. */
const isNews = ({ kind }: OrgWorkGroup, span: Span): boolean => kind === 'duty' && span === 'day'

/** By group and span: the day on which it was told last, or on which there was nothing to tell. */
async function readLastTold({ pool }: TurnDeps): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ key: string; day: string }>(
    "SELECT work_group_id || ' ' || span AS key, day FROM digest",
  )
  return new Map(rows.map(({ key, day }) => [key, day]))
}
