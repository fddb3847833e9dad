/**
 * Drafts from the console are read in a thread, and not for ever: a template may loop for hours, and megabytes of front
 * matter take minutes, in the process that answers residents.
 */
import { openThread } from '../lib/open-thread.ts'
import type { PromptFiles } from '../prompt-files/prompt-files.ts'

/** What the program brings takes a second, on a machine that has much else to do ten. */
const SECONDS = 30
const MEGABYTES = 512

const LIMITS = { maxOldGenerationSizeMb: MEGABYTES }
const tooMuch = [`检查不了：超过 ${MEGABYTES} MB 内存 / takes more than ${MEGABYTES} MB of memory to read`]

/** One after the other: twenty drafts at once would leave no processor to the residents. */
let last: Promise<unknown> = Promise.resolve()

/** As `mistakesIn`; what cannot be read in time, or in memory, is one mistake. */
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
