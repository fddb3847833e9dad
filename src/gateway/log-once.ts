/** Logs a channel's trouble with its platform for the operator. */

/** The part of pino that a channel needs. */
export interface Log {
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Logs a problem once until it is over, not on every retry. */
export function createComplaint(log: Log) {
  let said: string | undefined
  return {
    about(sentence: string): void {
      if (sentence !== said) log.warn(sentence)
      said = sentence
    },
    over(sentence: string): void {
      if (said !== undefined) log.warn(sentence)
      said = undefined
    },
  }
}
