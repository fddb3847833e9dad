/**
 * Reads the YAML files that admins edit. It reports all mistakes of content at once, each with the file, the line and the
 * reason.
 */
import type { z } from 'zod'
import { type YamlDocument, YamlError, readDocument } from './yaml-document.ts'

/** Wrong content of a file under prompts/. The message is for the admin who edits it. */
export class PromptFileError extends Error {
  override name = 'PromptFileError'
}

/**
 * @param linesBefore lines of the file above this YAML: front matter starts below its `---`.
 * @throws PromptFileError with `file:line: what` for every mistake of content, or for the first one of syntax.
 */
export function readYaml<T>(file: string, yaml: string, schema: z.ZodType<T>, linesBefore = 0): T {
  const { value, lineOf } = documentIn(file, yaml, linesBefore)
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const at = (path: readonly PropertyKey[]) => `${file}:${lineOf(path).line + 1 + linesBefore}`
  throw new PromptFileError(
    read.error.issues
      .map(({ path, message }) => `${at(path)}: ${path.join('.') || 'file'}: ${message}`)
      .join('\n'),
  )
}

function documentIn(file: string, yaml: string, linesBefore = 0): YamlDocument {
  try {
    return readDocument(yaml)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new PromptFileError(`${file}:${error.line + 1 + linesBefore}: ${error.message}`)
  }
}

/**
 * Finds `file:line` of a value, or of a line of its text, for mistakes that the schema cannot detect. Parses once, at
 * the first call.
 */
export function placesIn(
  file: string,
  yaml: string,
): (path: readonly PropertyKey[], lineOfText?: number) => string {
  let document: YamlDocument | undefined
  return (path, lineOfText = 0) => {
    document ??= documentIn(file, yaml)
    const { line, isBlock } = document.lineOf(path)
    return `${file}:${line + 1 + (isBlock ? lineOfText : Math.max(lineOfText - 1, 0))}`
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
