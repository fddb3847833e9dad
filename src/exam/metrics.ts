/**
 * Metrics of a set of answers, for the exams of data sets and of prompts. Pure functions of expected and predicted
 * labels.
 */

export interface Answer {
  readonly expected: string
  readonly predicted: string
  /** 0..1; the classifier's own confidence. */
  readonly confidence: number
}

export interface ClassMarks {
  readonly label: string
  /** Number of answers with this expected label. */
  readonly support: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

interface Bin {
  /** Confidences from `from` up to `to`; the last bin includes 1. */
  readonly from: number
  readonly to: number
  readonly count: number
  readonly meanConfidence: number
  readonly accuracy: number
}

export interface Marks {
  readonly count: number
  readonly accuracy: number
  /** The mean F1 over the labels that were expected at least once: a rare label counts like a common one. */
  readonly macroF1: number
  readonly classes: readonly ClassMarks[]
  readonly confusion: Confusion
  readonly reliability: readonly Bin[]
  /** Expected calibration error: the mean distance between confidence and accuracy, over the bins. */
  readonly ece: number
}

interface Confusion {
  readonly labels: readonly string[]
  /** `counts[expected][predicted]`, in the order of `labels`. */
  readonly counts: readonly (readonly number[])[]
}

const BINS = 10

export function mark(answers: readonly Answer[]): Marks {
  const confusion = confuse(answers)
  const classes = confusion.labels.map((label, own) => classMarks(label, own, confusion.counts))
  const reliability = reliabilityBins(answers)
  return {
    count: answers.length,
    accuracy: ratio(answers.filter(isRight).length, answers.length),
    macroF1: mean(classes.filter(({ support }) => support > 0).map(({ f1 }) => f1)),
    classes,
    confusion,
    reliability,
    ece: ratio(
      sum(reliability.map(bin => bin.count * Math.abs(bin.meanConfidence - bin.accuracy))),
      answers.length,
    ),
  }
}

/** Labels are sorted alphabetically, so that two runs can be compared line by line. */
function confuse(answers: readonly Answer[]): Confusion {
  const labels = [...new Set(answers.flatMap(answer => [answer.expected, answer.predicted]))].sort()
  const place = new Map(labels.map((label, number) => [label, number]))
  const counts = labels.map(() => labels.map(() => 0))
  for (const { expected, predicted } of answers) {
    const row = counts[place.get(expected) ?? 0]
    const column = place.get(predicted) ?? 0
    if (row) row[column] = (row[column] ?? 0) + 1
  }
  return { labels, counts }
}

function classMarks(label: string, own: number, counts: Confusion['counts']): ClassMarks {
  const right = counts[own]?.[own] ?? 0
  const support = sum(counts[own] ?? [])
  const said = sum(counts.map(row => row[own] ?? 0))
  return {
    label,
    support,
    precision: ratio(right, said),
    recall: ratio(right, support),
    f1: ratio(2 * right, said + support),
  }
}

function reliabilityBins(answers: readonly Answer[]): Bin[] {
  return Array.from({ length: BINS }, (_, number) => {
    const inside = answers.filter(({ confidence }) => binOf(confidence) === number)
    return {
      from: number / BINS,
      to: (number + 1) / BINS,
      count: inside.length,
      meanConfidence: mean(inside.map(answer => answer.confidence)),
      accuracy: ratio(inside.filter(isRight).length, inside.length),
    }
  })
}

const binOf = (confidence: number) => Math.max(0, Math.min(BINS - 1, Math.floor(confidence * BINS)))
const isRight = (answer: Answer) => answer.expected === answer.predicted
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
const mean = (numbers: readonly number[]) => ratio(sum(numbers), numbers.length)
