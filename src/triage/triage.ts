/**
 * Triage of one turn: the alarm first, then a model if there is one, else the local classifier. Never throws
 * because of a model; what went wrong is written into `fallback`.
 */
import { OTHER_CATEGORY, type CategoryTree } from '../domain/category.ts'
import { conductIn } from '../domain/privacy/conduct-complaint.ts'
import { excerpt, MOST_READ } from '../domain/text/normalize.ts'
import { isOpen } from '../domain/ticket/transitions.ts'
import { describeItem, graver } from './rules/describe-item.ts'
import { EMERGENCY_FILING } from './emergency/categories.ts'
import type { GuideLibrary } from '../prompt-files/guide-library.ts'
import { detectEmergency, type Emergency, mentionsDanger } from './emergency/detect.ts'
import type { LocalClassifier } from './classifier/classifier.ts'
import { IDLE } from './rules/intent.ts'
import { asRead, spelledLike } from './original-spelling.ts'
import { triageLocally } from './rules/triage-by-rules.ts'
import { KNOWN_ALREADY, ModelUnavailable, NOTHING_SPENT, type ModelTriage } from './model/types.ts'
import { namesOtherPlace, namesPlaceOf } from './rules/named-places.ts'
import { ALSO, splitByPlace } from './rules/split-places.ts'
import type { Item, TurnInput, Understanding } from '../domain/triage-result.ts'
import type { EmergencyKind } from '../domain/emergency-kind.ts'

export interface TriageParts {
  guides: Pick<GuideLibrary, 'find'>
  /** Of the prompts: what is decided says with which words it was. */
  version: string
  tree: CategoryTree
  classifier: LocalClassifier
  /** Absent: the local classifier does the whole job. */
  model?: ModelTriage
  log: { warn: (facts: object, message: string) => void }
  /** Milliseconds of a monotonic clock. */
  now?: () => number
}

export interface Triage {
  understand(input: TurnInput): Promise<Understanding>
}

export function createTriage({
  version,
  guides,
  tree,
  classifier,
  model,
  log,
  now = () => performance.now(),
}: TriageParts): Triage {
  const locally = (input: TurnInput, failed: ModelUnavailable | null, since: number): Understanding => {
    const read = triageLocally(input, { tree, classifier })
    return {
      ...read,
      ...NO_MODEL,
      ...failed?.spent,
      decidedBy: 'local',
      // Who asks where to apply for a gas alarm smells no gas.
      emergency: read.intent === 'request' ? sureEmergency(read.items) : null,
      fallback: failed?.reason ?? null,
      milliseconds: now() - since,
    }
  }
  async function decide(input: TurnInput): Promise<Understanding> {
    const since = now()
    const emergency = heardIn(input.texts)
    if (emergency) return { ...alarm(input, emergency, tree), milliseconds: now() - since }
    if (!model) return locally(input, null, since)
    try {
      const read = await model.understand(input)
      return isConductMissed(read, input) ? { ...read, ...triageLocally(input, { tree, classifier }) } : read
    } catch (error) {
      if (!(error instanceof ModelUnavailable)) throw error
      if (!KNOWN_ALREADY.includes(error.reason))
        log.warn(
          { reason: error.reason, detail: error.message },
          'the model did not answer; triage goes on locally',
        )
      return locally(input, error, since)
    }
  }
  /** Whoever decided: each place has a ticket of its own. */
  const apart = ({ intent, items }: Understanding, input: TurnInput): Item[] =>
    intent === 'request' ? items.flatMap(item => apartByPlace(item, input, { tree, classifier })) : items
  /** Whoever decided: what a guide answers is found by its words, not by a model that might remember one. */
  const guided = ({ intent, items }: Understanding, { language }: TurnInput): Item[] =>
    intent === 'question'
      ? items.map(item => ({ ...item, guide: guides.find({ ...item, language }) }))
      : items
  return {
    async understand(said) {
      const input = { ...said, texts: readable(said.texts) }
      const decided = await decide(input)
      const separate = apart({ ...decided, items: guided(decided, input) }, input)
      const items = wholly(separate, said.texts, input.texts)
      return { ...decided, items, promptVersion: version }
    },
  }
}

/** A complaint about people is no small talk, also when a model was talked into calling it that. */
const isConductMissed = ({ intent }: Understanding, { texts }: TurnInput): boolean =>
  IDLE.has(intent) && conductIn(texts.join('\n')) !== null

