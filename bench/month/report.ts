/** What the month was like, in lines that people read. */
import type { Pool } from 'pg'
import type { Figures } from '../../src/statistics/figures.ts'
import type { Rate } from '../../src/statistics/rate.ts'
import { latencies, round } from '../figures.ts'
import type { ProcessorTime } from '../processor-time.ts'
import type { Checked } from './check.ts'
import type { MonthOptions } from './options.ts'
import type { Tally } from './tally.ts'

export interface Told {
  options: MonthOptions
  tally: Tally
  checked: Checked
  seconds: number
  processor: ProcessorTime
}

export async function report(pool: Pool, told: Told): Promise<string> {
  const { checked, tally, options, seconds, processor } = told
  const { counts, days } = tally
  const { rows: states } = await pool.query<{ what: string; n: number }>(
    `SELECT CASE WHEN state = 'closed' THEN 'closed, ' || outcome ELSE state::text END AS what, count(*)::int AS n
     FROM ticket GROUP BY 1 ORDER BY 2 DESC`,
  )
  const { rows: events } = await pool.query<{ kind: string; n: number }>(
    'SELECT kind, count(*)::int AS n FROM ticket_event GROUP BY 1 ORDER BY 2 DESC',
  )
  const tickets = states.reduce((sum, { n }) => sum + n, 0)
  const out = counts.toResidents + counts.lines + counts.cards + counts.edits
  const each = (ms: number) => `${round(ms / tickets)} ms`
  return [
    `${tickets} tickets of ${options.tickets} reports in ${options.days} days and ${options.after} after them; looks every ${options.step} min, seed ${options.seed}`,
    `${counts.inbound} messages in, ${out} out: ${counts.toResidents} to residents, ${counts.cards} cards (edited ${counts.edits} times), ${counts.lines} lines in groups`,
    `${round(seconds, 0)} s, ${round(tickets / seconds)} tickets a second; processor time for each: Node ${each(processor.node)}, PostgreSQL ${each(processor.postgres)}`,
    `where the time went, s: ${[...tally.ms].map(([part, ms]) => `${part} ${round(ms / 1000, 0)}`).join(', ')}`,
    '',
    `tickets: ${states.map(({ what, n }) => `${what} ${n}`).join(', ')}`,
    `events: ${events.map(({ kind, n }) => `${kind} ${n}`).join(', ')}`,
    rates(checked.figures),
    '',
    'a day of a group or a person, where there was anything that day: median / p95 / most',
    perDay('cards, of a grid’s group', days.cards),
    perDay('lines of their own, of a grid’s group', days.lines),
    perDay('mentions, of a person', days.mentions),
    `most in hand: full-time ${checked.caps.most.full}, part-time ${checked.caps.most.part}, officers and contacts ${checked.caps.most.officer}`,
    `over the cap by a person’s word: ${[...checked.caps.over].map(([kind, n]) => `${kind} ${n}`).join(', ') || 'nobody'}`,
    '',
    verdicts(checked),
    ...(await histories(pool, checked)),
  ].join('\n')
}

/** Of the tickets that a check names: what happened to them, so that one need not run it again to see. */
async function histories(pool: Pool, { verdicts: all }: Checked): Promise<string[]> {
  const named = all.flatMap(({ examples }) =>
    examples.map(example => /\d{8}-\d{4,6}/.exec(example)?.[0] ?? ''),
  )
  const { rows } = await pool.query<{ number: string; life: string }>(
    `SELECT t.number, string_agg(e.kind || ' ' || to_char(e.at AT TIME ZONE 'UTC', 'DD HH24:MI:SS.MS') || coalesce(' ' || nullif(
       (e.data - 'text' - 'summary' - 'guesses' - 'choice')::text, '{}'), ''), E'\n    ' ORDER BY e.version) AS life
     FROM ticket t JOIN ticket_event e ON e.ticket_id = t.id WHERE t.number = ANY($1) GROUP BY t.number`,
    [named],
  )
  return rows.map(({ number, life }) => `${number}\n    ${life}`)
}

function rates(figures: Figures): string {
  const of = (name: string, { count, of }: Rate) =>
    `${name} ${of ? round((count / of) * 100) : '–'}% of ${of}`
  return [
    of('answered in time', figures.response),
    of('accepted in time', figures.accept),
    of('resolved in time', figures.resolve),
    of('solved', figures.resolution),
    of('content', figures.satisfaction),
    of('reported in in time', figures.report),
  ].join(', ')
}

function perDay(what: string, counts: ReadonlyMap<string, number>): string {
  const { samples, p50, p95, max } = latencies([...counts.values()])
  return `  ${what}: ${p50} / ${p95} / ${max}, of ${samples} such days`
}

const verdicts = ({ verdicts: all }: Checked): string =>
  [
    ...all.map(
      ({ what, of, wrong }) =>
        `${wrong === 0 ? 'ok   ' : 'WRONG'} ${what}: ${wrong === 0 ? of : `${wrong} of ${of} not`}`,
    ),
    ...all.flatMap(({ what, examples }) => examples.map(example => `  ${what}: ${example}`)),
  ].join('\n')
