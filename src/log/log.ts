/** The log: one line a message, on stderr, without residents' words, and rate limited. */
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import { errorInLog, sentenceInLog } from './describe-error.ts'
import { createLogLimit } from './rate-limit.ts'

export interface LogOptions {
  level: string
  /** Default: stderr, unbuffered. */
  to?: DestinationStream
  now?: () => Date
}

export function createLog({ level, to, now = () => new Date() }: LogOptions): Logger {
  const limit = createLogLimit({
    now,
    tell: (message, more) => log.warn(`… and ${more.toLocaleString('en')} more: ${message}`),
  })
  const options: LoggerOptions = {
    level,
    base: null,
    serializers: { err: errorInLog, reason: sentenceInLog, detail: sentenceInLog },
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
