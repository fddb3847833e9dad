/**
 * What of an error is written to the log. Operators read it, who have no business with what residents say: an error is written
 * with its kind, its code and its sentence, masked, and with nothing else that hangs on it. PostgreSQL puts whole rows into `detail`,
 * grammY the message that could not be sent into `payload`.
 */
import { redact } from '../domain/privacy/redact.ts'

/** A sentence of an error is short; what is longer quotes something. */
const MOST_MESSAGE = 500
const MOST_STACK = 4_000

const masked = (value: unknown, most: number): unknown =>
  typeof value === 'string' ? redact(value.slice(0, most)) : value

/** Programs complain in ASCII; what else stands in an error that nobody foresaw is what they choked on. */
const withoutWords = (message: string): string =>
  redact(message.slice(0, MOST_MESSAGE)).replace(/[^\x20-\x7e]+/gu, '…')

export function errorInLog(error: unknown): unknown {
  if (!(error instanceof Error)) return masked(error, MOST_MESSAGE)
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  // The stack begins with the message, which may have many lines.
  const frames = stack?.split('\n').filter(line => /^\s+at /.test(line))
  return {
    type: name,
    ...(code === undefined ? {} : { code }),
    message: withoutWords(message),
    stack: frames?.join('\n').slice(0, MOST_STACK),
    ...(cause instanceof Error && cause !== error ? { cause: withoutWords(cause.message) } : {}),
  }
}

/** For `reason` and `detail`, which quote what failed. */
export const sentenceInLog = (value: unknown) => masked(value, MOST_MESSAGE)
