/**
 * SQL of the facts, for all tickets of a period at once. $1 from, $2 to, $3 grids, $4 now. Reads every ticket
 * with an event since `from`.
 */

/** As milliseconds: pg parses a number some ten times as fast as a date. */
const ms = (time: string): string => `(extract(epoch FROM ${time}) * 1000)::float8`

/** An `undone` takes back the event before it, unless that `undone` was itself taken back. */
const SCOPE = `
  scope AS MATERIALIZED (
    SELECT id, number, grid_id, unit_id, category, created_at, parent_id, excluded FROM ticket
    WHERE updated_at >= $1 AND created_at < $2
      AND ($3::uuid[] IS NULL OR grid_id = ANY($3))),
  undone AS (
    SELECT ticket_id, version, count(*) OVER (PARTITION BY ticket_id, run ORDER BY version DESC) AS from_last
    FROM (SELECT ticket_id, version, version - row_number() OVER (PARTITION BY ticket_id ORDER BY version) AS run
          FROM ticket_event WHERE kind = 'undone' AND ticket_id IN (SELECT id FROM scope)) u),
  taken_back AS MATERIALIZED (
    SELECT ticket_id, version - 1 AS version FROM undone WHERE from_last % 2 = 1)`

const STANDS =
  'NOT EXISTS (SELECT FROM taken_back b WHERE b.ticket_id = e.ticket_id AND b.version = e.version)'

/** Events at which clocks start, stop, or get a new deadline. */
const MOVES = `'assigned', 'meeting_held', 'returned', 'disputed', 'unrouted', 'merged', 'withdrawn', 'parted',
  'meeting_called', 'inquired', 'resumed', 'rescheduled', 'recategorised'`

/** The first time of an event, and whether its deadline passed before it. */
const kept = (name: string): string => `
  CASE WHEN late_${name} THEN false WHEN ${name}_version > assigned_version AND parent_id IS NULL THEN true END AS ${name}`
const late = (name: string, due: string): string => `
  coalesce(bool_or(running AND ${due} < least(until, ${name}_at, $4)) FILTER (WHERE m.version < coalesce(${name}_version, m.version + 1)), false) AS late_${name}`

