/**
 * Triage of one turn: the emergency rules first, then a model if there is one, else the local classifier. A failing
 * model never makes it throw; the reason is stored in `fallback`.
 */
import { OTHER_CATEGORY, type CategoryTree } from '../domain/category.ts'
import { conductIn } from '../domain/privacy/conduct-complaint.ts'
import { excerpt, MOST_READ } from '../domain/text/normalize.ts'
import { isOpen } from '../domain/ticket/transitions.ts'
import { describeItem, maxUrgency } from './rules/describe-item.ts'
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
  /** Version of the prompts, stored with every result. */
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
      // Only requests: a question about where to apply for a gas alarm reports no gas.
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
  /** Each place gets a ticket of its own, independent of the decider. */
  const apart = ({ intent, items }: Understanding, input: TurnInput): Item[] =>
    intent === 'request' ? items.flatMap(item => apartByPlace(item, input, { tree, classifier })) : items
  /** Guides are always found by a search for the words, because a model might invent one. */
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

/** Did the model take a complaint about staff for small talk? A prompt injection might cause that. */
const isConductMissed = ({ intent }: Understanding, { texts }: TurnInput): boolean =>
  IDLE.has(intent) && conductIn(texts.join('\n')) !== null

/** The texts that are read: all of them, or within MOST_READ the beginning and end of each message. */
function readable(texts: readonly string[]): readonly string[] {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  return length <= MOST_READ ? texts : texts.map(text => excerpt(text, Math.floor(MOST_READ / texts.length)))
}

/** A ticket keeps every word: the first item gets the whole text if triage read only a part. */
function wholly(items: Item[], said: readonly string[], read: readonly string[]): Item[] {
  const [first, ...others] = items
  if (!first || read === said) return items
  return [{ ...first, text: said.join('\n').trim() }, ...others]
}

/** Checks the joined messages first, then each alone, because long ones can hide an alarm in another. */
function heardIn(texts: readonly string[]): Emergency | null {
  for (const text of [texts.join('\n'), ...texts]) {
    const emergency = detectEmergency(text)
    if (emergency) return emergency
  }
  return null
}

/** "状元府1号楼着火了，锦绣花园2号楼也着火了" is one sentence, but two places that responders have to go to. */
function apartByPlace(item: Item, input: TurnInput, parts: Pick<TriageParts, 'tree' | 'classifier'>): Item[] {
  const { tree } = parts
  const said = splitByPlace(item.text)
  if (said.length < 2 && !said[0]?.placeText) return [item]
  return said.map(({ text, placeText }) => {
    // "1号楼着火了，2号楼煤气泄漏": each part gets its own category; a calm part beside an alarm stays calm.
    const filed = detectEmergency(text)?.category
    const calm = filed || item.urgency !== 'emergency' || ALSO.test(text) ? null : alone(text, input, parts)
    if (calm) return { ...calm, text, placeText }
    const category = filed && tree.has(filed) ? filed : item.category
    const { summary } = describeItem({ ...item, text, category }, tree)
    return { ...item, text, category, summary, placeText }
  })
}

/** Triage of one part without the other parts. @returns null when it is no request of its own, or mentions a danger. */
function alone(text: string, input: TurnInput, parts: Pick<TriageParts, 'tree' | 'classifier'>): Item | null {
  if (mentionsDanger(text)) return null
  const read = triageLocally({ ...input, texts: [text], openTickets: [], pendingQuestion: null }, parts)
  return read.intent === 'request' ? (read.items[0] ?? null) : null
}

const NO_MODEL = { model: null, promptVersion: null, ...NOTHING_SPENT, fallback: null }

/** After this time the same danger is a new emergency. */
const SAME_ALARM_MINUTES = 30

function alarm(
  input: TurnInput,
  { kind, category }: Emergency,
  tree: CategoryTree,
): Omit<Understanding, 'milliseconds'> {
  const text = input.texts.join('\n').trim()
  const leaf = tree.has(category) ? category : OTHER_CATEGORY
  // "救命", and a moment later "着火了": as long as the place is unknown, a second alarm joins the first ticket.
  const sameCry = ({ category: before, state }: TurnInput['openTickets'][number]) =>
    before === leaf || (state === 'needs_info' && tree.get(before)?.urgency === 'emergency')
  const alarmed = input.openTickets.filter(
    ticket =>
      sameCry(ticket) &&
      ticket.minutesOld < SAME_ALARM_MINUTES &&
      isOpen(ticket.state) &&
      ticket.state !== 'resolved',
  )
  // A fire at another place is a new emergency.
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
    items: [{ ...item, text, urgency: maxUrgency(item.urgency, 'emergency') }],
  }
}

/** An emergency that the rules missed, but whose category has a high confidence. */
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
