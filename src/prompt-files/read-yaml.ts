/**
 * Reads the YAML files that admins edit. It reports all mistakes at once, each with the file, the line and the
 * reason.
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
 * Finds `file:line` of a value, or of a line of its text, for mistakes that the schema cannot detect. Parses once, at
 * the first call.
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
    // The text of a block scalar begins on the line after its `|`.
    const below = /[|>]/u.test(yaml[offset] ?? '') ? lineOfText : Math.max(lineOfText - 1, 0)
    return `${file}:${lines.linePos(offset).line + below}`
  }
}

/** Reads every file before it reports. @throws PromptFileError with the mistakes of all files. */
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
 * Fast path for valid files, which is nearly every start: js-yaml takes a fifth of the time, but has no line numbers.
 * It does not bound the size of expanded aliases, so aliases are not allowed here.
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

/** Allows a few aliases, but refuses nested ones, which can expand beyond all memory. */
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

/** The offset of the value, or of the nearest existing parent, because a missing key has no line. */
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
