/**
 * The exam on the command line. Answers go to stdout, progress to stderr when somebody is watching.
 * Exit codes: 0 done, 2 the input was wrong.
 */
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type DataExamResult, examineFolds, examineSplit } from './data-exam.ts'
import { dataReport } from './data-report.ts'
import { InputError, readHints, readLabelled } from './labelled-file.ts'

const USAGE = `Usage:
  exam --train <jsonl> --test <jsonl> [--hints <json>] [--json]
  exam --data <jsonl> --folds 5 [--hints <json>] [--json]
A line of JSONL is {"id": ..., "title": optional, "text": ..., "label": ...}.`

const OPTIONS = {
  train: { type: 'string' },
  test: { type: 'string' },
  data: { type: 'string' },
  folds: { type: 'string' },
  hints: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly showProgress: boolean
}

/** @returns The exit code. */
export function run(args: string[], output: Output): number {
  try {
    const values = parse(args)
    if (values.help) {
      output.out(USAGE)
      return 0
    }
    const result = examine(values, output)
    output.out(values.json ? JSON.stringify(result) : dataReport(result))
    return 0
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    output.err(error.message)
    return 2
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

function examine(values: ReturnType<typeof parse>, output: Output): DataExamResult {
  const options = {
    ...(values.hints ? { hints: readHints(values.hints) } : {}),
    ...(output.showProgress ? { onProgress: output.err } : {}),
  }
  if (values.train && values.test && !values.data) {
    return examineSplit(readLabelled(values.train), readLabelled(values.test), options)
  }
  if (values.data && !values.train && !values.test) {
    const folds = Number(values.folds ?? 5)
    const messages = readLabelled(values.data)
    if (!Number.isInteger(folds) || folds < 2 || folds > messages.length) {
      throw new InputError(`--folds must be a whole number from 2 to ${messages.length}.`)
    }
    return examineFolds(messages, folds, options)
  }
  throw new InputError(USAGE)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = run(process.argv.slice(2), {
    out: text => process.stdout.write(`${text}\n`),
    err: text => process.stderr.write(`${text}\n`),
    showProgress: process.stderr.isTTY === true,
  })
}
