/**
 * Every regular expression of a file with its line: literals, `RegExp(…)` with a text that the source alone shows, and
 * what a module builds while it is imported.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync } from '@swc/core'

export interface Found {
  /** file:line */
  where: string
  source: string
  flags: string
}

type Node = Record<string, unknown>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
const inner = (value: unknown, key: string): unknown => (isNode(value) ? value[key] : undefined)

/** Makes the first token the first byte, so that positions count from it. */
const FIRST = '0;'
/** Stands where only the running program knows the words: an escaped name is letters. */
const UNKNOWN = 'x'

/** @param isImported what stands outside of functions is found by `builtBy`. */
export function regexesIn(file: string, code: string, isImported = false): Found[] {
  const tree: unknown = parseSync(FIRST + code.replace(/^#!/, '//'), {
    syntax: 'typescript',
    tsx: file.endsWith('x'),
    target: 'es2022',
  })
  const bytes = Buffer.from(FIRST + code)
  const start = Number(inner(inner(tree, 'span'), 'start'))
  const where = (node: Node): string => {
    const before = bytes.subarray(0, Number(inner(node['span'], 'start')) - start)
    return `${file}:${before.toString().split('\n').length}`
  }
  const constants = new Map<unknown, unknown>()
  const found: Found[] = []
  const visit = (node: unknown, inFunction: boolean): void => {
    if (!isNode(node)) return
    const { type, pattern, flags } = node
    if (type === 'VariableDeclarator') constants.set(inner(node['id'], 'value'), node['init'])
    if (type === 'RegExpLiteral')
      found.push({ where: where(node), source: String(pattern), flags: String(flags) })
    if ((inFunction || !isImported) && inner(node['callee'], 'value') === 'RegExp') {
      const [text, kinds] = Array.isArray(node['arguments']) ? (node['arguments'] as unknown[]) : []
      const source = textOf(inner(text, 'expression'), constants)
      if (source !== UNKNOWN)
        found.push({
          where: where(node),
          source,
          flags: kinds ? textOf(inner(kinds, 'expression'), constants) : '',
        })
    }
    const within = inFunction || /Function|Method|Constructor$/.test(String(type))
    for (const child of Object.values(node)) visit(child, within)
  }
  visit(inner(tree, 'body'), false)
  return found
}

function textOf(node: unknown, constants: ReadonlyMap<unknown, unknown>): string {
  const of = (part: unknown) => textOf(part, constants)
  if (!isNode(node)) return UNKNOWN
  switch (node['type']) {
    case 'StringLiteral':
      return String(node['value'])
    case 'RegExpLiteral':
      return String(node['pattern'])
    case 'TemplateLiteral': {
      const [words, values] = [node['quasis'] as unknown[], node['expressions'] as unknown[]]
      return words
        .map((word, at) => `${String(inner(word, 'cooked'))}${at < values.length ? of(values[at]) : ''}`)
        .join('')
    }
    case 'BinaryExpression':
      return of(node['left']) + of(node['right'])
    case 'Identifier':
      return constants.has(node['value']) ? of(constants.get(node['value'])) : UNKNOWN
    case 'MemberExpression':
      return inner(node['property'], 'value') === 'source' ? of(node['object']) : UNKNOWN
    default:
      return UNKNOWN
  }
}

/** Those that the module and what it imports of ours build while they are loaded. */
export async function builtBy(file: string): Promise<Found[]> {
  const found: Found[] = []
  const Real = globalThis.RegExp
  const keep = (made: RegExp): RegExp => {
    const where = callerOf(new Error().stack ?? '')
    if (where) found.push({ where, source: made.source, flags: made.flags })
    return made
  }
  globalThis.RegExp = new Proxy(Real, {
    construct: (target, [text, flags]: [string, string?]) => keep(new target(text, flags)),
    apply: (target, _, [text, flags]: [string, string?]) => keep(target(text, flags)),
  })
  try {
    await import(pathToFileURL(path.resolve(file)).href)
  } finally {
    globalThis.RegExp = Real
  }
  return found
}

/** @returns file:line of ours that asked for it, past a helper of the same file; null: a library asked. */
function callerOf(stack: string): string | null {
  const frames = stack
    .split('\n')
    .slice(1)
    .filter(frame => !frame.includes(import.meta.filename))
  const [first] = frames.flatMap(frame =>
    /\/node_modules\/|node:/.test(frame) ? [null] : (placeIn(frame) ?? []),
  )
  if (!first) return null
  const own = frames.map(placeIn)
  const end = own.findIndex((place, at) => at > 0 && place?.file !== first.file)
  const outermost = own[(end < 0 ? own.length : end) - 1] ?? first
  return `${path.relative(process.cwd(), outermost.file)}:${outermost.line}`
}

function placeIn(frame: string): { file: string; line: string } | null {
  const [file, line] = frame.replace(/^ *at (?:.*\()?(?:file:\/\/)?/, '').split(':')
  return file?.startsWith('/') && line ? { file, line } : null
}
