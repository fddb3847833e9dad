/** What an exam leaves behind: the marks, what was asked and who answered. One JSON file, and the next one's baseline. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Comparison } from './compare.ts'
import { InputError } from './labelled-file.ts'
import type { ExamMarks } from './mark.ts'
import { CHECKS } from './mark-case.ts'
import type { Objection } from './verdict.ts'

export interface ExamResult extends ExamMarks {
  /** Of the prompts. */
  version: string
  /** `local`, or a model's name. */
  decider: string
  /** ISO 8601, UTC. */
  at: string
  /** From the first question to the last answer. */
  seconds: number
  /** Model answers that were not asked for again. */
  reused: number
  comparison: Comparison | null
  /** Empty: passed. */
  objections: readonly Objection[]
}

/** As much of an earlier result as a comparison needs. */
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

/** @throws InputError when the file is not there or not a result of an exam. */
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
