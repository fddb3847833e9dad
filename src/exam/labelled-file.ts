/** Reads labelled messages from JSONL: one `{id, title?, text, label}` per line, any set of labels. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Line = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string().optional(),
  text: z.string(),
  label: z.string().min(1),
})

export type LabelledMessage = z.infer<typeof Line>

const Hints = z.record(z.string(), z.array(z.string()))

/** The caller's input is wrong. The message is one sentence for a person. */
export class InputError extends Error {}

/** @throws InputError naming the file and the line. */
export function readLabelled(path: string): LabelledMessage[] {
  const messages: LabelledMessage[] = []
  readText(path)
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (line.trim() !== '') messages.push(parseLine(line, `${path} line ${index + 1}`))
    })
  if (messages.length === 0) throw new InputError(`${path} has no messages.`)
  return messages
}

/** Weak examples per label: `{"label": ["text", ...]}`. */
export function readHints(path: string): Record<string, string[]> {
  const parsed = Hints.safeParse(parseJson(readText(path), path))
  if (!parsed.success) throw new InputError(`${path} must be an object of labels, each with a list of texts.`)
  return parsed.data
}

function parseLine(line: string, where: string): LabelledMessage {
  const parsed = Line.safeParse(parseJson(line, where))
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path[0]
  throw new InputError(
    field === undefined
      ? `${where} must be an object with id, text and label.`
      : `${where}: ${String(field)} is missing or not a text.`,
  )
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError(`${where} is not valid JSON.`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new InputError(`${path} cannot be read (${code}).`)
  }
}
