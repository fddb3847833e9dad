/**
 * The shipped classifier beside others, on labelled messages: same folds, same features.
 *   node --import tsx bench/classifiers.ts --data <jsonl> [--hints <json>] [--folds 5] [--seed 1]
 * CPU time, because machines are shared.
 */
import { parseArgs } from 'node:util'
import { dealFolds, fullText } from '../src/exam/data-exam.ts'
import { readHints, readLabelled } from '../src/exam/labelled-file.ts'
import { mark } from '../src/exam/metrics.ts'
import { textTable } from '../src/exam/text-table.ts'
import { learnSpace } from '../src/triage/classifier/tf-idf.ts'
import {
  complementBayes,
  logisticRegression,
  type Method,
  multinomialBayes,
  nbSvm,
  svm,
} from './classifiers/methods.ts'

const METHODS: Readonly<Record<string, Method>> = {
  'multinomial naive Bayes': multinomialBayes,
  'complement naive Bayes': complementBayes,
  'logistic regression': logisticRegression,
  'NB-SVM': nbSvm,
  'linear SVM (shipped)': svm,
}
/** As in src/triage/classifier/classifier.ts. */
const [PLENTY, HINT_WEIGHT] = [500_000, 0.3]

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    hints: { type: 'string' },
    folds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
})
if (!values.data) throw new Error('name --data <jsonl>')
const messages = readLabelled(values.data)
const hinted = Object.entries(values.hints ? readHints(values.hints) : {}).flatMap(([label, texts]) =>
  texts.map(text => ({ text, label })),
)
const names = [...new Set(messages.map(({ label }) => label))]
const folds = Number(values.folds)
const place = dealFolds(messages, folds, Number(values.seed))

interface Tally {
  f1: number[]
  trainingMs: number
  answers: { expected: string; predicted: string; confidence: number }[]
}
const tallies = new Map<string, Tally>()
for (let fold = 0; fold < folds; fold++) {
  const train = messages.filter((_, at) => place[at] !== fold)
  const test = messages.filter((_, at) => place[at] === fold)
  const texts = [...train.map(fullText), ...hinted.map(({ text }) => text)]
  const labels = [...train, ...hinted].map(({ label }) => names.indexOf(label))
  const { space, rows } = learnSpace(
    texts,
    texts.reduce((sum, { length }) => sum + length, 0) > PLENTY ? 5 : 1,
  )
  const asked = test.map(message => ({ label: message.label, row: space.vectorise(fullText(message)) }))
  for (const [name, method] of Object.entries(METHODS)) {
    const since = process.cpuUsage()
    const scores = method({
      rows,
      width: space.width,
      labels: Int32Array.from(labels),
      labelCount: names.length,
      weights: Float64Array.from(texts, (_, at) => (at < train.length ? 1 : HINT_WEIGHT)),
    })
    const { user, system } = process.cpuUsage(since)
    const answers = asked.map(({ label, row }) => {
      const given = scores(row)
      return { expected: label, predicted: names[given.indexOf(Math.max(...given))] ?? '', confidence: 1 }
    })
    const tally = tallies.get(name) ?? { f1: [], trainingMs: 0, answers: [] }
    tally.f1.push(mark(answers).macroF1)
    tally.trainingMs += (user + system) / 1000
    tally.answers.push(...answers)
    tallies.set(name, tally)
    process.stderr.write(`fold ${fold + 1}: ${name} ${tally.f1.at(-1)?.toFixed(3)}\n`)
  }
}
const rows = [...tallies].map(([name, { f1, trainingMs, answers }]) => {
  const { macroF1, accuracy } = mark(answers)
  return [
    name,
    macroF1.toFixed(3),
    accuracy.toFixed(3),
    `${Math.min(...f1).toFixed(3)} to ${Math.max(...f1).toFixed(3)}`,
    (trainingMs / folds / 1000).toFixed(1),
  ]
})
console.log(textTable([['method', 'macro F1', 'accuracy', 'folds', 'training, s CPU'], ...rows]))
