/**
 * A linear support vector machine, one per label against the rest: L2 loss, solved by dual coordinate
 * descent (Hsieh et al., ICML 2008, the method inside liblinear). For short texts and few examples it is hard
 * to beat, it trains in a second, and a prediction is one weighted sum per label.
 */
import type { SparseRows } from './tf-idf.ts'

export interface LinearModel {
  /** Label after label within a feature; the last feature is the bias. */
  readonly weights: Float32Array
  /** A margin per label for row `row`: positive means "yes, this label". */
  score(rows: SparseRows, row: number): Float64Array
}

export interface TrainingSet {
  readonly rows: SparseRows
  /** Width of the space. */
  readonly width: number
  /** The label of each row, as a number from 0. */
  readonly labels: Int32Array
  readonly labelCount: number
  /** How much each row counts; 1 is normal. */
  readonly weights: Float64Array
}

export interface SvmOptions {
  /** The price of a training mistake against the wish for small weights. */
  readonly cost: number
  /** 0: every example costs the same. 1: a rare label's examples cost as much as all the others together. */
  readonly balance: number
  readonly passes: number
  readonly random: () => number
}

/** Convergence: training stops when the largest projected gradient of a pass is below this. */
const TOLERANCE = 0.05

/** Trains on the rows named in `chosen` only, so that calibration can hold some out without copying. */
export function trainSvm(set: TrainingSet, chosen: Int32Array, options: SvmOptions): LinearModel {
  const { width, labelCount } = set
  const squares = squaredLengths(set.rows, chosen)
  const weights = new Float32Array((width + 1) * labelCount)
  const one = new Float32Array(width + 1)
  for (let label = 0; label < labelCount; label++) {
    one.fill(0)
    separate(set, chosen, label, squares, options, one)
    // Label after label within a feature: a prediction then reads one short stretch of memory per feature.
    for (let feature = 0; feature <= width; feature++)
      weights[feature * labelCount + label] = one[feature] ?? 0
  }
  return linearModel(weights, labelCount)
}

export function linearModel(weights: Float32Array, labelCount: number): LinearModel {
  const width = weights.length / labelCount - 1
  return { weights, score: (rows, row) => score(weights, width, labelCount, rows, row) }
}

function score(
  weights: Float32Array,
  width: number,
  labelCount: number,
  rows: SparseRows,
  row: number,
): Float64Array {
  const margins = new Float64Array(labelCount)
  for (let label = 0; label < labelCount; label++) margins[label] = weights[width * labelCount + label] ?? 0
  for (let at = rows.starts[row] ?? 0, end = rows.starts[row + 1] ?? 0; at < end; at++) {
    const value = rows.values[at] ?? 0
    const base = (rows.columns[at] ?? 0) * labelCount
    for (let label = 0; label < labelCount; label++) margins[label]! += value * (weights[base + label] ?? 0)
  }
  return margins
}

/** Finds the weights of one label against all others; the last weight is the bias. */
function separate(
  set: TrainingSet,
  chosen: Int32Array,
  label: number,
  squares: Float64Array,
  options: SvmOptions,
  weights: Float32Array,
): void {
  const { rows, width, labels } = set
  const { starts, columns, values } = rows
  const positives = chosen.reduce((sum, row) => sum + (labels[row] === label ? 1 : 0), 0)
  if (positives === 0) return
  const boost = ((chosen.length - positives) / positives || 1) ** options.balance
  const pulls = new Float64Array(labels.length)
  const order = chosen.slice()

  for (let pass = 0; pass < options.passes; pass++) {
    shuffle(order, options.random)
    let hardest = 0
    for (const row of order) {
      const sign = labels[row] === label ? 1 : -1
      const slack = 0.5 / (options.cost * (set.weights[row] ?? 1) * (sign > 0 ? boost : 1))
      const start = starts[row] ?? 0
      const end = starts[row + 1] ?? 0
      let margin = weights[width] ?? 0
      for (let at = start; at < end; at++) margin += (weights[columns[at]!] ?? 0) * (values[at] ?? 0)

      const pull = pulls[row] ?? 0
      const gradient = sign * margin - 1 + slack * pull
      const projected = pull === 0 ? Math.min(gradient, 0) : gradient
      hardest = Math.max(hardest, Math.abs(projected))
      if (Math.abs(projected) < 1e-6) continue

      const next = Math.max(pull - gradient / ((squares[row] ?? 1) + slack), 0)
      const step = (next - pull) * sign
      pulls[row] = next
      for (let at = start; at < end; at++) weights[columns[at]!]! += step * (values[at] ?? 0)
      weights[width]! += step
    }
    if (hardest < TOLERANCE) break
  }
}

/** Squared length of each row with its constant bias feature. */
function squaredLengths(rows: SparseRows, chosen: Int32Array): Float64Array {
  const squares = new Float64Array(rows.starts.length - 1)
  for (const row of chosen) {
    let sum = 1
    for (let at = rows.starts[row] ?? 0, end = rows.starts[row + 1] ?? 0; at < end; at++)
      sum += (rows.values[at] ?? 0) ** 2
    squares[row] = sum
  }
  return squares
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const swapped = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = swapped
  }
}
