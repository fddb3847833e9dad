/**
 * The exam of data sets measures the local classifier on labelled messages: it trains on one file and answers another,
 * or it answers each fold of one file after training on the rest.
 */
import { trainClassifier } from '../triage/classifier/classifier.ts'
import type { LabelledMessage } from './labelled-file.ts'
import { type Marks, mark } from './metrics.ts'

export interface DataExamResult extends Marks {
  readonly trainingMessages: number
  /** All training runs together. */
  readonly trainingSeconds: number
  readonly millisecondsPerMessage: number
  readonly predictions: readonly DataPrediction[]
}

interface DataPrediction {
  readonly id: string
  readonly expected: string
  readonly predicted: string
  readonly confidence: number
}

export interface DataExamOptions {
  readonly hints?: Readonly<Record<string, readonly string[]>>
  /** Seed of the assignment of messages to folds. */
  readonly seed?: number
  readonly onProgress?: (line: string) => void
}

/** Trains on one set and answers another. */
export function examineSplit(
  train: readonly LabelledMessage[],
  test: readonly LabelledMessage[],
  options: DataExamOptions = {},
): DataExamResult {
  return summarise([sit(train, test, options)], train.length)
}

/** Cross-validation, every fold with the same mix of labels. */
export function examineFolds(
  messages: readonly LabelledMessage[],
  folds: number,
  options: DataExamOptions = {},
): DataExamResult {
  const place = dealFolds(messages, folds, options.seed ?? 1)
  const sittings = Array.from({ length: folds }, (_, fold) => {
    options.onProgress?.(`fold ${fold + 1} of ${folds}`)
    return sit(
      messages.filter((_message, i) => place[i] !== fold),
      messages.filter((_message, i) => place[i] === fold),
      options,
    )
  })
  return summarise(sittings, messages.length)
}

/** The text for training and prediction. The title counts twice, because it names the topic. */
export const fullText = ({ title, text }: LabelledMessage) => (title ? `${title}\n${title}\n${text}` : text)

/**
 * The fold of each message, from 0. Stratified: each label's messages are dealt out in a seeded random order.
 */
export function dealFolds(messages: readonly LabelledMessage[], folds: number, seed: number): number[] {
  const shuffled = messages
    .map(({ label, id }, at) => ({ label, at, luck: scramble(`${seed} ${at} ${id}`) }))
    .sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.luck - b.luck || a.at - b.at))
  const place: number[] = []
  shuffled.forEach(({ at }, turn) => {
    place[at] = turn % folds
  })
  return place
}

interface Sitting {
  readonly predictions: DataPrediction[]
  readonly trainingMs: number
  readonly answeringMs: number
}

function sit(
  train: readonly LabelledMessage[],
  test: readonly LabelledMessage[],
  options: DataExamOptions,
): Sitting {
  options.onProgress?.(`training on ${train.length} messages`)
  const started = performance.now()
  const classifier = trainClassifier(
    train.map(message => ({ text: fullText(message), label: message.label })),
    options.hints ? { hints: options.hints } : {},
  )
  const trained = performance.now()
  const predictions = test.map(message => {
    const { label, confidence } = classifier.predict(fullText(message))
    return { id: message.id, expected: message.label, predicted: label, confidence }
  })
  return { predictions, trainingMs: trained - started, answeringMs: performance.now() - trained }
}

function summarise(sittings: readonly Sitting[], trainingMessages: number): DataExamResult {
  const predictions = sittings.flatMap(sitting => sitting.predictions)
  const total = (pick: (sitting: Sitting) => number) =>
    sittings.reduce((sum, sitting) => sum + pick(sitting), 0)
  return {
    ...mark(predictions),
    trainingMessages,
    trainingSeconds: total(sitting => sitting.trainingMs) / 1000,
    millisecondsPerMessage: total(sitting => sitting.answeringMs) / Math.max(1, predictions.length),
    predictions,
  }
}

/** A pseudorandom number that depends only on the text, so that folds are the same on every machine. */
function scramble(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
