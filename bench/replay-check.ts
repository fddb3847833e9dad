/** After a replay: what the database says became of every message. Exits with 1 when one was lost or counted twice. */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'

const USAGE = `node --import tsx bench/replay-check.ts [options]
  --database-url URL   the service's database …
  --data-dir DIR       … or the directory of its embedded one (while it runs)
  --messages N         how many messages were sent, when that should be checked
  --json               the figures as JSON, and nothing else`

/** The messages of a replay, with the first thing that was said after each. */
const REPLAYED = `
  WITH said AS (
    SELECT m.*, substring(m.external_id from '[^/]*$') AS line
    FROM inbound_message m WHERE m.channel = 'web' AND m.external_id LIKE '%/replay-%'
  ), asked AS (SELECT DISTINCT conversation_id FROM said),
  tickets AS (SELECT t.* FROM ticket t JOIN asked USING (conversation_id))`

interface Counts {
  /** Rows, and different lines of the file: more rows than lines is a message received twice. */
  received: number
  lines: number
  notHandled: number
  withTicket: number
  tickets: number
  /** Tickets of messages that named several problems: all of one message have the same time. */
  ofSeveralProblems: number
  /** Tickets that no message stands behind. */
  ticketsWithoutMessage: number
  /** The same words as another ticket of the same resident, though they were said once. */
  ticketsTwice: number
  pending: number
  undeliverable: number
}

const COUNTS = `${REPLAYED}
  SELECT (SELECT count(*) FROM said)::int AS received,
    (SELECT count(DISTINCT line) FROM said)::int AS lines,
    (SELECT count(*) FROM said WHERE state <> 'handled')::int AS "notHandled",
    (SELECT count(*) FROM said WHERE ticket_id IS NOT NULL)::int AS "withTicket",
    (SELECT count(*) FROM tickets)::int AS tickets,
    (SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM tickets GROUP BY conversation_id, created_at HAVING count(*) > 1) g)::int AS "ofSeveralProblems",
    (SELECT count(*) FROM tickets t WHERE NOT EXISTS (
      SELECT FROM said WHERE said.conversation_id = t.conversation_id AND said.handled_at = t.created_at))::int AS "ticketsWithoutMessage",
    (SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM tickets GROUP BY conversation_id, text HAVING count(*) > 1) g)::int AS "ticketsTwice",
    (SELECT count(*) FROM outbound_message WHERE state = 'pending')::int AS pending,
    (SELECT count(*) FROM outbound_message WHERE state = 'undeliverable')::int AS undeliverable`

const STATES = `${REPLAYED} SELECT state::text AS what, count(*)::int AS count FROM tickets GROUP BY state ORDER BY count DESC`

const PERSONS = `${REPLAYED}
  SELECT e.data->>'why' AS what, count(*)::int AS count FROM tickets JOIN ticket_event e ON e.ticket_id = tickets.id
  WHERE e.kind = 'unrouted' GROUP BY 1 ORDER BY count DESC`

/** What a message did when it opened no ticket: whether people meant that, a person has to read. */
const ELSE = `${REPLAYED}
  SELECT e.kind AS what, count(DISTINCT said.id)::int AS count FROM said JOIN ticket_event e ON e.ticket_id = said.ticket_id AND e.at = said.handled_at
  WHERE e.actor_kind = 'resident' AND NOT EXISTS (
    SELECT FROM ticket_event o WHERE o.ticket_id = said.ticket_id AND o.at = said.handled_at AND o.kind = 'opened')
  GROUP BY 1 ORDER BY count DESC`

/** Why a message has no ticket: what was said to it, without what differs from case to case. */
const WITHOUT = `${REPLAYED}
  SELECT coalesce(regexp_replace(left(answer.text, 24), '[0-9-]+', '…', 'g'), said.state::text) AS what, count(*)::int AS count
  FROM said LEFT JOIN LATERAL (
    SELECT o.content->>'text' AS text FROM outbound_message o
    WHERE o.conversation_id = said.conversation_id AND o.id > said.id ORDER BY o.id LIMIT 1) answer ON true
  WHERE said.ticket_id IS NULL GROUP BY 1 ORDER BY count DESC LIMIT 20`

const UNHANDLED = `${REPLAYED}
  SELECT line || ' ' || state || ' ' || coalesce(error, '') AS what, attempts AS count FROM said WHERE state <> 'handled' ORDER BY line LIMIT 20`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'database-url': { type: 'string' },
      'data-dir': { type: 'string' },
      messages: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const url = values['database-url'] ?? (values['data-dir'] && embeddedUrl(values['data-dir']))
  if (!url) throw new Error(USAGE)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const list = async (sql: string) => (await client.query<{ what: string; count: number }>(sql)).rows
  const counts = (await client.query<Counts>(COUNTS)).rows[0] as Counts
  const found = {
    ...counts,
    ticketsByState: await list(STATES),
    toAPerson: await list(PERSONS),
    openedNone: await list(ELSE),
    withoutTicket: await list(WITHOUT),
    unhandled: await list(UNHANDLED),
  }
  await client.end()

  const wanted = values.messages === undefined ? counts.lines : Number(values.messages)
  const wrong = [
    [wanted - counts.lines, 'messages lost'],
    [counts.received - counts.lines, 'messages received twice'],
    [counts.notHandled, 'messages not handled'],
    [counts.ticketsWithoutMessage, 'tickets without a message'],
    [counts.ticketsTwice, 'tickets twice'],
    [counts.pending, 'answers not sent yet'],
  ].filter(([count]) => count !== 0)
  if (values.json) console.log(JSON.stringify({ ...found, wrong }, null, 2))
  else {
    for (const [name, count] of Object.entries(counts)) console.log(`  ${name.padEnd(24)}${count}`)
    for (const [title, rows] of [
      ['tickets by state', found.ticketsByState],
      ['to a person, because of', found.toAPerson],
      ['opened no ticket of its own, but', found.openedNone],
      ['without a ticket: what was said instead', found.withoutTicket],
      ['not handled', found.unhandled],
    ] as const) {
      console.log(`${title}`)
      for (const { what, count } of rows) console.log(`  ${String(count).padStart(6)}  ${what}`)
    }
    console.log(
      wrong.length === 0
        ? 'nothing lost, nothing twice'
        : wrong.map(([count, what]) => `${count} ${what}`).join('; '),
    )
  }
  if (wrong.length > 0) process.exitCode = 1
}

/** The embedded server's own files say where it listens, and its password. */
function embeddedUrl(dataDir: string): string {
  const cluster = path.join(dataDir, 'postgres')
  const port = fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')[3]
  const password = fs.readFileSync(path.join(cluster, 'linli.password'), 'utf8').trim()
  return `postgresql://linli:${password}@127.0.0.1:${port}/linli`
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
