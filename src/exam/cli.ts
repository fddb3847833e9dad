/**
 * Exams on the command line: of the prompts (no file named), or of a data set. Results go to stdout, progress to stderr
 * if that is a terminal.
 * Exit codes: 0 passed, 1 refused (an emergency missed, a protected category worse, a model silent), 2 wrong input.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../config.ts'
import { ROOT } from '../lib/root.ts'
import { PromptFileError } from '../prompt-files/read-yaml.ts'
import { DATA_OPTIONS, dataExam, wantsData } from './cli-data.ts'
import { PROMPT_OPTIONS, promptExam } from './cli-prompt.ts'
import { InputError } from './labelled-file.ts'
import type { Output, Surroundings } from './cli-output.ts'
import { terminal } from './terminal.ts'

const USAGE = `Usage:
  exam                                        the exams in prompts/exams: the local classifier, or the model if
                                              OPENAI_API_KEY is set
       [--only <file or id>]...               some of them
       [--baseline <json>]                    compare with an earlier result
       [--model <name> | --model local]       another model than the prompt's, or none
       [--concurrency 4] [--fresh] [--json]   --fresh: ask again although the answers are kept
       [--price-in 0.4 --price-out 1.6]       of a million tokens, for the cost
  exam --train <jsonl> --test <jsonl> [--hints <json>] [--json]
  exam --data <jsonl> --folds 5 [--hints <json>] [--json]
A line of JSONL is {"id": ..., "title": optional, "text": ..., "label": ...}.
Exit code: 0 passed, 1 refused (emergency missed, protected category worse, model silent), 2 wrong input.`

const OPTIONS = {
  ...DATA_OPTIONS,
  ...PROMPT_OPTIONS,
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const HERE: Surroundings = {
  env: process.env,
  prompts: path.join(ROOT, 'prompts'),
  shippedClassifier: path.join(ROOT, 'dist', 'classifier.bin'),
}

/** @returns The exit code. */
export async function run(args: string[], output: Output, around: Surroundings = HERE): Promise<number> {
  try {
    const values = parse(args)
    if (values.help) {
      output.out(USAGE)
      return 0
    }
    if (wantsData(values)) return dataExam(values, output)
    return await promptExam(values, output, { ...around, config: readConfig(around.env) })
  } catch (error) {
    const forOperator =
      error instanceof InputError || error instanceof PromptFileError || error instanceof ConfigError
    if (!forOperator) throw error
    output.err(error.message)
    return 2
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await run(process.argv.slice(2), terminal())
}
