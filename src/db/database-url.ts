/** Finds the mistakes of a DATABASE_URL before connecting: mostly a password that is not percent-encoded. */

const ENCODE =
  'percent-encode what is special in user and password: / is %2F, @ is %40, : is %3A, # is %23, ? is %3F, % is %25'

/** A sentence for the operator, without the password; null when the address can be used. */
export function databaseUrlMistake(value: string): string | null {
  const example = 'write it like postgresql://user:password@host:5432/linli'
  if (!/^postgres(ql)?:\/\//.test(value)) return example
  // An unencoded / # or ? in the password ends the host: the rest of it, with the @, is then parsed as path,
  // hash or query.
  const address = URL.canParse(value) ? new URL(value) : null
  if (!address) return value.includes('@') ? `${example}; ${ENCODE}` : example
  if (/@/.test(address.pathname + address.search + address.hash)) return ENCODE
  const parts = [address.username, address.password, address.pathname]
  return parts.every(isDecodable) ? null : ENCODE
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
