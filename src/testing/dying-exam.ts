/** A process that holds an exam and never comes to an end: it says so once it has begun, and hangs. */
import { openDatabase } from '../db/client.ts'
import { SHIPPED_CLASSIFIER } from '../context.ts'
import { holdQueuedExam } from '../prompts/exam-job.ts'

const [databaseUrl = '', dataDir = '', examId = ''] = process.argv.slice(2)
const { pool } = openDatabase(databaseUrl, { max: 4 })
await holdQueuedExam(
  {
    pool,
    // Looked at once the exam has begun, where a poisonous file would take the process.
    get exams(): string {
      process.stdout.write('examining\n')
      for (;;);
    },
    shippedClassifier: SHIPPED_CLASSIFIER,
    dataDir,
    model: undefined,
    now: () => new Date(),
    mistakesIn: async () => [],
  },
  examId,
  { lastAttempt: false, stopping: new AbortController().signal },
)
