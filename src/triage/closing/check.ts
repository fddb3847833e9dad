/**
 * Does a closing note answer what was asked? A model says so if there is one, else the local classifier. It never
 * throws because of a model, and whatever it says is a warning to whoever wrote the note.
 */
import type { CategoryTree } from '../../domain/category.ts'
import type { ClosureCheck } from '../../domain/closing-note.ts'
import { doubtLocally } from './check-by-rules.ts'
import type { LocalClassifier } from '../classifier/classifier.ts'
import { KNOWN_ALREADY, ModelUnavailable } from '../model/types.ts'

export interface ClosureParts {
  tree: CategoryTree
  classifier: LocalClassifier
  /** Throws ModelUnavailable whenever it has no answer that can be used. Absent: the local classifier does the whole job. */
  model?: ClosureCheck | undefined
  log: { warn: (facts: object, message: string) => void }
}

export const createClosureCheck = ({ model, log, ...local }: ClosureParts): ClosureCheck => ({
  async judge(closing) {
    let calls: readonly string[] = []
    try {
      if (model) return await model.judge(closing)
    } catch (error) {
      if (!(error instanceof ModelUnavailable)) throw error
      calls = error.spent.calls
      if (!KNOWN_ALREADY.includes(error.reason))
        log.warn(
          { reason: error.reason, detail: error.message },
          'the model did not answer; the closing note is checked locally',
        )
    }
    return { doubt: doubtLocally(closing, local), calls }
  },
})
