/**
 * `npm run org`: the organisation as a folder that people can edit. Works beside a running Linli, and without
 * one. Started by scripts/org.ts. Exit codes: 0 done, 1 there are problems, 2 wrong input.
 */
import path from 'node:path'
import { ConfigError, readConfig } from '../config.ts'
import { borrowDatabase, NoDatabase } from '../db/borrow-database.ts'
import type { Database } from '../db/client.ts'
import type { Output, Surroundings } from '../exam/cli-output.ts'
import { InputError } from '../exam/labelled-file.ts'
import { ROOT } from '../lib/root.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import { PromptFileError, readPromptFiles } from '../prompt-files/prompt-files.ts'
import { parse, USAGE, type Values } from './cli-options.ts'
import { writeFolder } from './folder.ts'
import { dryRun, exportOrganisation, type Findings, type HandOn, importFolder } from './import.ts'
import { kindOf } from './merge.ts'
import { fileOf } from './organisation.ts'
import { report, saidOf } from './report.ts'

interface Around extends Pick<Surroundings, 'env' | 'prompts'> {
  /** Without it, a running service hands on the retired members' tickets in its next round. */
  handOn?: HandOn
}

interface Task extends Values {
  folder: string
  db: Database
  output: Output
  prompts: string
  handOn: HandOn | undefined
}

/** @returns whether there were no problems. */
const COMMANDS: Readonly<Record<string, (task: Task) => Promise<boolean>>> = {
  export: async ({ db, folder, lang, output, json }) => {
    const files = writeFolder(folder, await exportOrganisation(db.pool), lang)
    output.out(json ? JSON.stringify({ folder, files }) : `${folder}: ${files.join(', ')}`)
    return true
  },
  check: async task => {
    const findings = await dryRun(task.db.pool, optionsOf(task))
    tell(task, findings, false)
    return findings.sound
  },
  import: async task => {
    const signed = { author: task.author, at: new Date() }
    const findings = await importFolder(task.db.pool, optionsOf(task), signed, task.handOn)
    tell(task, findings, findings.sound && findings.changes.length > 0)
    return findings.sound
  },
}

const optionsOf = ({ folder, retire, prompts }: Task) => ({
  folder,
  retire,
  categories: loadCategories(readPromptFiles(prompts)),
})

function tell({ output, json, lang }: Task, findings: Findings, imported: boolean): void {
  if (json) {
    const changes = findings.changes.map(change => ({
      file: fileOf(change.part),
      key: change.key,
      kind: kindOf(change),
    }))
    output.out(JSON.stringify({ ...findings, changes, imported }))
    return
  }
  output.out(report(findings, lang))
  if (findings.handedOn) output.out(`\n${saidOf(findings.handedOn, lang)}`)
  if (imported)
    output.out(
      {
        zh: '\n已导入，运行中的服务半分钟内生效',
        en: '\nimported; a service that runs works with it within half a minute',
      }[lang],
    )
  else if (!findings.sound) output.out({ zh: '\n什么都没有改', en: '\nnothing was changed' }[lang])
}

export const HERE: Around = { env: process.env, prompts: path.join(ROOT, 'prompts') }

/** @returns the exit code. */
export async function run(args: string[], output: Output, around: Around = HERE): Promise<number> {
  try {
    const { values, positionals } = parse(args)
    const [name = 'help', folder, ...rest] = positionals
    if (values.help || name === 'help') {
      output.out(USAGE)
      return 0
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!command || !folder || rest.length > 0) throw new InputError(`${positionals.join(' ')}?\n\n${USAGE}`)
    const done = await borrowDatabase(readConfig(around.env), db =>
      command({ ...values, folder, db, output, prompts: around.prompts, handOn: around.handOn }),
    )
    return done ? 0 : 1
  } catch (error) {
    if (FOR_OPERATORS.some(kind => error instanceof kind)) {
      output.err((error as Error).message)
      return 2
    }
    throw error
  }
}

const FOR_OPERATORS = [InputError, PromptFileError, ConfigError, NoDatabase]
