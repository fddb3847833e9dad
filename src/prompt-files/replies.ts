/** The texts of all messages that Linli sends: prompts/replies/*.yaml, checked at load time. */
import type { Template } from 'liquidjs'
import { z } from 'zod'
import { LANGUAGES, type Language } from '../domain/message.ts'
import { LABEL_KEYS, type LabelKey, REPLY_KEYS, type ReplyKey } from '../domain/notification-rules.ts'
import { fileOf, type PromptFiles } from './prompt-files.ts'
import { placesIn, PromptFileError, readEach, readYaml } from './read-yaml.ts'
import { compileReply, sayTemplate, TemplateError } from './reply-template.ts'
import type { ReplyValues } from './reply-values.ts'

const ReplyFile = z.strictObject({
  replies: z.record(z.enum(REPLY_KEYS), z.string().min(1)),
  labels: z.record(z.enum(LABEL_KEYS), z.string().min(1)),
})

const PartOfReplyFile = z.strictObject({
  replies: z.partialRecord(z.enum(REPLY_KEYS), z.string().min(1)),
  labels: z.partialRecord(z.enum(LABEL_KEYS), z.string().min(1)),
})
const completed = (part: z.infer<typeof PartOfReplyFile>, whole: z.infer<typeof ReplyFile>) => ({
  replies: { ...whole.replies, ...part.replies },
  labels: { ...whole.labels, ...part.labels },
})

export interface Replies {
  /** @param values the template's values, see `REPLY_VALUES`. */
  say<K extends ReplyKey>(language: Language, key: K, values: ReplyValues<K>): string
  label(language: Language, key: LabelKey): string
}

/**
 * @param shipped files of the program itself, for replies that an older version lacks.
 * @throws PromptFileError with the file and what is missing or malformed in it.
 */
export function loadReplies(files: PromptFiles, shipped: PromptFiles = {}): Replies {
  const wording = Object.fromEntries(
    readEach(LANGUAGES, language => [language, loadFile(fileFor(language), files, shipped)]),
  )
  const of = (language: Language) => wording[language] as ReturnType<typeof loadFile>
  return {
    say: (language, key, values) => sayTemplate(of(language).templates[key], values),
    label: (language, key) => of(language).labels[key],
  }
}

const fileFor = (language: Language) => `replies/${language}.yaml`

function loadFile(
  file: string,
  files: PromptFiles,
  shipped: PromptFiles,
): { templates: Record<ReplyKey, Template[]>; labels: Record<LabelKey, string> } {
  const yaml = fileOf(files, file)
  const { replies, labels } =
    shipped[file] === undefined
      ? readYaml(file, yaml, ReplyFile)
      : completed(readYaml(file, yaml, PartOfReplyFile), readYaml(file, fileOf(shipped, file), ReplyFile))
  const placeOf = placesIn(file, yaml)
  const templates = readEach(Object.entries(replies), ([key, source]) => {
    try {
      return [key, compileReply(key as ReplyKey, source)] as const
    } catch (error) {
      // Checked at load time, because an error at render time would leave a resident without an answer.
      if (!(error instanceof TemplateError)) throw error
      throw new PromptFileError(`${placeOf(['replies', key], error.line)}: replies.${key}: ${error.message}`)
    }
  })
  return { templates: Object.fromEntries(templates) as Record<ReplyKey, Template[]>, labels }
}
