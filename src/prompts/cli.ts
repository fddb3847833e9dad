/**
 * `npm run prompts`: manages versions of the prompts. It works with and without a running Linli.
 * Exit codes: 0 done, 1 refused, 2 wrong input.
 */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError, readConfig } from '../config.ts'
import { borrowDatabase, NoDatabase } from '../db/borrow-database.ts'
import type { Output, Surroundings } from '../exam/cli-output.ts'
import { InputError } from '../exam/labelled-file.ts'
import { terminal } from '../exam/terminal.ts'
import { ROOT } from '../lib/root.ts'
import { PromptFileError, readPromptFiles } from '../prompt-files/prompt-files.ts'
import { checkedOnce, mistakesIn } from './check.ts'
import { shadowCommand } from './cli-shadow.ts'
import { labelsCommand } from './cli-labels.ts'
import { parse, USAGE, type Values } from './cli-options.ts'
import { diff, exam, exportTo, list, log, publishCommand, rollbackCommand } from './cli-versions.ts'
import type { Desk } from './cli-context.ts'
import { PromptRefused, VersionUnknown } from './versions.ts'

type Command = (desk: Desk, names: readonly string[], values: Values) => Promise<boolean>

const COMMANDS: Readonly<Record<string, Command>> = {
  list,
  diff,
  exam,
  publish: publishCommand,
  rollback: rollbackCommand,
  export: exportTo,
  shadow: shadowCommand,
  labels: labelsCommand,
  log,
}

const HERE: Surroundings = {
  env: process.env,
  prompts: path.join(ROOT, 'prompts'),
  shippedClassifier: path.join(ROOT, 'dist', 'classifier.bin'),
}

/** @returns the exit code. */
export async function run(args: string[], output: Output, around: Surroundings = HERE): Promise<number> {
  try {
    const { values, positionals } = parse(args)
    const [name = 'help', ...names] = positionals
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (values.help || name === 'help') {
      output.out(USAGE)
      return 0
    }
    if (!command) throw new InputError(`${name}?\n\n${USAGE}`)
    const config = readConfig(around.env)
    const folder = values.folder ?? around.prompts
    const shipped = readPromptFiles(around.prompts)
    const done = await borrowDatabase(config, async ({ pool }) =>
      command(
        {
          pool,
          folder,
          exam: {
            pool,
            exams: examsOf(folder) ?? path.join(around.prompts, 'exams'),
            shippedClassifier: around.shippedClassifier,
            dataDir: config.dataDir,
            model: config.model,
            now: () => new Date(),
            mistakesIn: checkedOnce(files => mistakesIn(files, shipped)),
          },
          author: values.author,
          note: values.note,
          json: values.json,
          output,
        },
        names,
        values,
      ),
    )
    return done ? 0 : 1
  } catch (error) {
    if (error instanceof PromptRefused) {
      output.err(error.message)
      if (error instanceof VersionUnknown) output.err('有哪些 / the versions: npm run prompts -- list')
      return 1
    }
    if (FOR_OPERATORS.some(kind => error instanceof kind)) {
      output.err((error as Error).message)
      return 2
    }
    throw error
  }
}

/** The folder's own exams. An exported folder has none and uses the program's. */
function examsOf(folder: string): string | null {
  const own = path.join(folder, 'exams')
  return fs.existsSync(own) ? own : null
}

const FOR_OPERATORS = [InputError, PromptFileError, ConfigError, NoDatabase]

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await run(process.argv.slice(2), terminal())
}
