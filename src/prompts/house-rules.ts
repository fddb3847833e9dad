/** Reads the house rules of a version. */
import type { CategoryTree } from '../domain/category.ts'
import { Rules, rulesTwice } from '../domain/house-rules.ts'
import { fileOf, type PromptFiles } from '../prompt-files/prompt-files.ts'
import { PromptFileError, placesIn, readYaml } from '../prompt-files/read-yaml.ts'

const FILE = 'rules.yaml'

/**
 * @param shipped files of the program itself, for versions that are older than the house rules.
 * @throws PromptFileError naming file and line.
 */
export function loadRules(files: PromptFiles, tree: CategoryTree, shipped: PromptFiles = {}): Rules {
  const yaml = files[FILE] ?? fileOf(shipped, FILE)
  const rules = readYaml(FILE, yaml, Rules)
  const at = placesIn(FILE, yaml)
  const groups = new Set([...tree.values()].map(({ group }) => group))
  const mistakes = rules.assign.flatMap(({ when }, index) =>
    (when.category ?? [])
      .filter(category => !tree.has(category) && !groups.has(category))
      .map(category => `${at(['assign', index, 'when', 'category'])}: ${category} is no category`),
  )
  for (const index of rulesTwice(rules))
    mistakes.push(`${at(['assign', index, 'id'])}: the rule ${rules.assign[index]?.id} is there twice`)
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
  return rules
}
