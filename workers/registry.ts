/** Every job has its processor here: a missing one does not compile. */
import type { Context } from '../src/context.ts'
import type { Processor } from '../src/queue/bullmq.ts'
import type { JobName } from '../src/queue/jobs.ts'
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
    deadline: deadline(context),
    closure: closure(context),
    exam: exam(context),
    sweep: sweep(context),
    report: report(context),
    tidy: tidy(context),
  }) satisfies { [N in JobName]: Processor<N> }
