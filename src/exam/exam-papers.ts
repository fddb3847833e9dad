/** Everything that a version is examined with: the cases, and what may not get worse. */
import { createHash } from 'node:crypto'
import type { CategoryTree } from '../domain/category.ts'
import type { GuideLibrary } from '../prompt-files/guide-library.ts'
import { type ExamCase, loadExams } from './exam-file.ts'
import { loadProtected } from './protected-file.ts'

export interface ExamPapers {
  cases: readonly ExamCase[]
  guarded: readonly string[]
  /** 12 hex digits, of all of it: an exam with other papers proves nothing about these. */
  hash: string
}

/**
 * @param directory prompts/exams.
 * @param more cases that come from elsewhere: what people at work have named.
 * @throws PromptFileError with `file:line: what` for every mistake.
 */
export function examPapers(
  directory: string,
  { tree, guides }: { tree: CategoryTree; guides: Pick<GuideLibrary, 'ids'> },
  more: readonly ExamCase[] = [],
): ExamPapers {
  const cases = [...loadExams(directory, tree, guides.ids), ...more]
  const guarded = loadProtected(directory, tree)
  const hash = createHash('sha256').update(JSON.stringify([cases.map(one => [one.id, one.hash]), guarded]))
  return { cases, guarded, hash: hash.digest('hex').slice(0, 12) }
}
