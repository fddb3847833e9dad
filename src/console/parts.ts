/** What the console's routes work with. */
import type { Pool } from 'pg'
import type { ExamDeps } from '../prompts/examine.ts'

export interface ConsoleParts {
  pool: Pool
  now: () => Date
  exam: ExamDeps
  /** prompts/ */
  folder: string
  /** A planned exam is to be held soon. Does not throw: the sweep finds what was not queued. */
  queueExam: (examId: string) => Promise<void>
}
