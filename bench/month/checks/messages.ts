/**
 * Nothing waits, in or out; and a missed deadline was told: once for each level, however
 * many clocks ring there.
 */
import type { Pool } from 'pg'
import type { Tally } from '../tally.ts'
import { MINUTE } from '../time.ts'
import { verdict } from './verdict.ts'

export async function checkMessages(pool: Pool, { counts }: Tally, step: number) {
  const { rows } = await pool.query<
    Record<'inbound' | 'waiting' | 'outbound' | 'unsent' | 'supervised' | 'silent', number>
  >(
    `SELECT (SELECT count(*) FROM inbound_message)::int AS inbound,
       (SELECT count(*) FROM inbound_message WHERE state <> 'handled')::int AS waiting,
       (SELECT count(*) FROM outbound_message)::int AS outbound,
       (SELECT count(*) FROM outbound_message WHERE state NOT IN ('sent', 'superseded'))::int AS unsent,
       count(*)::int AS supervised,
       count(*) FILTER (WHERE (e.data->>'level')::int > coalesce((
         SELECT max((b.data->>'level')::int) FROM ticket_event b
         WHERE b.ticket_id = e.ticket_id AND b.kind = 'supervised' AND b.version < e.version), 0) AND NOT EXISTS (
         SELECT FROM outbound_message o WHERE o.ticket_id = t.id AND o.conversation_id = t.conversation_id
           AND o.created_at BETWEEN e.at - $1 * interval '1 millisecond' AND e.at + $1 * interval '1 millisecond'))::int AS silent
     FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id WHERE e.kind = 'supervised'`,
    [step + MINUTE],
  )
  const found = rows[0] as (typeof rows)[number]
  const said = (what: string, of: number, wrong: number, examples: string[] = []) => ({
    what,
    of,
    wrong,
    examples,
  })
  const lost = verdict('turns that did not fail')
  lost.look(counts.inbound)
  for (const [failure, times] of counts.failures) for (let i = 0; i < times; i++) lost.miss(failure)
  return [
    said('messages that came and are handled', found.inbound, found.waiting),
    said('messages that came and are there', counts.inbound, Math.abs(counts.inbound - found.inbound)),
    said('messages to people that are sent', found.outbound, found.unsent),
    said(
      'residents who heard something in the turn in which they spoke',
      counts.inbound,
      counts.unanswered.length,
      counts.unanswered.slice(0, 5),
    ),
    said('promises broken that the resident heard of', found.supervised, found.silent),
    lost,
  ]
}
