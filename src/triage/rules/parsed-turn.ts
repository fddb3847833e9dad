/** A turn with everything that the local rules need. */
import type { TurnInput } from '../../domain/triage-result.ts'
import type { Prediction } from '../classifier/classifier.ts'
import type { Reading } from './clause.ts'

export interface Turn {
  input: TurnInput
  /** All its messages, one per line. */
  whole: string
  /** The distinct readings of its clauses. */
  readings: ReadonlySet<Reading>
  predict: (text: string) => Prediction
  /** Is the category without a place (rules, documents, money)? */
  placeless: (category: string) => boolean
}
