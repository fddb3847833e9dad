/**
 * Files that admins tune are read with one promise: every mistake names the file, the line and what is wrong,
 * and all of them come at once.
 */
import { load } from 'js-yaml'
import { type Document, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'

/** Wrong content of a file under prompts/. The message is for the admin who edits it. */
export class PromptFileError extends Error {
  override name = 'PromptFileError'
}

/**
 * @param linesBefore lines of the file above this YAML: front matter starts below its `---`.
 * @throws PromptFileError with `file:line: what` for every mistake.
 */
export function readYaml<T>(file: string, yaml: string, schema: z.ZodType<T>, linesBefore = 0): T {
  return quickly(yaml, schema) ?? withLines(file, yaml, schema, linesBefore)
}

/**
 * Tells `file:line` of a value, or of a line of its text, for mistakes that the schema cannot know. Parses once, when
 * first asked.
 */
export function placesIn(
  file: string,
  yaml: string,
): (path: readonly PropertyKey[], lineOfText?: number) => string {
  const lines = new LineCounter()
  let document: ReturnType<typeof parseDocument> | undefined
  return (path, lineOfText = 0) => {
    document ??= parseDocument(yaml, { lineCounter: lines })
    const offset = offsetOf(document, path)
    // The text of a block begins below its `|`.
    const below = /[|>]/u.test(yaml[offset] ?? '') ? lineOfText : Math.max(lineOfText - 1, 0)
    return `${file}:${lines.linePos(offset).line + below}`
  }
}

/** Nobody should mend twelve files one message at a time. @throws PromptFileError with the mistakes of all of them. */
export function readEach<T, R>(all: Iterable<T>, read: (one: T) => R): R[] {
  const mistakes: string[] = []
  const done: R[] = []
  for (const one of all)
    try {
      done.push(read(one))
    } catch (error) {
      if (!(error instanceof PromptFileError)) throw error
      mistakes.push(error.message)
    }
  if (mistakes.length > 0) throw new PromptFileError(mistakes.join('\n'))
  return done
}

/**
 * Every start reads these files and nearly always they are right: js-yaml does it in a fifth of the time, without lines.
 * It counts aliases and not what they grow to, so it takes none.
 */
function quickly<T>(yaml: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(load(yaml, { maxAliases: 0 })).data ?? null
  } catch {
    return null
  }
}

function withLines<T>(file: string, yaml: string, schema: z.ZodType<T>, linesBefore: number): T {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines })
  const at = (offset: number) => `${file}:${lines.linePos(offset).line + linesBefore}`
  if (document.errors.length > 0) {
    throw new PromptFileError(
      document.errors.map(error => `${at(error.pos[0])}: ${firstLine(error.message)}`).join('\n'),
    )
  }
  const read = schema.safeParse(valueOf(document, at))
  if (read.success) return read.data
  throw new PromptFileError(
    read.error.issues
      .map(({ path, message }) => `${at(offsetOf(document, path))}: ${path.join('.') || 'file'}: ${message}`)
      .join('\n'),
  )
}

/** A few aliases are a convenience; some that name each other grow to more than any memory holds, and are refused. */
function valueOf(document: Document, at: (offset: number) => string): unknown {
  try {
    return document.toJS()
  } catch {
    let first = 0
    visit(document, {
      Alias: (_, { range }) => {
        first = range?.[0] ?? 0
        return visit.BREAK
      },
    })
    throw new PromptFileError(
      `${at(first)}: 别名（*）太多或互相套用 / too many aliases (*), or aliases of aliases`,
    )
  }
}

/** Where the value is, or the nearest thing around it that exists: a missing key has no line of its own. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as
      | { range?: [number, number, number] }
      | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}

const firstLine = (message: string) => message.split('\n')[0] ?? message
