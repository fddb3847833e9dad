/**
 * Ways of learning labels that Linli does not ship, to hold the one that it ships against: same features, same folds.
 * Each is its textbook form with the setting that did best here, so that the comparison flatters the others.
 */
import { linearModel, trainSvm } from '../../src/triage/classifier/svm.ts'
import type { SparseRows } from '../../src/triage/classifier/tf-idf.ts'

export interface Fold {
  rows: SparseRows
  width: number
  labels: Int32Array
  labelCount: number
  weights: Float64Array
}
/** A score for each label; the largest wins. */
export type Scores = (row: SparseRows) => Float64Array
export type Method = (fold: Fold) => Scores

/** Complement naive Bayes (Rennie et al., ICML 2003): what is rare outside a label speaks for it. */
export const complementBayes: Method = fold => bayes(fold, 0.1, true)
export const multinomialBayes: Method = fold => bayes(fold, 0.05, false)

/** One against the rest, L2 loss, dual coordinate descent: what Linli ships, without its calibration. */
export const svm: Method = ({ rows, width, labels, labelCount, weights }) => {
  const chosen = Int32Array.from(labels.keys())
  const set = { rows, width, labels, labelCount, weights }
  const model = trainSvm(set, chosen, { cost: 1, balance: 0.5, passes: 15, random: random() })
  return row => model.score(row, 0)
}

/** NB-SVM (Wang and Manning, ACL 2012): features weighed by how much oftener a label has them, then an SVM. */
export const nbSvm: Method = fold => {
  const { rows, width, labels, labelCount, weights } = fold
  const counts = countsOf(fold)
  const machines = Array.from({ length: labelCount }, (_, label) => {
    const ratio = new Float32Array(width)
    let own = 0
    let others = 0
    for (let feature = 0; feature < width; feature++) {
      own += 1 + (counts[feature * labelCount + label] ?? 0)
      others += 1 + rest(counts, feature, label, labelCount)
    }
    for (let feature = 0; feature < width; feature++) {
      const p = (1 + (counts[feature * labelCount + label] ?? 0)) / own
      const q = (1 + rest(counts, feature, label, labelCount)) / others
      ratio[feature] = Math.abs(Math.log(p / q))
    }
    const scaled = {
      ...rows,
      values: rows.values.map((value, at) => value * (ratio[rows.columns[at] ?? 0] ?? 0)),
    }
    const yes = labels.map(one => (one === label ? 1 : 0))
    const set = { rows: scaled, width, labels: Int32Array.from(yes), labelCount: 2, weights }
    const options = { cost: 1, balance: 0.5, passes: 15, random: random() }
    const trained = trainSvm(set, Int32Array.from(labels.keys()), options)
    // Interpolated with the mean weight, as the paper does.
    const mean = trained.weights.reduce((sum, one) => sum + Math.abs(one), 0) / trained.weights.length
    const mixed = linearModel(
      trained.weights.map(one => 0.25 * Math.sign(one) * mean + 0.75 * one),
      2,
    )
    return { ratio, mixed }
  })
  return row =>
    Float64Array.from(machines, ({ ratio, mixed }) => {
      const values = row.values.map((value, at) => value * (ratio[row.columns[at] ?? 0] ?? 0))
      return mixed.score({ ...row, values }, 0)[1] ?? 0
    })
}

/** Multinomial logistic regression: softmax, cross entropy, Adagrad, L2 on what a message touches. */
export const logisticRegression: Method = ({ rows, width, labels, labelCount, weights }) => {
  const [rate, shrink, passes] = [0.5, 1e-6, 25]
  const model = new Float32Array((width + 1) * labelCount)
  const squares = new Float32Array((width + 1) * labelCount).fill(1e-6)
  const order = Int32Array.from(labels.keys())
  const next = random()
  // As the SVM has it: a rare label's examples count for more.
  const sizes = new Float64Array(labelCount)
  for (const label of labels) sizes[label]!++
  const boosts = sizes.map(size => Math.sqrt(labels.length / labelCount / (size || 1)))
  const learn = (at: number, gradient: number) => {
    const pull = gradient + shrink * (model[at] ?? 0)
    squares[at]! += pull * pull
    model[at]! -= (rate * pull) / Math.sqrt(squares[at] ?? 1)
  }
  const linear = linearModel(model, labelCount)
  for (let pass = 0; pass < passes; pass++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      ;[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0]
    }
    for (const row of order) {
      const margins = linear.score(rows, row)
      const top = Math.max(...margins)
      const shares = margins.map(margin => Math.exp(margin - top))
      const sum = shares.reduce((a, b) => a + b, 0)
      const counts = (weights[row] ?? 1) * (boosts[labels[row] ?? 0] ?? 1)
      for (let label = 0; label < labelCount; label++) {
        const error = ((shares[label] ?? 0) / sum - (labels[row] === label ? 1 : 0)) * counts
        if (Math.abs(error) < 1e-4) continue
        for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++)
          learn((rows.columns[at] ?? 0) * labelCount + label, error * (rows.values[at] ?? 0))
        learn(width * labelCount + label, error)
      }
    }
  }
  return row => linear.score(row, 0)
}

function bayes(fold: Fold, smoothing: number, complement: boolean): Scores {
  const { width, labelCount, labels } = fold
  const counts = countsOf(fold)
  const of = (feature: number, label: number) =>
    complement ? rest(counts, feature, label, labelCount) : (counts[feature * labelCount + label] ?? 0)
  const model = new Float32Array((width + 1) * labelCount)
  for (let label = 0; label < labelCount; label++) {
    let total = smoothing * width
    for (let feature = 0; feature < width; feature++) total += of(feature, label)
    let norm = 0
    for (let feature = 0; feature < width; feature++) {
      const weight = Math.log((of(feature, label) + smoothing) / total)
      model[feature * labelCount + label] = complement ? -weight : weight
      norm += Math.abs(weight)
    }
    if (complement)
      for (let feature = 0; feature < width; feature++) model[feature * labelCount + label]! /= norm / width
    else model[width * labelCount + label] = Math.log(labels.filter(one => one === label).length || 1e-9)
  }
  const linear = linearModel(model, labelCount)
  return row => linear.score(row, 0)
}

function countsOf({ rows, width, labels, labelCount, weights }: Fold): Float32Array {
  const counts = new Float32Array(width * labelCount)
  for (let row = 0; row + 1 < rows.starts.length; row++)
    for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++)
      counts[(rows.columns[at] ?? 0) * labelCount + (labels[row] ?? 0)]! +=
        (rows.values[at] ?? 0) * (weights[row] ?? 1)
  return counts
}

function rest(counts: Float32Array, feature: number, label: number, labelCount: number): number {
  let sum = 0
  for (let other = 0; other < labelCount; other++)
    if (other !== label) sum += counts[feature * labelCount + other] ?? 0
  return sum
}

/** The same for every method. */
function random(): () => number {
  let state = 1
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
