/**
 * One template of a reply: Liquid with few tags and filters. A template can select, repeat and join the values that the
 * program passes. It cannot read files, use an unknown value, or run without a bound.
 */
import { Liquid, type Template } from 'liquidjs'
import type { ReplyKey } from '../domain/notification-rules.ts'
import { REPLY_VALUES } from './reply-values.ts'

/** Maximum of characters of a template and of its output. A card has about 1,000, a guide some thousands. */
const LONGEST = { template: 20_000, text: 100_000 }

const liquid = new Liquid({
  strictFilters: true,
  strictVariables: true,
  ownPropertyOnly: true,
  lenientIf: true,
  // An empty text is falsy, so that `{% if note %}` works.
  jsTruthy: true,
  // No files: a template must not include another one.
  templates: {},
  parseLimit: LONGEST.template,
  /** Milliseconds of wall time. A text takes less than one, but on a busy machine the process may have to wait. */
  renderLimit: 2_000,
  /** Characters and list entries that filters and loops make. */
  memoryLimit: 100_000,
})
const TAGS = new Set(['if', 'unless', 'case', 'for', 'assign', 'comment', 'raw', 'break', 'continue'])
const FILTERS = new Set(
  'default join size first last append prepend upcase downcase capitalize strip truncate replace plus minus times divided_by round'.split(
    ' ',
  ),
)
for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name]
for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) delete liquid.filters[name]

/** A mistake in a template, with its line. */
export class TemplateError extends Error {
  override name = 'TemplateError'
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

/** @throws TemplateError when the template does not render with all values of this reply, or with empty ones. */
export function compileReply(key: ReplyKey, source: string): Template[] {
  return naming(() => {
    const template = liquid.parse(source)
    for (const { segments, row, local } of variablesIn(template))
      if (!isGiven(key, segments, local))
        throw new TemplateError(`没有这个值 / no such value: ${segments.filter(isName).join('.')}`, row)
    // Renders with all values filled and with all empty, to find failing filters and endless loops.
    for (const filled of [true, false]) sayTemplate(template, sampleOf(key, filled))
    return template
  })
}

/** @throws when a value is missing, or when rendering takes too long or the text is too long. */
export function sayTemplate(template: Template[], values: Readonly<Record<string, unknown>>): string {
  const text = liquid.renderSync(template, values) as string
  if (text.length > LONGEST.text) throw new Error(`more than ${LONGEST.text} characters`)
  return text.trim()
}

function naming<T>(compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    if (error instanceof TemplateError) throw error
    const message = (error as Error).message
    throw new TemplateError(message, Number(/line:(\d+)/u.exec(message)?.[1] ?? 1))
  }
}

const isName = (segment: unknown): segment is string => typeof segment === 'string'

function variablesIn(template: Template[]) {
  const { variables, globals } = liquid.analyzeSync(template)
  return Object.entries(variables).flatMap(([name, uses]) =>
    uses.map(({ segments, location: { row, col } }) => ({
      segments: segments as readonly unknown[],
      row,
      local: !globals[name]?.some(({ location }) => location.row === row && location.col === col),
    })),
  )
}

/** Properties of lists, texts and loops that Liquid provides. */
const BUILT_IN = new Set(['size', 'first', 'last', 'index', 'index0', 'rindex', 'rindex0', 'length'])

/** A variable of a loop or an assignment may refer to any part of the passed values. */
function isGiven(key: ReplyKey, segments: readonly unknown[], local: boolean): boolean {
  const paths = REPLY_VALUES[key].map(path => path.split(/\[.\]\.?|\[\]\.?|\./u).filter(Boolean))
  const [root, ...inner] = segments.filter(isName)
  const known = local ? paths : paths.filter(([name]) => name === root)
  return (
    (local || known.length > 0) &&
    inner.every(name => BUILT_IN.has(name) || known.some(path => path[1] === name))
  )
}

/** Sample values of a reply, all filled or all empty. A digit works as a word and as a number. */
function sampleOf(key: ReplyKey, filled: boolean): Record<string, unknown> {
  const sample: Record<string, unknown> = {}
  const value = filled ? '2' : ''
  for (const path of REPLY_VALUES[key]) {
    const [, name = path, list, member] = /^(\w+)(\[\+?\])?(?:\.(\w+))?$/u.exec(path) ?? []
    const inner = member ? { ...(listed(sample[name]) as object), [member]: value } : value
    if (!list) sample[name] = inner
    else sample[name] = filled || list === '[+]' ? [inner] : []
  }
  return sample
}

const listed = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value)
