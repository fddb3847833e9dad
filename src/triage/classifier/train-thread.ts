/** Worker thread that trains one classifier and returns the result, so that training does not block the event loop. */
import type { LabelledText } from '../../domain/category.ts'
import { parentPort, workerData } from 'node:worker_threads'
import { trainClassifier } from './classifier.ts'

const { learnt } = trainClassifier(workerData as LabelledText[])
const { space, weights } = learnt
parentPort?.postMessage(
  learnt,
  [space.hashes, space.idf, weights].map(({ buffer }) => buffer as ArrayBuffer),
)
