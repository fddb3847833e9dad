/** A turn while it is read without a model: everything that its rules look at. */
import type { TurnInput } from '../../domain/triage-result.ts'
import type { Prediction } from '../classifier/classifier.ts'
import type { Reading } from './clause.ts'

export interface Turn {
  input: TurnInput
  /** All its messages, one per line. */
  whole: string
  /** What its clauses do, each kind once. */
  readings: ReadonlySet<Reading>
  predict: (text: string) => Prediction
  /** Nothing of that category happens anywhere: rules, papers, money. */
  placeless: (category: string) => boolean
}
