/**
 * Checks drafts from the console in a worker thread with limits on time and memory: a template may loop for hours, and
 * megabytes of front matter take minutes, which would block the process that answers residents.
 */
import { openThread } from '../lib/open-thread.ts'
import type { PromptFiles } from '../prompt-files/prompt-files.ts'

/** The shipped prompts take one second, or ten on a busy machine. */
const SECONDS = 30
const MEGABYTES = 512

const LIMITS = { maxOldGenerationSizeMb: MEGABYTES }
const tooMuch = [`检查不了：超过 ${MEGABYTES} MB 内存 / takes more than ${MEGABYTES} MB of memory to read`]

/** The previous check. Checks run one at a time: twenty at once would use all CPUs. */
let last: Promise<unknown> = Promise.resolve()

/** As `mistakesIn`; exceeding the limit of time or memory is returned as one mistake. */
export function mistakesInTime(
  files: PromptFiles,
  shipped: PromptFiles,
  seconds: number = SECONDS,
): Promise<string[]> {
  const mistakes = last.then(() => inThread({ files, shipped }, seconds))
  last = mistakes.catch(() => {})
  return mistakes
}

function inThread(draft: { files: PromptFiles; shipped: PromptFiles }, seconds: number): Promise<string[]> {
  const thread = openThread('./check-thread', import.meta.url, draft, LIMITS)
  return new Promise<string[]>((resolve, reject) => {
    const tooLong = [`检查不完：超过 ${seconds} 秒 / cannot be read within ${seconds} s`]
    const patience = setTimeout(() => resolve(tooLong), seconds * 1000)
    thread.once('message', resolve)
    thread.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(tooMuch) : reject(error),
    )
    thread.once('exit', () => clearTimeout(patience))
  }).finally(() => void thread.terminate())
}
