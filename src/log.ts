/** The log: one line a message, on stderr, and never a flood. */
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino'
import { createLogLimit } from './log-limit.ts'

export interface LogOptions {
  level: string
  /** Default: stderr, at once. */
  to?: DestinationStream
  now?: () => Date
}

/** Of an error only what it says: pg hangs a whole client on those of its pool, 5 kB a line. */
function errorOf(error: unknown) {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = stdSerializers.err(error)
  const { code } = error as { code?: unknown }
  return { type, message, ...(typeof code === 'string' && { code }), stack }
}

export function createLog({ level, to, now = () => new Date() }: LogOptions): Logger {
  const limit = createLogLimit({
    now,
    tell: (message, more) => log.warn(`… and ${more.toLocaleString('en')} more: ${message}`),
  })
  const options: LoggerOptions = {
    level,
    base: null,
    serializers: { err: errorOf },
    hooks: {
      logMethod(args, method) {
        const message = args.find(each => typeof each === 'string')
        if (limit.passes(String(message ?? ''))) method.apply(this, args)
      },
    },
  }
  const log = pino(options, to ?? pino.destination({ dest: 2, sync: true }))
  return log
}
