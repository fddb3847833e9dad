/** The wording of every message that Linli sends: prompts/replies/*.yaml, checked when it is loaded. */
import { Liquid, type Template } from 'liquidjs'
import { z } from 'zod'
import { LANGUAGES, type Language } from '../domain/message.ts'
import { LABEL_KEYS, type LabelKey, REPLY_KEYS, type ReplyKey } from '../domain/reply-rules.ts'
import { fileOf, type PromptFiles } from '../triage/prompt-files.ts'
import { placesIn, PromptFileError, readEach, readYaml } from '../triage/read-yaml.ts'

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
  /** @param values what the template may use; a name that it uses and that is not given is an error. */
  say(language: Language, key: ReplyKey, values: Record<string, unknown>): string
  label(language: Language, key: LabelKey): string
}

/**
 * @param shipped files of the program itself: what an older version cannot know yet is said in their words.
 * @throws PromptFileError that names the file and what is missing or malformed in it.
 */
export function loadReplies(files: PromptFiles, shipped: PromptFiles = {}): Replies {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    ownPropertyOnly: true,
    lenientIf: true,
    // An empty text is nothing: `{% if note %}` asks whether there is one.
    jsTruthy: true,
  })
  const known = Object.keys(shipped).length > 0 ? variablesOf(liquid, shipped) : null
  const wording = Object.fromEntries(
    readEach(LANGUAGES, language => [language, loadFile(liquid, fileFor(language), files, shipped, known)]),
  )
  const of = (language: Language) => wording[language] as ReturnType<typeof loadFile>
  return {
    say: (language, key, values) => (liquid.renderSync(of(language).templates[key], values) as string).trim(),
    label: (language, key) => of(language).labels[key],
  }
}

const fileFor = (language: Language) => `replies/${language}.yaml`

/** What each reply is given when it is said: whatever the program's own wording of it uses, in any language. */
function variablesOf(liquid: Liquid, shipped: PromptFiles): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>()
  for (const file of LANGUAGES.map(fileFor))
    for (const [key, source] of Object.entries(readYaml(file, fileOf(shipped, file), ReplyFile).replies)) {
      const names = known.get(key) ?? new Set()
      for (const name of liquid.globalVariablesSync(source)) names.add(name)
      known.set(key, names)
    }
  return known
}

function loadFile(
  liquid: Liquid,
  file: string,
  files: PromptFiles,
  shipped: PromptFiles,
  known: ReadonlyMap<string, ReadonlySet<string>> | null,
): { templates: Record<ReplyKey, Template[]>; labels: Record<LabelKey, string> } {
  const yaml = fileOf(files, file)
  const { replies, labels } =
    shipped[file] === undefined
      ? readYaml(file, yaml, ReplyFile)
      : completed(readYaml(file, yaml, PartOfReplyFile), readYaml(file, fileOf(shipped, file), ReplyFile))
  const placeOf = placesIn(file, yaml)
  const templates = readEach(Object.entries(replies), ([key, source]) => {
    const wrong = (what: string) =>
      new PromptFileError(`${placeOf(['replies', key])}: replies.${key}: ${what}`)
    const template = parsed(liquid, source, wrong)
    const unheard = liquid.globalVariablesSync(template).filter(name => known && !known.get(key)?.has(name))
    // Found out when it is said, it would be found out by a resident who gets no answer.
    if (unheard.length > 0) throw wrong(`no such value: ${unheard.join(', ')}`)
    return [key, template]
  })
  return { templates: Object.fromEntries(templates), labels }
}

function parsed(liquid: Liquid, source: string, wrong: (what: string) => Error): Template[] {
  try {
    return liquid.parse(source)
  } catch (error) {
    throw wrong((error as Error).message)
  }
}
