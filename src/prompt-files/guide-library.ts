/** Loads, checks and searches the guides of a version. */
import type { CategoryTree } from '../domain/category.ts'
import { LANGUAGES, type Language } from '../domain/message.ts'
import { type Guide, readGuide } from './guide-file.ts'
import { guideSearch } from './guide-search.ts'
import type { PromptFiles } from './prompt-files.ts'
import { PromptFileError } from './read-yaml.ts'

export interface GuideLibrary {
  readonly ids: ReadonlySet<string>
  /** Id of the guide that answers the question; null if none fits well: a wrong guide is worse than a person. */
  find(question: { text: string; category: string; language: Language }): string | null
  byId(id: string, language: Language): Guide | undefined
  byCode(code: string, language: Language): Guide | undefined
}

/**
 * Minimum fit of the words when the question's category is one of the guide's, and when it is not. Chosen on
 * prompts/exams (docs/triage.md has the results).
 */
const FIT = { filedThere: 0.125, filedElsewhere: 0.45 }
/** A guide explains rules; a failed case with a resident's papers or money needs a person. */
const WENT_WRONG =
  /冒用|盗|被(?:人|骗|退|拒|停)|显示|没(?:到|参|发|收|给|上)|不(?:给|让|予|认)|停(?:了|发)|拒|失败|出错|弄错|搞错|\b(?:wrong|refused?|denied|stolen|failed|error)\b/iu
/** The best guide must be this factor ahead of the next; otherwise the question is too vague to choose. */
const AHEAD = 1.05

const FILE = /^guides\/([\w-]+)\/([\w-]+)\.md$/

/** @throws PromptFileError with every mistake of every guide. */
export function loadGuides(files: PromptFiles, tree: CategoryTree): GuideLibrary {
  const guides = read(files, tree)
  const of = new Map(LANGUAGES.map(language => [language, guides.filter(one => one.language === language)]))
  const search = new Map(LANGUAGES.map(language => [language, guideSearch(of.get(language) ?? [])]))
  const byId = (id: string, language: Language) => of.get(language)?.find(one => one.id === id)
  return {
    ids: new Set(guides.map(({ id }) => id)),
    byId,
    byCode: (code, language) => of.get(language)?.find(one => one.code === code),
    find({ text, category, language }) {
      if (WENT_WRONG.test(text)) return null
      const found = search.get(language)?.(text)
      const guide = found && byId(found.id, language)
      if (!found || !guide || found.fit < found.next * AHEAD) return null
      const least = guide.categories.includes(category) ? FIT.filedThere : FIT.filedElsewhere
      return found.fit >= least ? guide.id : null
    },
  }
}

function read(files: PromptFiles, tree: CategoryTree): Guide[] {
  const mistakes: string[] = []
  const guides = Object.entries(files).flatMap(([file, content]): Guide[] => {
    const [, folder, id] = FILE.exec(file) ?? []
    if (folder === undefined || id === undefined) return []
    const language = LANGUAGES.find(each => each === folder)
    try {
      if (!language) throw new PromptFileError(`${file}: guides are in ${LANGUAGES.join(' and ')}`)
      return [readGuide(file, content, { id, language }, tree)]
    } catch (error) {
      if (!(error instanceof PromptFileError)) throw error
      mistakes.push(error.message)
      return []
    }
  })
  // Only for readable files: an unreadable one would also be reported as a missing translation.
  if (mistakes.length === 0) mistakes.push(...oddPairs(guides))
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
  return guides
}

/** Checks that each guide exists in each language with the same code, and that codes are unique. */
function oddPairs(guides: readonly Guide[]): string[] {
  const named = (id: string, language: Language) => `guides/${language}/${id}.md`
  const taken = new Map<string, string>()
  return guides.flatMap(({ id, language, code }) => {
    const wrong: string[] = []
    for (const other of LANGUAGES) {
      const twin = guides.find(one => one.id === id && one.language === other)
      if (!twin) wrong.push(`${named(id, other)}: is missing; ${named(id, language)} is there`)
      else if (twin.code !== code)
        wrong.push(`${named(id, language)}: code ${code}, but ${twin.code} in ${other}`)
    }
    const owner = taken.get(code) ?? id
    if (owner !== id) wrong.push(`${named(id, language)}: code ${code} is that of ${owner}`)
    taken.set(code, owner)
    return wrong
  })
}
