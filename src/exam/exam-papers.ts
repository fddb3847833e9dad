/** The material of an exam: the cases and the protected categories. */
import { createHash } from 'node:crypto'
import type { CategoryTree } from '../domain/category.ts'
import type { GuideLibrary } from '../prompt-files/guide-library.ts'
import { type ExamCase, loadExams } from './exam-file.ts'
import { loadProtected } from './protected-file.ts'

export interface ExamPapers {
  cases: readonly ExamCase[]
  guarded: readonly string[]
  /** Hash of all of it, 12 hex digits: an exam with another hash does not count for these papers. */
  hash: string
}

/**
 * @param directory prompts/exams.
 * @param more further cases, from labels at work.
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
