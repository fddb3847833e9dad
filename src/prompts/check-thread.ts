/** Worker thread that checks one draft and returns its mistakes. */
import { parentPort, workerData } from 'node:worker_threads'
import type { PromptFiles } from '../prompt-files/prompt-files.ts'
import { mistakesIn } from './check.ts'

const { files, shipped } = workerData as { files: PromptFiles; shipped: PromptFiles }
parentPort?.postMessage(await mistakesIn(files, shipped))
