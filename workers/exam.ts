import type { Context } from '../src/context.ts'
import { holdQueuedExam } from '../src/prompts/exam-job.ts'
import type { Processor } from '../src/queue/bullmq.ts'

export const exam =
  (context: Context): Processor<'exam'> =>
  ({ examId }, run) =>
    holdQueuedExam(context.exam, examId, run)
