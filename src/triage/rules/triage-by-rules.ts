/**
 * Triage without a model: what a turn wants is read from its words, what it is about from the local
 * classifier. The embedded default, and the fallback when a model fails.
 *
 * When in doubt whether something is a request, it is one: a person can drop a ticket, nobody can find a
 * request that was taken for small talk.
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

/** What triage itself decides; who decided and at what cost is added by triage.ts. */
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
  // One place for all problems of a burst: "灯坏了 / 垃圾没人收 / 3号楼".
  const place = placeIn(turn.whole) ?? placeSaidJustBefore(input)
  const asTyped = spelledLike(raw.texts)
  const items = splitProblems(input.texts, turn.predict).map(text => {
    const { label, confidence } = turn.predict(text)
    return asTyped(describeItem({ text, category: label || OTHER_CATEGORY, confidence }, tree, place))
  })
  // What was not read stays in the ticket's own words.
  const own = raw.texts.join('\n').trim()
  return {
    intent,
    items: items.length > 1 ? items : items.map(item => ({ ...item, text: own })),
    about: null,
  }
}

/** "3号楼" and, a moment later, "楼道灯坏了": the place was said, only not in this turn. */
function placeSaidJustBefore({ lastTurns, openTickets }: TurnInput): string | null {
  if (openTickets.length > 0) return null
  const last = lastTurns.findLast(turn => turn.from === 'resident')?.text ?? ''
  return isPlace(last.trim().toLowerCase()) ? last.trim() : null
}

/** "No smell of gas, where do I pay?" smells of nothing. */
function affirmed(clauses: string[]): string[] {
  if (clauses.length > FEW_CLAUSES) return clauses
  const rest = clauses.filter(clause => !deniesDanger(clause))
  return rest.length > 0 ? rest : clauses
}
/** In a letter a denied danger is one clause of many, and to look for it costs milliseconds. */
const FEW_CLAUSES = 8

/**
 * Thanks, curses and denied dangers around a problem are not what it is about: three times 谢谢 made a dark stairwell a
 * commendation, "没有煤气味，就是想问燃气费" a gas leak.
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

/** One text is asked about several times while a turn is read. */
function remembered(predict: (text: string) => Prediction): (text: string) => Prediction {
  const known = new Map<string, Prediction>()
  return text => {
    const prediction = known.get(text) ?? predict(withoutAsides(text))
    known.set(text, prediction)
    return prediction
  }
}