/** What is decided by: all of it, or of a story that nobody would read to its end as much as MOST_READ of each message's ends. */
function readable(texts: readonly string[]): readonly string[] {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  return length <= MOST_READ ? texts : texts.map(text => excerpt(text, Math.floor(MOST_READ / texts.length)))
}

/** A ticket keeps every word: what was not read goes with the first problem. */
function wholly(items: Item[], said: readonly string[], read: readonly string[]): Item[] {
  const [first, ...others] = items
  if (!first || read === said) return items
  return [{ ...first, text: said.join('\n').trim() }, ...others]
}

/** In the sentence that the messages make together, or in one of them when the others bury it. */
function heardIn(texts: readonly string[]): Emergency | null {
  for (const text of [texts.join('\n'), ...texts]) {
    const emergency = detectEmergency(text)
    if (emergency) return emergency
  }
  return null
}

/** "状元府1号楼着火了，锦绣花园2号楼也着火了" is one item to whoever reads words, and two to whoever sets out. */
function apartByPlace(item: Item, input: TurnInput, parts: Pick<TriageParts, 'tree' | 'classifier'>): Item[] {
  const { tree } = parts
  const said = splitByPlace(item.text)
  if (said.length < 2 && !said[0]?.placeText) return [item]
  return said.map(({ text, placeText }) => {
    // "1号楼着火了，2号楼煤气泄漏": each is filed as what it is, also what is calm beside an alarm.
    const filed = detectEmergency(text)?.category
    const calm = filed || item.urgency !== 'emergency' || ALSO.test(text) ? null : alone(text, input, parts)
    if (calm) return { ...calm, text, placeText }
    const category = filed && tree.has(filed) ? filed : item.category
    const { summary } = describeItem({ ...item, text, category }, tree)
    return { ...item, text, category, summary, placeText }
  })
}

/** What a part is called when nothing is said beside it. @returns null when it says nothing of its own, or danger. */
function alone(text: string, input: TurnInput, parts: Pick<TriageParts, 'tree' | 'classifier'>): Item | null {
  if (mentionsDanger(text)) return null
  const read = triageLocally({ ...input, texts: [text], openTickets: [], pendingQuestion: null }, parts)
  return read.intent === 'request' ? (read.items[0] ?? null) : null
}

const NO_MODEL = { model: null, promptVersion: null, ...NOTHING_SPENT, fallback: null }

/** After that, the same danger is a new one. */
const SAME_ALARM_MINUTES = 30

function alarm(
  input: TurnInput,
  { kind, category }: Emergency,
  tree: CategoryTree,
): Omit<Understanding, 'milliseconds'> {
  const text = input.texts.join('\n').trim()
  const leaf = tree.has(category) ? category : OTHER_CATEGORY
  // "救命", and a moment later "着火了": who cries for help twice has not said yet where they are.
  const sameCry = ({ category: before, state }: TurnInput['openTickets'][number]) =>
    before === leaf || (state === 'needs_info' && tree.get(before)?.urgency === 'emergency')
  const alarmed = input.openTickets.filter(
    ticket =>
      sameCry(ticket) &&
      ticket.minutesOld < SAME_ALARM_MINUTES &&
      isOpen(ticket.state) &&
      ticket.state !== 'resolved',
  )
  // A second fire is no news of the first one.
  const known =
    alarmed.find(ticket => namesPlaceOf(text, ticket)) ??
    alarmed.find(ticket => !namesOtherPlace(text, ticket))
  const decided = { ...NO_MODEL, decidedBy: 'rule', emergency: kind } as const
  if (known) return { ...decided, intent: 'addition', about: known.number, items: [] }
  const item = spelledLike(input.texts)(
    describeItem({ text: asRead(text), category: leaf, confidence: 1 }, tree),
  )
  return {
    ...decided,
    intent: 'request',
    about: null,
    items: [{ ...item, text, urgency: graver(item.urgency, 'emergency') }],
  }
}

/** An emergency that the rules did not hear but whose leaf is sure. */
function sureEmergency(items: readonly Item[]): EmergencyKind | null {
  const grave = items.find(item => item.urgency === 'emergency')
  if (!grave) return null
  const kinds = Object.entries(EMERGENCY_FILING) as [
    EmergencyKind,
    (typeof EMERGENCY_FILING)[EmergencyKind],
  ][]
  return (
    kinds.find(([, filing]) =>
      [filing.category, ...(filing.instead ?? []).map(([, leaf]) => leaf)].includes(grave.category),
    )?.[0] ?? null
  )
}
