/**
 * A queue that works when a test says so: what is due runs one job after the other until nothing is left. So a test knows
 * when everything has happened without waiting for anything, and what was put off is there to be looked at.
 */
import type { Processor, Queues } from '../queue/bullmq.ts'
import { JOBS, type JobName, type Payload, queueOf } from '../queue/jobs.ts'

export interface HandQueue extends Queues {
  /** Runs what is due, and what that brings about. @throws what a job failed with: none is tried again. */
  settle(): Promise<void>
  /** What waits for a later moment, by name. */
  putOff(): JobName[]
}

interface Job {
  name: JobName
  payload: Payload<JobName>
}

export function createHandQueue(): HandQueue {
  const processors = new Map<string, Processor<JobName>>()
  const due = new Map<string, Job>()
  const later: Job[] = []
  return {
    backend: 'postgres',
    async enqueue(name, payload, delayMs = 0) {
      const job = { name, payload }
      if (delayMs > 0) later.push(job)
      else due.set(`${name} ${(JOBS[name].key as (payload: unknown) => string)(payload)}`, job)
    },
    async work(queue, given) {
      for (const [name, processor] of Object.entries(given))
        processors.set(`${queue} ${name}`, processor as Processor<JobName>)
    },
    async settle() {
      for (const [key, { name, payload }] of due) {
        due.delete(key)
        const process = processors.get(`${queueOf(name, payload)} ${name}`)
        await process?.(payload, { lastAttempt: true, stopping: new AbortController().signal })
      }
    },
    putOff: () => later.map(({ name }) => name),
    async repeat() {},
    async wipe() {
      due.clear()
    },
    waiting: async queue => [...due.values()].filter(job => queueOf(job.name, job.payload) === queue).length,
    async close() {},
  }
}