export const TICKETS = `
  WITH ${SCOPE},
  happened AS MATERIALIZED (
    SELECT e.ticket_id, e.version, e.kind, e.at,
      CASE WHEN e.kind IN ('resumed', 'rescheduled', 'recategorised', 'meeting_held') THEN e.data->'promises'
           WHEN e.kind = 'assigned' THEN e.data END AS promise,
      e.kind = 'meeting_held' AND e.data->>'decision' = 'postponed' AS postponed,
      e.kind IN ('accepted', 'whistled', 'meeting_called', 'resolved') AS accepts,
      e.kind IN ('inquired', 'whistled', 'meeting_called', 'resolved')
        OR (e.kind = 'noted' AND (e.data->>'toResident')::boolean) AS answers,
      CASE WHEN e.kind = 'supervised' THEN (e.data->>'level')::int END AS level
    FROM scope JOIN ticket_event e ON e.ticket_id = scope.id
    WHERE e.kind IN (${MOVES}, 'accepted', 'whistled', 'resolved', 'noted', 'urged', 'reopened', 'supervised') AND ${STANDS}),
  firsts AS (
    SELECT ticket_id,
      min(at) FILTER (WHERE kind = 'assigned') AS assigned_at, min(version) FILTER (WHERE kind = 'assigned') AS assigned_version,
      min(at) FILTER (WHERE accepts) AS accept_at, min(version) FILTER (WHERE accepts) AS accept_version,
      min(at) FILTER (WHERE answers) AS answer_at, min(version) FILTER (WHERE answers) AS answer_version,
      min(at) FILTER (WHERE kind = 'resolved') AS resolve_at, min(version) FILTER (WHERE kind = 'resolved') AS resolve_version,
      count(*) FILTER (WHERE kind = 'urged') AS urges,
      count(*) FILTER (WHERE kind IN ('returned', 'disputed')) AS returns,
      count(*) FILTER (WHERE kind = 'reopened') AS reopens,
      coalesce(max(level), 0) AS supervised
    FROM happened GROUP BY ticket_id),
  moves AS MATERIALIZED (
    SELECT h.ticket_id, h.version, h.at,
      (promise->>'acceptBy')::timestamptz AS accept_by, (promise->>'answerBy')::timestamptz AS answer_by,
      (promise->>'resolveBy')::timestamptz AS resolve_by,
      h.kind = 'assigned' OR (h.kind = 'meeting_held' AND NOT postponed) AS taken_up,
      h.kind IN ('returned', 'disputed', 'unrouted', 'merged', 'withdrawn', 'parted', 'meeting_called') AS put_down,
      h.kind = 'inquired' AS waits, h.kind IN ('assigned', 'resumed') AS goes_on
    FROM happened h JOIN firsts f USING (ticket_id)
    WHERE h.kind IN (${MOVES}) AND h.version < coalesce(f.resolve_version, h.version + 1)),
  stretches AS (
    SELECT ticket_id, version, lead(at) OVER w AS until,
      max(version) FILTER (WHERE answer_by IS NOT NULL) OVER w AS promised,
      coalesce(max(version) FILTER (WHERE taken_up) OVER w, 0) > coalesce(max(version) FILTER (WHERE put_down) OVER w, 0)
        AND coalesce(max(version) FILTER (WHERE goes_on) OVER w, 0) >= coalesce(max(version) FILTER (WHERE waits) OVER w, 0) AS running
    FROM moves WINDOW w AS (PARTITION BY ticket_id ORDER BY version)),
  lateness AS (
    SELECT m.ticket_id, ${late('accept', 'p.accept_by')}, ${late('answer', 'p.answer_by')}, ${late('resolve', 'p.resolve_by')}
    FROM stretches m JOIN firsts f ON f.ticket_id = m.ticket_id
    LEFT JOIN moves p ON p.ticket_id = m.ticket_id AND p.version = m.promised
    GROUP BY m.ticket_id)
  SELECT t.id, t.number, t.grid_id AS "gridId", t.unit_id AS "unitId", t.category, ${ms('t.created_at')} AS "openedAt",
    ${ms('f.assigned_at')} AS "assignedAt", ${ms('f.accept_at')} AS "acceptedAt",
    ${ms('f.answer_at')} AS "answeredAt", ${ms('f.resolve_at')} AS "resolvedAt",
    ${kept('accept')}, ${kept('answer')}, ${kept('resolve')},
    coalesce(urges, 0)::int AS urges, coalesce(returns, 0)::int AS returns, coalesce(reopens, 0)::int AS reopens,
    coalesce(supervised, 0) AS supervised, parent_id IS NOT NULL AS merged,
    CASE WHEN t.excluded IS NOT NULL THEN (
      SELECT jsonb_build_object('reason', e.data->>'reason', 'note', e.data->>'note', 'memberId', e.actor_id, 'at', ${ms('e.at')})
      FROM ticket_event e WHERE e.ticket_id = t.id AND e.kind = 'excluded' ORDER BY version DESC LIMIT 1) END AS excluded
  FROM scope t LEFT JOIN firsts f ON f.ticket_id = t.id LEFT JOIN lateness l ON l.ticket_id = t.id
  ORDER BY t.id`

/** Groups the events around a closing by its number: those that lead to it, and those that follow from it. */
export const CLOSINGS = `
  WITH ${SCOPE},
  around AS (
    SELECT e.ticket_id, e.version, e.at, e.kind, e.data->>'outcome' AS outcome, (e.data->>'stars')::int AS stars,
      count(*) FILTER (WHERE e.kind IN ('confirmed', 'lapsed')) OVER (PARTITION BY e.ticket_id ORDER BY e.version)
        + (e.kind = 'resolved')::int AS closing
    FROM scope JOIN ticket_event e ON e.ticket_id = scope.id
    WHERE e.kind IN ('resolved', 'confirmed', 'lapsed', 'reopened', 'rated') AND ${STANDS})
  SELECT ticket_id AS "ticketId", ${ms("min(at) FILTER (WHERE kind IN ('confirmed', 'lapsed'))")} AS at,
    (array_agg(outcome ORDER BY version DESC) FILTER (WHERE kind = 'resolved'))[1] AS outcome,
    bool_or(kind = 'confirmed') AS "byWord", bool_or(kind = 'reopened') AS reopened, max(stars) AS stars
  FROM around GROUP BY ticket_id, closing
  HAVING bool_or(kind IN ('confirmed', 'lapsed')) ORDER BY ticket_id, closing`

/** Time for which a department's clock was paused since the whistle, and since when it is paused now. */
const paused = (clock: string): string => `
      coalesce(sum(took) FILTER (WHERE over_version > a.version AND over_version < ${clock}_end), '0') AS ${clock}_stood,
      min(began) FILTER (WHERE p.version < ${clock}_end AND (over_version IS NULL OR over_version >= ${clock}_end)) AS ${clock}_waits`
