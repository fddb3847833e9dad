/** Explains a database error to the person who wrote DATABASE_URL, without the password. */

/**
 * One sentence that says why the database at `url` cannot be used and what to change. Never holds the
 * password.
 */
export function describeDatabaseError(url: string, error: unknown): string {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (!address || !/^postgres(ql)?:$/.test(address.protocol)) {
    return 'DATABASE_URL is not a PostgreSQL address, such as postgresql://user:password@host:5432/database'
  }
  const host = address.hostname || 'localhost'
  const port = address.port || '5432'
  const user = decode(address.username) || 'the default user'
  const database = decode(address.pathname.slice(1)) || user
  const { code, message } = codeAndMessage(error)

  if (LOST.has(code) || LOST_WORDS.test(message))
    return `the connection to PostgreSQL at ${host}:${port} was lost: see that it runs (DATABASE_URL), then start again`

  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `DATABASE_URL names the host ${host}, which cannot be found: check its spelling and your network`
    case 'ECONNREFUSED':
      return `no PostgreSQL answers at ${host}:${port}: start it, or correct host and port in DATABASE_URL`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${host}:${port} cannot be reached: check the network and firewall between here and the database`
    case '28P01':
      return `PostgreSQL at ${host}:${port} refused the password of ${user}: correct it in DATABASE_URL`
    case '28000':
      return `PostgreSQL at ${host}:${port} does not let ${user} in: create it, or allow it in pg_hba.conf`
    case '3D000':
      return (
        `there is no database ${database} at ${host}:${port}: ` +
        `create it (createdb ${database}) or correct DATABASE_URL`
      )
    case '42501':
      return (
        `${user} has not the rights that Linli needs in ${database} at ${host}:${port} (${message}): make it the owner, ` +
        `ALTER DATABASE ${database} OWNER TO ${user}, and of what is in it already, REASSIGN OWNED BY … TO ${user}`
      )
    case '53300':
      return `PostgreSQL at ${host}:${port} has no connection left for ${user} (${message}): raise max_connections, or the role's CONNECTION LIMIT`
    case '57P03':
      return `PostgreSQL at ${host}:${port} is still starting: try again in a moment`
  }
  if (NOT_POSTGRES.test(message))
    return `what answers at ${host}:${port} is no PostgreSQL: correct host and port in DATABASE_URL`
  if (/client password must be a string/.test(message)) {
    return `PostgreSQL at ${host}:${port} wants a password of ${user}, and DATABASE_URL has none`
  }
  if (/timeout/i.test(message)) {
    return `${host}:${port} does not answer: check the network and firewall between here and the database`
  }
  if (/SSL|certificate/i.test(message)) {
    const why = hide(address, message)
    return `the encrypted connection to ${host}:${port} failed (${why}): check sslmode in DATABASE_URL`
  }
  return `the database ${database} at ${host}:${port} cannot be used: ${hide(address, message)}`
}

/** Refusals of PostgreSQL, and the errors by which pg and Prisma report a connection that broke or never opened. */
export function isDatabaseError(error: unknown): boolean {
  const { code, message } = codeAndMessage(error)
  return (
    REFUSED.test(code) ||
    LOST.has(code) ||
    UNREACHABLE.has(code) ||
    LOST_WORDS.test(message) ||
    NOT_POSTGRES.test(message) ||
    /timeout/.test(message) ||
    (error instanceof Error && error.name === 'DriverAdapterError')
  )
}

/** Classes of SQLSTATE that concern the server, the address or the role, never a statement of ours. */
const REFUSED = /^(08|28|3D|53|57|58)[0-9A-Z]{3}$|^42501$|^25006$|^P1\d{3}$/
/** The server restarted, was killed, or shuts down. */
const LOST = new Set(['ECONNRESET', 'EPIPE', '57P01', '57P02', '08003', '08006', 'P1017', 'P2028'])
const LOST_WORDS =
  /Connection terminated|Client has encountered a connection error|not queryable|Client was closed/i
/** How pg reports bytes that are not its protocol, and a server that hangs up on a message it does not understand. */
const NOT_POSTGRES = /received invalid response|Unrecognized message|Unexpected (?!EOF)|invalid message/i
const UNREACHABLE = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

interface Original {
  originalCode?: string
  originalMessage?: string
}

function codeAndMessage(error: unknown): { code: string; message: string } {
  // A name with several addresses fails with one error per address; all say the same.
  if (error instanceof AggregateError && error.errors.length > 0) return codeAndMessage(error.errors[0])
  // Prisma wraps the server's error under a code of its own.
  const { meta } = (error ?? {}) as { meta?: { driverAdapterError?: { cause?: Original } } }
  const original = meta?.driverAdapterError?.cause
  if (original?.originalCode)
    return { code: original.originalCode, message: original.originalMessage ?? String(error) }
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return { code: typeof code === 'string' ? code : '', message: String(message ?? error) }
}

function hide(address: URL, message: string): string {
  const secrets = [address.href, address.password, decode(address.password)].filter(
    secret => secret.length > 0,
  )
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
