/** Loads the model's prompts from the files of a version: triage.prompt, closure-check.prompt and the category tree. */
import { Dotprompt } from 'dotprompt'
import { z } from 'zod'
import { CategoryFile, categoryTree, type CategoryTree } from '../domain/category.ts'
import { LANGUAGES, type Language } from '../domain/message.ts'
import { fileOf, type PromptFiles, versionOf } from './prompt-files.ts'
import { PromptFileError, readYaml } from './read-yaml.ts'

export { PromptFileError }

interface Prompt {
  /** Hash of the model's input, 12 hex digits. Replies are not included: they do not change a model's answers. */
  version: string
  model: string
  /** Absent: the server's default; some models accept no other. */
  temperature: number | undefined
  /** Maximum of tokens of an answer. */
  maxTokens: number
}

export interface TriagePrompt extends Prompt {
  tree: CategoryTree
  /** The system message. It never contains a resident's words. */
  instructions: Readonly<Record<Language, string>>
}

export interface ClosurePrompt extends Prompt {
  /** The system message. It never contains words of a resident or a worker. */
  instructions: string
}

const FrontMatter = z.looseObject({
  model: z.string().min(1),
  config: z.strictObject({
    temperature: z.number().min(0).max(2).optional(),
    maxOutputTokens: z.number().int().min(100).max(16_000),
  }),
  input: z.looseObject({ schema: z.record(z.string(), z.unknown()) }),
  output: z.looseObject({ format: z.literal('json') }),
})

const FRONT_MATTER = /^---\r?\n([\s\S]*?\r?\n)---\r?\n([\s\S]+)$/

const [PROMPT, CLOSURE, CATEGORIES] = ['triage.prompt', 'closure-check.prompt', 'categories.yaml']

/** @throws PromptFileError naming file and line. */
export async function loadTriagePrompt(
  files: PromptFiles,
  tree = loadCategories(files),
): Promise<TriagePrompt> {
  const { head, renderFor } = templateIn(files, PROMPT)
  const instructions: Partial<Record<Language, string>> = {}
  for (const language of LANGUAGES) instructions[language] = await renderFor(inputFor(tree, language))
  return { tree, ...head, instructions: instructions as Record<Language, string> }
}

/**
 * @param shipped files of the program itself, for versions that are older than the check of closings.
 * @throws PromptFileError naming file and line.
 */
export async function loadClosurePrompt(
  files: PromptFiles,
  tree: CategoryTree,
  shipped: PromptFiles = {},
): Promise<ClosurePrompt> {
  const source = files[CLOSURE] ?? fileOf(shipped, CLOSURE)
  const { head, renderFor } = templateIn({ ...files, [CLOSURE]: source }, CLOSURE)
  return { ...head, instructions: await renderFor(inputFor(tree, 'zh-CN')) }
}

/** A prompt file with validated front matter. */
function templateIn(
  files: PromptFiles,
  file: string,
): { head: Prompt; renderFor: (input: object) => Promise<string> } {
  const source = fileOf(files, file)
  const [, yaml, body = ''] = FRONT_MATTER.exec(source) ?? []
  if (yaml === undefined) throw new PromptFileError(`${file}:1: no YAML between two lines of ---`)
  const head = readYaml(file, yaml, FrontMatter, 1)
  const linesBefore = source.slice(0, source.length - body.length).split('\n').length - 1
  return {
    head: {
      version: versionOf({ [file]: source, [CATEGORIES]: fileOf(files, CATEGORIES) }),
      model: head.model,
      temperature: head.config.temperature,
      maxTokens: head.config.maxOutputTokens,
    },
    renderFor: input => render(file, source, linesBefore, input),
  }
}

/** @throws PromptFileError naming file and line. */
export function loadCategories(files: PromptFiles): CategoryTree {
  const parsed = readYaml(CATEGORIES, fileOf(files, CATEGORIES), CategoryFile)
  try {
    return categoryTree(parsed)
  } catch (error) {
    throw new PromptFileError(`${CATEGORIES}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The template's variables. The tree comes from admins, but must still not open a chat role. */
function inputFor(tree: CategoryTree, language: Language) {
  const words = language === 'en' ? 'en' : 'zh'
  const categories = [...tree].map(([id, { name, description, urgency }]) => ({
    id,
    name: name[words],
    description: description[words],
    urgency,
  }))
  const marked = categories.find(one => `${one.name}${one.description}`.includes('<<<dotprompt:'))
  if (marked)
    throw new PromptFileError(`categories.yaml: ${marked.id}: "<<<dotprompt:" is a marker of prompts`)
  return { language, english: language === 'en', categories }
}

/** Partials are rejected, and loops are limited in depth: otherwise the time to render a template is unbounded. */
const PARTIAL = /\{\{\{?~?\s*(?:#\s*)?[>*]/u
/** Every block except a condition can be a loop (`{{#each categories}}`, `{{#categories}}`). */
const BLOCK = /\{\{~?\s*(?:([#^])\s*(?!if\b|unless\b)[^\s~}]|\/\s*(?!if\b|unless\b))/gu
const DEEPEST_LOOP = 2

function boundless(template: string): { at: number; what: string } | null {
  const partial = PARTIAL.exec(template)
  if (partial)
    return { at: partial.index, what: '不能套用别的模板 / {{> }} and {{#*inline}} are not for prompts' }
  let depth = 0
  for (const { 1: opens, index } of template.matchAll(BLOCK)) {
    depth += opens ? 1 : -1
    if (depth > DEEPEST_LOOP)
      return { at: index, what: `循环至多套两层 / loops within loops: ${DEEPEST_LOOP} deep at most` }
  }
  return null
}

async function render(file: string, source: string, linesBefore: number, input: object): Promise<string> {
  const endless = boundless(source)
  if (endless) {
    const line = source.slice(0, endless.at).split('\n').length
    throw new PromptFileError(`${file}:${line}: ${endless.what}`)
  }
  try {
    const { messages } = await new Dotprompt().render(source, { input })
    const [system, ...more] = messages
    if (system?.role !== 'system' || more.length > 0) {
      throw new PromptFileError(
        'it must be one system message: begin with {{role "system"}} and name no other role',
      )
    }
    return system.content
      .map(part => part.text ?? '')
      .join('')
      .trim()
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const line = Number(/line (\d+)|(\d{1,6}):\d/iu.exec(detail)?.slice(1).find(Boolean) ?? 1) + linesBefore
    throw new PromptFileError(`${file}:${line}: ${detail}`)
  }
}
