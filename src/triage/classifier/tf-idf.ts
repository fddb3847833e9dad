/**
 * Texts as sparse TF-IDF vectors of length one. The space (the features and their weights) is learnt from the
 * training texts and then fixed, so that new messages are comparable with them.
 */
import { Counter, Growing } from './growable-array.ts'
import { eachFeature } from './features.ts'
import { FeatureIndex } from './feature-index.ts'

/** Sparse vectors end to end: vector `i` is `columns` and `values` from `starts[i]` to `starts[i + 1]`. */
export interface SparseRows {
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/**
 * One row, restricted to the features in `seen`. Calibration needs it so that a held-out example looks like a new
 * message, whose other features are unknown.
 */
export function asIfUnseen(rows: SparseRows, row: number, seen: Uint8Array): SparseRows {
  const from = rows.starts[row] ?? 0
  const to = rows.starts[row + 1] ?? 0
  const columns = rows.columns.subarray(from, to)
  const values = rows.values.slice(from, to)
  columns.forEach((column, at) => {
    if (!seen[column]) values[at] = 0
  })
  toUnitLength(values, 0, values.length)
  return { starts: Int32Array.of(0, values.length), columns, values }
}

/** Which columns occur in the chosen rows. */
export function columnsOf(rows: SparseRows, chosen: Int32Array, width: number): Uint8Array {
  const seen = new Uint8Array(width)
  for (const row of chosen) {
    for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++)
      seen[rows.columns[at] ?? 0] = 1
  }
  return seen
}

/** A space in plain arrays, for the cache file. */
export interface LearntSpace {
  /** The hash of every feature, by column. */
  readonly hashes: Int32Array
  readonly idf: Float32Array
}

export interface VectorSpace {
  readonly learnt: LearntSpace
  /** How many features there are: columns run from 0 to width - 1. */
  readonly width: number
  /** One text as the only row. `coverage` is the share of its features that training has seen, 0..1. */
  vectorise(text: string): SparseRows & { readonly coverage: number }
}

/** @param minTexts A feature in fewer texts than this is noise: a typo, a name, a phone number. */
export function learnSpace(
  texts: readonly string[],
  minTexts: number,
): { space: VectorSpace; rows: SparseRows } {
  const everything = new FeatureIndex()
  const counter = new Counter()
  const starts = new Int32Array(texts.length + 1)
  const columns = new Growing(Int32Array, 1 << 16)
  const counts = new Growing(Uint16Array, 1 << 16)
  const textsWith = new Growing(Int32Array, 1 << 16)

  texts.forEach((text, row) => {
    eachFeature(text, hash => counter.count(everything.add(hash)))
    counter.drain((feature, count) => {
      columns.push(feature)
      counts.push(Math.min(count, 65535))
      textsWith.increment(feature)
    })
    starts[row + 1] = columns.length
  })

  const index = everything.filtered(feature => textsWith.at(feature) >= minTexts)
  const renumbered = new Int32Array(everything.size).fill(-1)
  const idf = new Float32Array(index.size)
  let width = 0
  for (let feature = 0; feature < everything.size; feature++) {
    if (textsWith.at(feature) < minTexts) continue
    idf[width] = inverseFrequency(texts.length, textsWith.at(feature))
    renumbered[feature] = width++
  }

  const rows = weighted(starts, columns, counts, renumbered, idf)
  return { rows, space: spaceFrom({ hashes: index.hashes(), idf }) }
}

export function spaceFrom(learnt: LearntSpace): VectorSpace {
  const index = FeatureIndex.of(learnt.hashes)
  const { idf } = learnt
  const counter = new Counter()
  return {
    learnt,
    width: index.size,
    vectorise(text) {
      let known = 0
      let all = 0
      eachFeature(text, hash => {
        all++
        const feature = index.find(hash)
        if (feature < 0) return
        known++
        counter.count(feature)
      })
      const columns = new Int32Array(counter.distinct)
      const values = new Float32Array(counter.distinct)
      let length = 0
      counter.drain((feature, count) => {
        columns[length] = feature
        values[length++] = count * (idf[feature] ?? 0)
      })
      toUnitLength(values, 0, length)
      return { starts: Int32Array.of(0, length), columns, values, coverage: all === 0 ? 0 : known / all }
    },
  }
}

function weighted(
  starts: Int32Array,
  columns: Growing<Int32Array>,
  counts: Growing<Uint16Array>,
  renumbered: Int32Array,
  idf: Float32Array,
): SparseRows {
  let total = 0
  for (let at = 0; at < columns.length; at++) if ((renumbered[columns.at(at)] ?? -1) >= 0) total++
  const rows = {
    starts: new Int32Array(starts.length),
    columns: new Int32Array(total),
    values: new Float32Array(total),
  }
  let length = 0
  for (let row = 0; row + 1 < starts.length; row++) {
    const from = length
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const column = renumbered[columns.at(at)] ?? -1
      if (column < 0) continue
      rows.columns[length] = column
      rows.values[length++] = counts.at(at) * (idf[column] ?? 0)
    }
    toUnitLength(rows.values, from, length)
    rows.starts[row + 1] = length
  }
  return rows
}

/**
 * Rare features tell more. The power of 1.5 (1 is the textbook) and counts taken as they are (the textbook
 * takes their logarithm) were worth three points of macro F1 on a few hundred long messages: a word that is
 * said again and again is what the message is about.
 */
const inverseFrequency = (texts: number, textsWith: number) =>
  (Math.log((1 + texts) / (1 + textsWith)) + 1) ** 1.5

/** Unit length, so that long messages do not get larger margins than short ones. */
function toUnitLength(values: Float32Array, from: number, to: number): void {
  let sum = 0
  for (let at = from; at < to; at++) sum += (values[at] ?? 0) ** 2
  if (sum === 0) return
  const scale = 1 / Math.sqrt(sum)
  for (let at = from; at < to; at++) values[at] = (values[at] ?? 0) * scale
}
