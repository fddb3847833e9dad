/**
 * Checks that Linli can work with a server before it changes anything: version, encoding, write access, and
 * that a session keeps its backend.
 */
import pg from 'pg'

const OLDEST = 14

/** The server cannot be used; the message is a sentence with the fix. */
export class ServerError extends Error {
  override name = 'ServerError'
}

/**
 * @returns warnings for the operator: settings that Linli can work with but should not.
 * @throws ServerError; errors of connecting as pg throws them: see describeDatabaseError.
 */
export async function checkServer(url: string): Promise<string[]> {
  const one = session(url)
  const other = session(url)
  try {
    await one.connect()
    const server = await look(one)
    const mistake = mistakeOf(server)
    if (mistake) throw new ServerError(mistake)
    await other.connect()
    if (await sharesBackends(one, other, server.pid)) throw new ServerError(POOLER)
    return warningsOf(server)
  } finally {
    await Promise.all([one, other].map(each => each.end().catch(() => {})))
  }
}

const POOLER =
  'DATABASE_URL leads to a pooler that gives each transaction another connection (pgbouncer: pool_mode = transaction); ' +
  'Linli needs sessions for LISTEN, prepared statements and advisory locks: name PostgreSQL itself, usually port 5432'

export interface Server {
  pid: number
  version: number
  name: string
  encoding: string
  readOnly: boolean
  database: string
  /** Settings that are off though a commit survives a crash of the server only with them. */
  careless: string[]
}

/** A committed message is acknowledged to its platform, which then forgets it: a lost commit loses the message. */
const warningsOf = ({ careless, database }: Server): string[] =>
  careless.map(
    setting =>
      `${setting} is off in the database ${database}: when its server or its power fails, messages that were acknowledged are lost; set it on`,
  )

export const mistakeOf = ({ version, name, encoding, readOnly, database }: Server): string | null => {
  if (version < OLDEST)
    return `DATABASE_URL leads to PostgreSQL ${name}, and Linli needs ${OLDEST} or newer: upgrade it, or name another server`
  if (encoding !== 'UTF8')
    return (
      `the database ${database} keeps its text as ${encoding}, which has not every character that residents write: ` +
      `make one in UTF8 (createdb -E UTF8 -T template0 linli) and name it in DATABASE_URL`
    )
  if (readOnly)
    return (
      `the database ${database} can only be read: it is a standby, or default_transaction_read_only is on. ` +
      'Name the primary in DATABASE_URL'
    )
  return null
}

function session(url: string): pg.Client {
  try {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'linli check',
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    })
    client.on('error', () => {})
    return client
  } catch (error) {
    // pg reads the certificate files that an address names when the client is made.
    const { code, path } = error as NodeJS.ErrnoException
    const setting = [...new URL(url).searchParams].find(([, value]) => value === path)?.[0]
    if (!setting) throw error
    throw new ServerError(
      `DATABASE_URL names the file ${path}, which cannot be read (${code}): correct ${setting}`,
    )
  }
}

async function look(client: pg.Client): Promise<Server> {
  const { rows } = await client.query<Server>(
    `SELECT pg_backend_pid() AS pid, current_setting('server_version_num')::int / 10000 AS version,
            current_setting('server_version') AS name, current_setting('server_encoding') AS encoding,
            current_setting('transaction_read_only') = 'on' AS "readOnly", current_database() AS database,
            ARRAY(SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off') AS careless`,
  )
  if (!rows[0]) throw new ServerError('what answers at DATABASE_URL is no PostgreSQL: correct host and port')
  return rows[0]
}

type Session = Pick<pg.ClientBase, 'query'>

/**
 * A pooler in transaction mode gives an idle session's connection to the next one: two sessions then share a
 * backend, or one session changes its backend between statements.
 */
export async function sharesBackends(one: Session, other: Session, pid: number): Promise<boolean> {
  const pidOf = async (client: Session) =>
    (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid
  await other.query('BEGIN')
  if ((await pidOf(other)) === pid) return true
  const again = await pidOf(one)
  await other.query('ROLLBACK')
  return again !== pid
}
