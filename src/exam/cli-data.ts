/** `exam --data` and `exam --train --test`: measures the local classifier on one set of labelled messages. */
import type { Output } from './cli-output.ts'
import { examineFolds, examineSplit } from './data-exam.ts'
import { dataReport } from './data-report.ts'
import { InputError, readHints, readLabelled } from './labelled-file.ts'

export const DATA_OPTIONS = {
  train: { type: 'string' },
  test: { type: 'string' },
  data: { type: 'string' },
  folds: { type: 'string' },
  hints: { type: 'string' },
} as const

type DataValues = { [name in keyof typeof DATA_OPTIONS]?: string | undefined }

export const wantsData = (values: DataValues): boolean =>
  Object.keys(DATA_OPTIONS).some(name => values[name as keyof DataValues] !== undefined)

/** @returns 0. @throws InputError. */
export function dataExam(values: DataValues & { json: boolean }, output: Output): number {
  const result = examine(values, output)
  output.out(values.json ? JSON.stringify(result) : dataReport(result))
  return 0
}

function examine(values: DataValues, { draw, err }: Output) {
  const options = {
    ...(values.hints ? { hints: readHints(values.hints) } : {}),
    ...(draw ? { onProgress: err } : {}),
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
  throw new InputError('Name either --data, or --train and --test. See exam --help.')
}
