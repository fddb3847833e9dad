/** What every benchmark of a district stands on: the organisation in an empty database. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Context } from '../src/context.ts'
import { writeFolder } from '../src/organisation/folder.ts'
import { importFolder } from '../src/organisation/import.ts'
import { described } from '../src/organisation/problem.ts'
import type { PromptSet } from '../src/prompts/prompt-set.ts'
import { makeDistrict } from '../src/testing/district.ts'

/** @throws Error with everything that an import finds wrong. */
export async function importDistrict({ pool, turn }: Context, { tree }: PromptSet): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'linli-district-'))
  try {
    writeFolder(folder, makeDistrict(), 'zh')
    const signed = { author: 'bench', at: turn.now() }
    const found = await importFolder(pool, { folder, retire: false, categories: tree }, signed)
    if (!found.sound) throw new Error(found.problems.map(problem => described(problem, 'en')).join('\n'))
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}
