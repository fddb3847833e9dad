/**
 * Loads the exams under prompts/exams/: turns for triage with the labels that a person gave. All mistakes of all files
 * are reported at once, so that an admin need not fix them one message at a time.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { CategoryTree, Urgency } from '../domain/category.ts'
import type { EmergencyKind } from '../domain/emergency-kind.ts'
import type { Intent, TurnInput } from '../domain/triage-result.ts'
import { readRegularFile } from '../prompt-files/read-regular-file.ts'
import { PromptFileError, readEach, readYaml } from '../prompt-files/read-yaml.ts'
import { examSchema, type WrittenCase, type WrittenEmergency } from './exam-schema.ts'

export interface ExpectedItem {
  /** Any of these is right; the first counts as the expected one in precision and recall. */
  categories: readonly string[]
  /** null: not checked. */
  urgency: Urgency | null
  place: string | null
  /** `none`: no guide may be quoted. */
  guide: string | null
}

export interface Expected {
  /** Any of these is right; null: not checked. */
  intents: readonly Intent[] | null
  /** In the order of the message; null: not checked. */
  items: readonly ExpectedItem[] | null
  /** undefined: not checked. null: no ticket may be referred to. */
  about: string | null | undefined
  /** null: no emergency may be detected. */
  emergency: EmergencyKind | null
}

export interface ExamCase {
  id: string
  /** Name of the file without its ending. */
  exam: string
  input: TurnInput
  expected: Expected
  /** Hash of the case and its label: results are comparable only where it is the same. */
  hash: string
}

/**
 * @param directory prompts/exams.
 * @throws PromptFileError with `file:line: what` for every mistake.
 */
export function loadExams(
  directory: string,
  tree: CategoryTree,
  guides: ReadonlySet<string> = new Set(),
): ExamCase[] {
  /** The file that has each id first. */
  const taken = new Map<string, string>()
  return readEach(namesIn(directory), name => {
    const file = path.join(directory, name)
    const { exam, cases } = readYaml(file, readRegularFile(file), examSchema(tree, guides, taken))
    const own =
      exam === 'triage'
        ? cases.map(one => turnCase(one, path.parse(name).name))
        : cases.map(one => alarmCase(one, path.parse(name).name))
    for (const { id } of own) taken.set(id, name)
    return own
  }).flat()
}

/** The list of protected categories, which is in the same folder but is no exam. */
export const PROTECTED_FILE = 'protected.yaml'

function namesIn(directory: string): string[] {
  const names = existsSync(directory)
    ? readdirSync(directory).filter(name => name.endsWith('.yaml') && name !== PROTECTED_FILE)
    : []
  if (names.length === 0) throw new PromptFileError(`${directory}: no exam files (*.yaml)`)
  return names.sort()
}

/** A case of one turn without context. */
export const examCase = ({
  id,
  exam,
  texts,
  language,
  expected,
}: Pick<ExamCase, 'id' | 'exam' | 'expected'> & Pick<TurnInput, 'texts' | 'language'>): ExamCase =>
  hashed({ id, exam, input: turnOf({ texts, language }), expected })

const turnOf = (over: Partial<TurnInput>): TurnInput => ({
  texts: [],
  language: 'zh-CN',
  openTickets: [],
  pendingQuestion: null,
  home: null,
  lastTurns: [],
  ...over,
})

function turnCase({ id, texts, language, context, expect }: WrittenCase, exam: string): ExamCase {
  const input = turnOf({ texts, language, ...context })
  const items = expect.items?.map(({ category, urgency, place, guide }) => ({
    categories: listOf(category),
    urgency: urgency ?? null,
    place: place ?? null,
    guide: guide ?? null,
  }))
  return hashed({
    id,
    exam,
    input,
    expected: {
      intents: listOf(expect.intent),
      items: items ?? null,
      about: expect.about,
      emergency: expect.emergency ?? null,
    },
  })
}

/** A case of the emergency exam, which checks only the alarm. Its id is its text, so that cases can be reordered. */
function alarmCase({ text, expect }: WrittenEmergency, exam: string): ExamCase {
  const language = /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en'
  const expected = {
    intents: null,
    items: null,
    about: undefined,
    emergency: expect === 'none' ? null : expect,
  }
  return hashed({ id: `${exam}: ${text}`, exam, input: turnOf({ texts: [text], language }), expected })
}

const listOf = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? one : [one as T])

const hashed = (one: Omit<ExamCase, 'hash'>): ExamCase => ({
  ...one,
  hash: createHash('sha256')
    .update(JSON.stringify([one.input, one.expected]))
    .digest('hex')
    .slice(0, 12),
})
