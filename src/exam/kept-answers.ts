/**
 * A model's answers, kept in files, so that an exam that was interrupted goes on where it stopped and a corrected label
 * costs no money. Only what the model itself said is kept, by what it was asked, the prompt's version and who answered:
 * rules and the local classifier are asked every time, because they change without a new version and cost nothing.
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
  /** Ask again, and keep the new answers. */
  fresh: boolean
}

export interface KeptAnswers extends ModelTriage {
  /** How many answers came out of the file. */
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
      // Answers take a second each and the file is small: whatever stops the exam, no answer is paid for twice.
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
    // Not there, or of no use: asking again is the remedy for both.
    return {}
  }
}

function write(file: string, kept: Record<string, Understanding>): void {
  makeDirectory(path.dirname(file))
  const half = `${file}.${process.pid}.tmp`
  fs.writeFileSync(half, JSON.stringify(kept))
  fs.renameSync(half, file)
}
