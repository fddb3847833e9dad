/**
 * A queue that works when a test says so: what is due runs one job after the other until nothing is left, and for what was
 * put off time passes at once. So a test knows when everything has happened, without waiting for anything.
 */
import type { Processor, Queues } from '../queue/bullmq.ts'
import { JOBS, type JobName, type Payload, queueOf } from '../queue/jobs.ts'

export interface HandQueue extends Queues {
  /**
   * Runs what there is, and what that brings about.
   * @throws what a job failed with: none is tried again; and when jobs are put off again and again.
   */
  settle(): Promise<void>
}

interface Job {
  name: JobName
  payload: Payload<JobName>
}

/** A wait for a platform's rate limit ends long before. */
const MOST_DELAYS = 50

/** @param pass so many milliseconds, on every clock that the test uses. */
export function createHandQueue(pass: (ms: number) => Promise<void>): HandQueue {
  const processors = new Map<string, Processor<JobName>>()
  const due = new Map<string, Job>()
  const later = new Map<string, Job & { delayMs: number }>()
  const keyOf = ({ name, payload }: Job) =>
    `${name} ${(JOBS[name].key as (payload: unknown) => string)(payload)}`

  async function runAll(): Promise<void> {
    for (const [key, { name, payload }] of due) {
      due.delete(key)
      const process = processors.get(`${queueOf(name, payload)} ${name}`)
      await process?.(payload, { lastAttempt: true, stopping: new AbortController().signal })
    }
  }

  return {
    backend: 'postgres',
    async enqueue(name, payload, delayMs = 0) {
      const job = { name, payload }
      if (delayMs > 0) later.set(keyOf(job), { ...job, delayMs })
      else due.set(keyOf(job), job)
    },
    async work(queue, given) {
      for (const [name, processor] of Object.entries(given))
        processors.set(`${queue} ${name}`, processor as Processor<JobName>)
    },
    async settle() {
      await runAll()
      for (let delays = 0; later.size > 0; delays++) {
        if (delays === MOST_DELAYS) throw new Error(`put off for ever: ${[...later.keys()].join(', ')}`)
        const waiting = [...later]
        later.clear()
        await pass(Math.max(...waiting.map(([, { delayMs }]) => delayMs)))
        for (const [key, job] of waiting) due.set(key, job)
        await runAll()
      }
    },
    async wipe() {
      due.clear()
    },
    waiting: async queue => [...due.values()].filter(job => queueOf(job.name, job.payload) === queue).length,
    async close() {},
  }
}
