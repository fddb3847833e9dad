/** A worker thread: CPU work of seconds must not block the event loop. */
import { type ResourceLimits, Worker } from 'node:worker_threads'

/** @param file a module beside `from` (an import.meta.url), without its extension. */
export function openThread(
  file: string,
  from: string,
  workerData: unknown,
  resourceLimits: ResourceLimits = {},
): Worker {
  const built = from.endsWith('.js')
  const url = new URL(`${file}${built ? '.js' : '.ts'}`, from)
  if (built) return new Worker(url, { workerData, resourceLimits })
  // In development and tests: a thread does not inherit the loader that reads TypeScript.
  const start = `import('tsx/esm/api').then(tsx => (tsx.register(), import(${JSON.stringify(url.href)})))`
  return new Worker(start, { workerData, resourceLimits, eval: true, execArgv: [] })
}