const keptByUnit = (clock: string, done: string): string => `
    CASE WHEN ${clock}_by + ${clock}_stood < least(${done}, off_at, ${clock}_waits) THEN false
      WHEN ${done} IS NOT NULL THEN true END AS ${clock}`

/** A whistle lasts until the department is called again, or its answer is no longer needed. */
export const WHISTLES = `
  WITH ${SCOPE},
  called AS (
    SELECT e.ticket_id, e.version, e.at, units.unit_id,
      (e.data->>'reportBy')::timestamptz AS report_by, (e.data->>'actBy')::timestamptz AS act_by,
      lead(e.version, 1, 2147483647) OVER again AS next_version, lead(e.at) OVER again AS next_at
    FROM scope JOIN ticket_event e ON e.ticket_id = scope.id
    CROSS JOIN LATERAL (SELECT DISTINCT u::uuid AS unit_id FROM jsonb_array_elements_text(e.data->'units') AS u) units
    WHERE e.kind = 'whistled' AND ${STANDS}
    WINDOW again AS (PARTITION BY e.ticket_id, units.unit_id ORDER BY e.version)),
  since AS MATERIALIZED (
    SELECT e.ticket_id, e.version, e.kind, e.at, e.data->>'unitId' AS unit_id, (e.data->>'stars')::int AS stars,
      e.kind IN ('whistle_ended', 'assigned', 'meeting_called', 'resolved', 'merged', 'withdrawn') AS over
    FROM ticket_event e WHERE e.ticket_id IN (SELECT ticket_id FROM called) AND ${STANDS}
      AND e.kind IN ('reported_in', 'unit_done', 'unit_declined', 'unit_rated',
        'whistle_ended', 'assigned', 'meeting_called', 'resolved', 'merged', 'withdrawn')),
  answered AS (
    SELECT c.ticket_id, c.version, c.unit_id, c.at, c.report_by, c.act_by,
      min(s.at) FILTER (WHERE reports) AS reported_at, min(s.at) FILTER (WHERE s.kind = 'unit_done') AS done_at,
      least(min(s.at) FILTER (WHERE ends), c.next_at, $4) AS off_at,
      least(min(s.version) FILTER (WHERE reports OR ends), c.next_version) AS report_end,
      least(min(s.version) FILTER (WHERE s.kind = 'unit_done' OR ends), c.next_version) AS act_end,
      (array_agg(s.stars ORDER BY s.version DESC) FILTER (WHERE s.kind = 'unit_rated'))[1] AS stars
    FROM called c LEFT JOIN (
      SELECT *, kind IN ('reported_in', 'unit_done') AS reports, over OR kind = 'unit_declined' AS ends FROM since) s
      ON s.ticket_id = c.ticket_id AND s.version > c.version AND s.version < c.next_version
      AND (over OR s.unit_id = c.unit_id::text)
    GROUP BY c.ticket_id, c.version, c.unit_id, c.at, c.report_by, c.act_by, c.next_at, c.next_version),
  pauses AS (
    SELECT ticket_id, version, at AS began, over_version, CASE WHEN over_by = 'resumed' THEN over_at - at END AS took
    FROM (
      SELECT e.ticket_id, e.version, e.kind, e.at,
        lead(e.version) OVER w AS over_version, lead(e.kind) OVER w AS over_by, lead(e.at) OVER w AS over_at
      FROM ticket_event e WHERE e.ticket_id IN (SELECT ticket_id FROM called) AND ${STANDS}
        AND e.kind IN ('inquired', 'resumed', 'assigned', 'resolved', 'reopened', 'merged', 'withdrawn')
      WINDOW w AS (PARTITION BY e.ticket_id ORDER BY e.version)) p
    WHERE kind = 'inquired'),
  counted AS (
    SELECT a.*, ${paused('report')}, ${paused('act')}
    FROM answered a LEFT JOIN pauses p USING (ticket_id)
    GROUP BY a.ticket_id, a.version, a.unit_id, a.at, a.report_by, a.act_by, a.reported_at, a.done_at, a.off_at,
      a.report_end, a.act_end, a.stars)
  SELECT ticket_id AS "ticketId", unit_id AS "unitId", ${ms('at')} AS "calledAt",
    ${keptByUnit('report', 'reported_at')}, ${keptByUnit('act', 'done_at')}, stars
  FROM counted ORDER BY ticket_id, version, unit_id`
