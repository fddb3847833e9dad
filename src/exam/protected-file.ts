/** Reads prompts/exams/protected.yaml: the categories that a new prompt may not make worse. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { CategoryTree } from '../domain/category.ts'
import { readRegularFile } from '../prompt-files/read-regular-file.ts'
import { readYaml } from '../prompt-files/read-yaml.ts'
import { PROTECTED_FILE } from './exam-file.ts'

/** @throws PromptFileError naming file and line. */
export function loadProtected(directory: string, tree: CategoryTree): string[] {
  const file = path.join(directory, PROTECTED_FILE)
  if (!existsSync(file)) return []
  const id = z
    .string()
    .refine(one => tree.has(one), { error: issue => `no category ${String(issue.input)} in categories.yaml` })
  return readYaml(file, readRegularFile(file), z.strictObject({ protected: z.array(id) })).protected
}
