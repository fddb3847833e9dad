/**
 * Caches a model's answers in files, so that an interrupted exam resumes and a corrected label costs no money. The key
 * is the input, the prompt's version and the model. Only the model's own answers are cached: rules and the local
 * classifier run every time, because they change without a new version and cost nothing.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { TurnInput, Understanding } from '../domain/triage-result.ts'
import { makeDirectory } from '../lib/make-directory.ts'
import type { ModelTriage } from '../triage/model/types.ts'

export interface KeptAnswersOptions {
  /** `<dataDir>/cache/exams`: one file for each version and decider. */
  directory: string
  version: string
  decider: string
  /** Ignores cached answers and stores the new ones. */
  fresh: boolean
}

export interface KeptAnswers extends ModelTriage {
  /** Number of answers from the cache. */
  readonly reused: () => number
}

export function keepAnswers(model: ModelTriage, options: KeptAnswersOptions): KeptAnswers {
  const { directory, version, decider, fresh } = options
  const file = path.join(directory, `${version}-${decider.replace(/[^\w.-]+/gu, '_')}.json`)
  const kept = new Map(Object.entries(fresh ? {} : read(file)))
  let reused = 0
  return {
    async understand(input) {
      const key = hashOf(input)
      const known = kept.get(key)
      if (known) {
        reused++
        return known
      }
      const understanding = await model.understand(input)
      kept.set(key, understanding)
      // Written after every answer, so that an aborted exam pays for no answer twice. An answer takes about a second
      // and the file is small.
      write(file, Object.fromEntries(kept))
      return understanding
    },
    reused: () => reused,
  }
}

const hashOf = (input: TurnInput) => createHash('sha256').update(JSON.stringify(input)).digest('hex')

function read(file: string): Record<string, Understanding> {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Understanding>
  } catch {
    // A missing or damaged file is a cache miss.
    return {}
  }
}

function write(file: string, kept: Record<string, Understanding>): void {
  makeDirectory(path.dirname(file))
  const half = `${file}.${process.pid}.tmp`
  fs.writeFileSync(half, JSON.stringify(kept))
  fs.renameSync(half, file)
}
