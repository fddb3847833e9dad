/** The result of an exam: marks, cases and decider. It is one JSON file and can be the baseline of a later exam. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Comparison } from './compare.ts'
import { InputError } from './labelled-file.ts'
import type { ExamMarks } from './mark.ts'
import { CHECKS } from './mark-case.ts'
import type { Objection } from './verdict.ts'

export interface ExamResult extends ExamMarks {
  /** Version of the prompts. */
  version: string
  /** `local`, or a model's name. */
  decider: string
  /** ISO 8601, UTC. */
  at: string
  /** From the first question to the last answer. */
  seconds: number
  /** Number of model answers from the cache. */
  reused: number
  comparison: Comparison | null
  /** Empty: passed. */
  objections: readonly Objection[]
}

/** The part of an earlier result that a comparison needs. */
const Baseline = z.looseObject({
  version: z.string(),
  decider: z.string(),
  cases: z.array(
    z.looseObject({
      id: z.string(),
      hash: z.string(),
      texts: z.array(z.string()),
      right: z.boolean(),
      checks: z.array(
        z.object({ kind: z.enum(CHECKS), right: z.boolean(), expected: z.string(), got: z.string() }),
      ),
      namings: z.array(z.object({ expected: z.string(), predicted: z.string(), confidence: z.number() })),
    }),
  ),
})

/** @throws InputError when the file is missing or is no result of an exam. */
export function readBaseline(file: string): Pick<ExamResult, 'version' | 'decider' | 'cases'> {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InputError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : ''}`)
  }
  const read = Baseline.safeParse(json)
  if (read.success) return read.data as unknown as Pick<ExamResult, 'version' | 'decider' | 'cases'>
  const [issue] = read.error.issues
  throw new InputError(`${file} is not the result of an exam: ${issue?.path.join('.')}: ${issue?.message}`)
}
