/**
 * Triage without a model: rules on the words find the intent, the local classifier finds the category. It is the
 * default, and the fallback when a model fails.
 *
 * In doubt a turn is a request: a person can close a superfluous ticket, but a request that was taken for small talk
 * is lost.
 */
import { OTHER_CATEGORY, type CategoryTree } from '../../domain/category.ts'
import type { TurnInput, Understanding } from '../../domain/triage-result.ts'
import { describeItem, placeIn } from './describe-item.ts'
import { inMandarin } from './dialect.ts'
import { readIntent } from './intent.ts'
import { withoutFillers } from './filler-words.ts'
import { deniesDanger } from '../emergency/detect.ts'
import { withoutRoleMarkers } from './role-markers.ts'
import type { LocalClassifier, Prediction } from '../classifier/classifier.ts'
import { clausesOf, isPlace, piecesOf, readClause, type Reading } from './clause.ts'
import { splitProblems } from './split-problems.ts'
import { asRead, spelledLike } from '../original-spelling.ts'
import type { Turn } from './parsed-turn.ts'

export interface LocalTriageParts {
  tree: CategoryTree
  classifier: LocalClassifier
}

/** The decision itself; triage.ts adds the decider and the cost. */
export type LocalReading = Pick<Understanding, 'intent' | 'items' | 'about'>

export function triageLocally(raw: TurnInput, { tree, classifier }: LocalTriageParts): LocalReading {
  const input = { ...raw, texts: raw.texts.map(text => withoutRoleMarkers(asRead(text))) }
  const turn: Turn = {
    input,
    whole: input.texts.join('\n').trim(),
    readings: new Set(affirmed(input.texts.flatMap(clausesOf)).map(readClause)),
    predict: remembered(text => classifier.predict(inMandarin(withoutFillers(text)))),
    placeless: category => tree.get(category)?.placeless ?? false,
  }
  const { intent, about } = readIntent(turn)
  if (intent !== 'request' && intent !== 'question') return { intent, items: [], about }
  // All problems of a burst share one place: "灯坏了 / 垃圾没人收 / 3号楼".
  const place = placeIn(turn.whole) ?? placeSaidJustBefore(input)
  const asTyped = spelledLike(raw.texts)
  const items = splitProblems(input.texts, turn.predict).map(text => {
    const { label, confidence } = turn.predict(text)
    return asTyped(describeItem({ text, category: label || OTHER_CATEGORY, confidence }, tree, place))
  })
  // A single item keeps the whole text, including parts that triage did not read.
  const own = raw.texts.join('\n').trim()
  return {
    intent,
    items: items.length > 1 ? items : items.map(item => ({ ...item, text: own })),
    about: null,
  }
}

/** "3号楼" and, a moment later, "楼道灯坏了": the place is in the turn before this one. */
function placeSaidJustBefore({ lastTurns, openTickets }: TurnInput): string | null {
  if (openTickets.length > 0) return null
  const last = lastTurns.findLast(turn => turn.from === 'resident')?.text ?? ''
  return isPlace(last.trim().toLowerCase()) ? last.trim() : null
}

/** The clauses without denied dangers: "No smell of gas, where do I pay?" reports no gas. */
function affirmed(clauses: string[]): string[] {
  if (clauses.length > FEW_CLAUSES) return clauses
  const rest = clauses.filter(clause => !deniesDanger(clause))
  return rest.length > 0 ? rest : clauses
}
/** Longer texts are not searched for denied dangers: they are one clause of many, and the search costs milliseconds. */
const FEW_CLAUSES = 8

/**
 * The text without thanks, curses and denied dangers, which mislead the classifier: three times 谢谢 made a dark
 * stairwell a commendation, "没有煤气味，就是想问燃气费" a gas leak.
 */
function withoutAsides(text: string): string {
  const pieces = piecesOf(text)
  const denied = pieces.length <= FEW_CLAUSES ? deniesDanger : () => false
  const said = pieces.filter(
    piece => !ASIDE.has(clausesOf(piece).map(readClause)[0] ?? 'unsure') && !denied(piece),
  )
  return said.length > 0 && said.length < pieces.length ? said.join('，') : text
}
const ASIDE: ReadonlySet<Reading> = new Set(['thanks', 'chatter', 'abuse'])

/** Caches predictions during a turn, because the rules ask for the same text several times. */
function remembered(predict: (text: string) => Prediction): (text: string) => Prediction {
  const known = new Map<string, Prediction>()
  return text => {
    const prediction = known.get(text) ?? predict(withoutAsides(text))
    known.set(text, prediction)
    return prediction
  }
}
