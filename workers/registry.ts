/** Every job has its processor here, and every timer its work: a missing one does not compile. */
import type { Context } from '../src/context.ts'
import type { Processor } from '../src/queue/bullmq.ts'
import type { JobName } from '../src/queue/jobs.ts'
import type { Timers } from '../src/queue/timers.ts'
import { closure } from './closure.ts'
import { deadline } from './deadline.ts'
import { deliver } from './deliver.ts'
import { exam } from './exam.ts'
import { fetch } from './fetch.ts'
import { report } from './report.ts'
import { sweep } from './sweep.ts'
import { tidy } from './tidy.ts'
import { triage } from './triage.ts'

export const createProcessors = (context: Context) =>
  ({
    triage: triage(context),
    deliver: deliver(context),
    fetch: fetch(context),
    closure: closure(context),
    exam: exam(context),
  }) satisfies { [N in JobName]: Processor<N> }

export const createTimers = (context: Context): Timers => ({
  deadline: deadline(context),
  sweep: sweep(context),
  report: report(context),
  tidy: tidy(context),
})
