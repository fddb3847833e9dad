/**
 * The in-process classifier, without a model API or a native module. It is trained on the examples in categories.yaml
 * and on the labels that people have confirmed. It names categories when there is no model API, or when the API fails.
 *
 * docs/classifier.md compares it with the alternatives.
 */
import type { LabelledText } from '../../domain/category.ts'
import { type Held, fitSharpness, probabilities } from './calibration.ts'
import { type LinearModel, type SvmOptions, type TrainingSet, trainSvm, linearModel } from './svm.ts'
import { type LearntSpace, asIfUnseen, columnsOf, learnSpace, spaceFrom } from './tf-idf.ts'

export interface Prediction {
  label: string
  /** Calibrated, 0..1: of the predictions made with 0.8, about eight in ten are right. */
  confidence: number
  /** The likeliest labels, best first. */
  ranked: readonly { label: string; probability: number }[]
}

/** A classifier that exposes its training result, so that callers can store it. */
export interface TrainedClassifier extends LocalClassifier {
  readonly learnt: Learnt
}

/** The training result in plain arrays, enough to restore the classifier without training. */
export interface Learnt {
  readonly labels: readonly string[]
  readonly space: LearntSpace
  readonly weights: Float32Array
  readonly sharpness: number
}

export interface LocalClassifier {
  readonly labels: readonly string[]
  /** Never throws: an empty or unreadable text gets a label with a confidence near zero. */
  predict(text: string): Prediction
}

export interface TrainingOptions {
  /** Weak examples per label, such as the names of its subdivisions in an official taxonomy. */
  hints?: Readonly<Record<string, readonly string[]>>
  /** Weight of a hint relative to an example. */
  hintWeight?: number
  /** The same seed and examples give the same classifier. */
  seed?: number
  /** Maximum length of `ranked`. */
  ranks?: number
}

/** Above this many characters of examples, a feature must occur in five of them; below, every feature is kept. */
const PLENTY = 500_000

/** Each label trains an SVM of its own: above this many labels, fewer passes keep the start fast. */
const MANY_LABELS = 30

/** Held-out answers that suffice for calibration; a small set needs every fold for that, a large one a single fold. */
const ENOUGH_HELD = 500

/**
 * Trains on labelled texts; labels keep the order in which they first appear.
 * @throws RangeError when there is no example at all.
 */
export function trainClassifier(
  examples: readonly LabelledText[],
  options: TrainingOptions = {},
): TrainedClassifier {
  const { hints = {}, hintWeight = 0.3, seed = 1, ranks = 5 } = options
  if (examples.length === 0) throw new RangeError('a classifier needs at least one labelled example')
  const hinted = Object.entries(hints).flatMap(([label, texts]) =>
    texts.map(text => ({ text, label, weight: hintWeight })),
  )
  const all = [...examples, ...hinted]
  const labels = [...new Set(all.map(example => example.label))]
  const numbers = new Map(labels.map((label, number) => [label, number]))
  const { space, rows } = learnSpace(
    all.map(example => example.text),
    all.reduce((sum, { text }) => sum + text.length, 0) > PLENTY ? 5 : 1,
  )
  const set: TrainingSet = {
    rows,
    width: space.width,
    labels: Int32Array.from(all, example => numbers.get(example.label) ?? 0),
    labelCount: labels.length,
    weights: Float64Array.from(all, example => example.weight ?? 1),
  }
  const random = seeded(seed)
  const svm: SvmOptions = {
    cost: 1,
    balance: 0.5,
    passes: labels.length > MANY_LABELS ? 6 : 15,
    random,
  }
  const sharpness = fitSharpness(heldOut(set, examples.length, svm))
  const { weights } = trainSvm(set, Int32Array.from(all.keys()), svm)
  return classifierFrom({ labels, space: space.learnt, weights, sharpness }, ranks)
}

/** Restores a classifier from its training result. */
export function classifierFrom(learnt: Learnt, ranks = 5): TrainedClassifier {
  const { labels, sharpness } = learnt
  const space = spaceFrom(learnt.space)
  const model = linearModel(learnt.weights, labels.length)
  return {
    learnt,
    labels,
    predict(text) {
      const row = space.vectorise(text)
      const spread = probabilities(model.score(row, 0), sharpness * Math.min(1, row.coverage / FAMILIAR))
      const ranked = labels
        .map((label, number) => ({ label, probability: spread[number] ?? 0 }))
        .sort((a, b) => b.probability - a.probability)
        .slice(0, ranks)
      const best = ranked[0] ?? { label: '', probability: 0 }
      return { label: best.label, confidence: best.probability, ranked }
    },
  }
}

/** Below this share of known features the confidence shrinks with the share: the text is unlike all examples. */
const FAMILIAR = 0.25

/** Cross-validation: margins for examples that the respective model has not seen. */
function heldOut(set: TrainingSet, exampleCount: number, svm: SvmOptions): Held[] {
  const folds = 5
  const rounds = Math.min(folds, Math.ceil((folds * ENOUGH_HELD) / exampleCount))
  const place = stratified(set.labels.subarray(0, exampleCount), folds, svm.random)
  const held: Held[] = []
  for (let fold = 0; fold < rounds; fold++) {
    const seen = Int32Array.from(set.labels.keys()).filter(row => place[row] !== fold)
    const model: LinearModel = trainSvm(set, seen, svm)
    const columns = columnsOf(set.rows, seen, set.width)
    place.forEach((at, row) => {
      if (at === fold)
        held.push({
          margins: model.score(asIfUnseen(set.rows, row, columns), 0),
          label: set.labels[row] ?? 0,
        })
    })
  }
  return held
}

/** Deals the rows of each label to the folds in turn, in random order. */
function stratified(labels: Int32Array, folds: number, random: () => number): Int32Array {
  const order = [...labels.keys()]
    .map(row => ({ row, label: labels[row] ?? 0, luck: random() }))
    .sort((a, b) => a.label - b.label || a.luck - b.luck)
  const place = new Int32Array(labels.length)
  order.forEach(({ row }, turn) => {
    place[row] = turn % folds
  })
  return place
}

/** mulberry32: small, fast, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
