/**
 * Checks whether a closing note answers the request, with a model if there is one, else with the local classifier. A
 * failing model never makes it throw. The result is only a warning to the author of the note.
 */
import type { CategoryTree } from '../../domain/category.ts'
import type { ClosureCheck } from '../../domain/closing-note.ts'
import { doubtLocally } from './check-by-rules.ts'
import type { LocalClassifier } from '../classifier/classifier.ts'
import { KNOWN_ALREADY, ModelUnavailable } from '../model/types.ts'

export interface ClosureParts {
  tree: CategoryTree
  classifier: LocalClassifier
  /** Throws ModelUnavailable without a usable answer. Absent: the local classifier does the whole job. */
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
