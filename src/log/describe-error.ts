/**
 * Decides what of an error is logged. Operators read the log, but must not read residents' messages: an error
 * is logged with its kind, its code and its masked message, without its other properties. PostgreSQL puts
 * whole rows into `detail`, grammY the message that could not be sent into `payload`.
 */
import { redact } from '../domain/privacy/redact.ts'

/** An error's own text is short; longer ones quote data. */
const MOST_MESSAGE = 500
const MOST_STACK = 4_000

const masked = (value: unknown, most: number): unknown =>
  typeof value === 'string' ? redact(value.slice(0, most)) : value

/** Programs write errors in ASCII; other characters are quoted data. */
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
