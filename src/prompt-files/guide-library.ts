/** The guides of a version: read, checked, searchable. */
import type { CategoryTree } from '../domain/category.ts'
import { LANGUAGES, type Language } from '../domain/message.ts'
import { type Guide, readGuide } from './guide-file.ts'
import { guideSearch } from './guide-search.ts'
import type { PromptFiles } from './prompt-files.ts'
import { PromptFileError } from './read-yaml.ts'

export interface GuideLibrary {
  readonly ids: ReadonlySet<string>
  /** Id of the guide that answers it; null when none surely does: a wrong guide is worse than a person. */
  find(question: { text: string; category: string; language: Language }): string | null
  byId(id: string, language: Language): Guide | undefined
  byCode(code: string, language: Language): Guide | undefined
}

/**
 * How well the words must fit when the question was filed under one of the guide's categories, and when it was not.
 * Chosen on prompts/exams (docs/triage.md says what that gives).
 */
const FIT = { filedThere: 0.125, filedElsewhere: 0.45 }
/** Rules are in a guide; what went wrong with one person's papers or money is for a person to look at. */
const WENT_WRONG =
  /冒用|盗|被(?:人|骗|退|拒|停)|显示|没(?:到|参|发|收|给|上)|不(?:给|让|予|认)|停(?:了|发)|拒|失败|出错|弄错|搞错|\b(?:wrong|refused?|denied|stolen|failed|error)\b/iu
/** Two guides that fit alike: the question says too little to choose. */
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
  // A file that cannot be read would be missed as a translation too: one mistake at a time.
  if (mistakes.length === 0) mistakes.push(...oddPairs(guides))
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
  return guides
}

/** Every guide in every language, with one code; every code once. */
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
