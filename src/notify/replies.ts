/** The wording of every message that Linli sends: prompts/replies/*.yaml, checked when it is loaded. */
import { Liquid, type Template } from 'liquidjs'
import { z } from 'zod'
import { LANGUAGES, type Language } from '../domain/message.ts'
import { LABEL_KEYS, type LabelKey, REPLY_KEYS, type ReplyKey } from '../domain/reply-rules.ts'
import { fileOf, type PromptFiles } from '../triage/prompt-files.ts'
import { PromptFileError, readYaml } from '../triage/read-yaml.ts'

const ReplyFile = z.strictObject({
  replies: z.record(z.enum(REPLY_KEYS), z.string().min(1)),
  labels: z.record(z.enum(LABEL_KEYS), z.string().min(1)),
})

export interface Replies {
  /** @param values what the template may use; a name that it uses and that is not given is an error. */
  say(language: Language, key: ReplyKey, values: Record<string, unknown>): string
  label(language: Language, key: LabelKey): string
}

/** @throws PromptFileError that names the file and what is missing or malformed in it. */
export function loadReplies(files: PromptFiles): Replies {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    ownPropertyOnly: true,
    lenientIf: true,
    // An empty text is nothing: `{% if note %}` asks whether there is one.
    jsTruthy: true,
  })
  const wording = Object.fromEntries(
    LANGUAGES.map(language => [language, loadFile(liquid, files, `replies/${language}.yaml`)]),
  )
  const of = (language: Language) => wording[language] as ReturnType<typeof loadFile>
  return {
    say: (language, key, values) => (liquid.renderSync(of(language).templates[key], values) as string).trim(),
    label: (language, key) => of(language).labels[key],
  }
}

function loadFile(
  liquid: Liquid,
  files: PromptFiles,
  file: string,
): { templates: Record<ReplyKey, Template[]>; labels: Record<LabelKey, string> } {
  const { replies, labels } = readYaml(file, fileOf(files, file), ReplyFile)
  const templates = Object.entries(replies).map(([key, source]) => {
    try {
      return [key, liquid.parse(source)]
    } catch (error) {
      throw new PromptFileError(`${file}: replies.${key}: ${(error as Error).message}`)
    }
  })
  return { templates: Object.fromEntries(templates), labels }
}
