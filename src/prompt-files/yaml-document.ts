/** A YAML text as its value, and the line of each value in it. */
import {
  type Event,
  EVENT_ID,
  SCALAR_STYLE,
  YAMLException,
  constructFromEvents,
  getScalarValue,
  parseEvents,
} from 'js-yaml'

/** The text is not YAML, or not what a prompt file may hold. */
export class YamlError extends Error {
  override name = 'YamlError'
  /** Counts from 0. */
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

export interface YamlDocument {
  value: unknown
  /** @returns the line of a value, or of its nearest parent that exists; counts from 0. */
  lineOf(path: readonly PropertyKey[]): Place
}

interface Place {
  line: number
  /** Its text begins on the next line. */
  isBlock: boolean
}

/** Far more than files of people have. Collections in collections; the parser itself refuses more. */
const MOST_DEPTH = 100
const MOST_ALIASES = 100

/** @throws YamlError */
export function readDocument(source: string): YamlDocument {
  const lineAt = lineFinder(source)
  try {
    const events = parseEvents(source, { maxDepth: MOST_DEPTH })
    refuseManyAliases(events, lineAt)
    const [value = null, second] = constructFromEvents(events, { source })
    if (second !== undefined) throw new YamlError(0, '只能有一个文档（---）/ one document (---) only')
    let places: Map<string, Place> | undefined
    return {
      value,
      lineOf: path => {
        places ??= placesIn(source, events, lineAt)
        for (let length = path.length; length > 0; length--) {
          const place = places.get(keyOf(path.slice(0, length)))
          if (place) return place
        }
        return { line: 0, isBlock: false }
      },
    }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw new YamlError(error.mark?.line ?? 0, error.reason)
  }
}

/** @returns the line of an offset, counted from 0, in logarithmic time. */
function lineFinder(source: string): (offset: number) => number {
  const starts = [0]
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1)
  return offset => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

const keyOf = (path: readonly PropertyKey[]): string => path.map(String).join('\u0000')

/** Values of aliases are shared, but a walk over them meets every copy: aliases of aliases are more than fit any memory. */
function refuseManyAliases(events: readonly Event[], lineAt: (offset: number) => number): void {
  let aliases = 0
  let first = 0
  let isNested = false
  const open: { anchored: boolean }[] = []
  for (const event of events) {
    if (event.type === EVENT_ID.POP) open.pop()
    else if (event.type === EVENT_ID.DOCUMENT) open.push({ anchored: false })
    else if (event.type === EVENT_ID.ALIAS) {
      if (aliases++ === 0) first = event.anchorStart
      isNested ||= open.some(({ anchored }) => anchored)
    } else if (event.type !== EVENT_ID.SCALAR) open.push({ anchored: event.anchorStart >= 0 })
  }
  if (aliases > MOST_ALIASES || isNested)
    throw new YamlError(
      lineAt(first),
      '别名（*）太多或互相套用 / too many aliases (*), or aliases of aliases',
    )
}

interface Collection {
  path: readonly PropertyKey[]
  /** Items so far; null: a mapping. */
  items: number | null
  /** The key whose value comes next. */
  key: string | null
  keyAt: number
}

function placesIn(
  source: string,
  events: readonly Event[],
  lineAt: (offset: number) => number,
): Map<string, Place> {
  const places = new Map<string, Place>()
  const open: Collection[] = []
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) continue
    if (event.type === EVENT_ID.POP) {
      open.pop()
      continue
    }
    const parent = open.at(-1)
    const isCollection = event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING
    if (parent && parent.items === null && parent.key === null) {
      // Keys are words: constructFromEvents refuses any other.
      parent.key = event.type === EVENT_ID.SCALAR ? getScalarValue(source, event) : ''
      parent.keyAt = offsetOf(event)
      continue
    }
    const path = parent ? [...parent.path, parent.items ?? parent.key ?? ''] : []
    const isBlock =
      event.type === EVENT_ID.SCALAR &&
      (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK)
    const at = offsetOf(event)
    // A block's text begins behind the line of its `|`; an empty value stands where its key does.
    const offset = at < 0 ? (parent?.keyAt ?? 0) : isBlock ? at - 2 : at
    places.set(keyOf(path), { line: lineAt(offset), isBlock })
    if (parent) {
      if (parent.items === null) parent.key = null
      else parent.items++
    }
    if (isCollection)
      open.push({ path, items: event.type === EVENT_ID.SEQUENCE ? 0 : null, key: null, keyAt: at })
  }
  return places
}

function offsetOf(event: Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart
  return event.type === EVENT_ID.ALIAS ? event.anchorStart : event.start
}
