/**
 * Splits a turn into its problems. Numbered lists are always split; at "另外", between messages and, in a short message,
 * at sentence ends and commas only when both sides are different problems with high confidence. A problem told in five
 * messages is still one problem, and a worker can fix a missing ticket with a button.
 */
import type { Prediction } from '../classifier/classifier.ts'
import { OTHER_CATEGORY } from '../../domain/category.ts'
import { deniesDanger } from '../emergency/detect.ts'
import { BUILDING, clausesOf, hanLength, readClause, type Reading } from './clause.ts'

/** With a lower confidence, two halves of one story look like two categories too often. */
const SPLIT_CONFIDENCE = 0.6
/** Higher for a comma, which separates clauses of one story far more often than two problems. */
const COMMA_CONFIDENCE = 0.75
const SHORT_MESSAGE = 60
const COMMA = /(?<=[,，])(?!\d{3})/u
/** The end of a sentence or question with text after it. */
const SENTENCE_END = /(?<=[。;；!！?？]|[a-z]\.\s)(?=[^\s)）])/u
/** With more items it is a letter, which a person reads. */
const MOST_ITEMS = 5
/** From this length on a text usually tells one story. */
const LETTER_CHARACTERS = 150
/** A heading such as "3号楼：" belongs to every item under it. */
const HEADING_CHARACTERS = 30

/** "1、" "(2)" "③" "一是" "第二" at the start of a clause. `2.5` and `3号楼` are no numbering. */
const NUMBERING =
  /(?<=^|[\s,，。;；:：!！?？])(?:[(（]?\d{1,2}(?:[、)）]|[.．](?!\d))|[①-⑨]|[一二三四五六](?:[、]|是(?!不))|第[一二三四五六](?:[、,，是个点]|件事|$)|其[一二三]|(?:first|second|third)(?:ly)?[,:])\s*/giu
/** Emoji such as 😭 serve as commas, and U+FFFD stands for a broken one. */
const SOFT_CUT =
  /(?<=[,，。;；\s\ufffd\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f)(?=另外|还有|再就是|再有|顺便|also\b|another\b|in addition\b|and (?:nobody|no one|there|the|our)\b)/giu

/** @returns the texts of the problems, in order, at least one. */
export function splitProblems(texts: readonly string[], predict: (text: string) => Prediction): string[] {
  const whole = texts.join('\n')
  const list = numbered(whole)
  if (hanLength(whole) <= LETTER_CHARACTERS) return list ?? softly(whole, predict)
  return list && areDifferentThings(list, predict) ? list : [whole]
}

/** Are the points of a list different problems? In a letter they are mostly arguments for one. */
function areDifferentThings(list: readonly string[], predict: (text: string) => Prediction): boolean {
  const labels = list
    .map(text => surely({ text, ...AT_A_WORD }, predict)?.label)
    .filter(label => label !== undefined)
  return new Set(labels).size >= 2 && labels.length === list.length
}

function numbered(whole: string): string[] | null {
  const starts = [...whole.matchAll(NUMBERING)]
  if (starts.length < 2) return null
  const pieces = starts.map((start, i) =>
    whole.slice(start.index + start[0].length, starts[i + 1]?.index ?? whole.length).trim(),
  )
  const heading = whole.slice(0, starts[0]?.index).trim()
  const problems = glued(pieces, piece => clausesOf(piece).some(clause => saysSomething(clause)))
  if (problems.length < 2) return null
  const prefix = heading.length <= HEADING_CHARACTERS ? heading : ''
  return problems.map((problem, i) => (i === 0 ? heading : prefix) + problem)
}

function softly(whole: string, predict: (text: string) => Prediction): string[] {
  const problems: Sure[] = []
  for (const piece of piecesOf(whole)) {
    const { text } = piece
    const sure = surely(piece, predict)
    const known = problems.find(problem => sure && problem.sure && !differ(problem, { text, sure }))
    const last = problems.at(-1)
    if (known) known.text = together(known.text, text)
    else if (sure && problems.some(problem => problem.sure)) problems.push({ text, sure })
    else if (last) {
      last.text = together(last.text, text)
      last.sure ??= sure
    } else problems.push({ text, sure })
  }
  return glued(
    problems.map(problem => problem.text),
    () => true,
  )
}

/** Joins two pieces, with a line break unless the first ends with a separator. */
const together = (before: string, after: string) =>
  before + (/[\s,，。;；!！?？、]$/u.test(before) ? '' : '\n') + after

interface Cut {
  /** Confidence that both sides need. */
  atLeast: number
  /** The readings that make a clause a problem. */
  says: readonly Reading[]
}

interface Piece extends Cut {
  text: string
}

/** Only a short message is split at commas and sentence ends, because a letter's sentences digress. */
function piecesOf(whole: string): Piece[] {
  const short = hanLength(whole) <= SHORT_MESSAGE
  return whole.split(/(?<=\n)/u).flatMap((message, line) =>
    message
      .split(SOFT_CUT)
      .flatMap(part => (short ? part.split(SENTENCE_END) : [part]))
      .flatMap((part, nth) =>
        (short ? part.split(COMMA) : [part])
          .filter(text => text.trim())
          .map((text, i) => ({
            text,
            ...(i > 0 ? AT_A_COMMA : nth > 0 || line === 0 ? AT_A_WORD : AT_A_MESSAGE),
          })),
      ),
  )
}
/** Words like "楼梯间那个" continue the problem when they are a separate message; after "还有" they are a new one. */
const AT_A_MESSAGE: Cut = { atLeast: SPLIT_CONFIDENCE, says: ['problem'] }
const AT_A_WORD: Cut = {
  atLeast: SPLIT_CONFIDENCE,
  says: ['problem', 'asks', 'wonders', 'unsure'],
}
/** A question after a comma belongs to the text before it. */
const AT_A_COMMA: Cut = { atLeast: COMMA_CONFIDENCE, says: ['problem', 'unsure'] }

/** Lower for a clause that names a building, because it is probably a problem of its own: "3号楼下水道堵了，4号楼噪音扰民". */
const AT_A_BUILDING = 0.3
const namesBuilding = (text: string) => buildings(text).size > 0

function surely({ text, atLeast, says }: Piece, predict: (text: string) => Prediction): Prediction | null {
  if (deniesDanger(text) || !clausesOf(text).some(clause => says.includes(readClause(clause)))) return null
  const prediction = predict(text)
  const enough = namesBuilding(text) ? AT_A_BUILDING : atLeast
  return prediction.confidence >= enough && prediction.label !== OTHER_CATEGORY ? prediction : null
}

type Sure = { text: string; sure: Prediction | null }
const differ = (a: Sure, b: Sure) => a.sure?.label !== b.sure?.label || otherBuilding(a.text, b.text)

/** Do both name buildings, without a common one? */
export function otherBuilding(a: string, b: string): boolean {
  const here = buildings(a)
  const there = buildings(b)
  return here.size > 0 && there.size > 0 && ![...there].some(one => here.has(one))
}
const buildings = (text: string) =>
  new Set([...text.toLowerCase().matchAll(BUILDING)].map(match => match[1] ?? match[2]))

const saysSomething = (clause: string) =>
  ['problem', 'asks', 'wonders', 'unsure', 'still'].includes(readClause(clause))

/**
 * Joins pieces that are no problem of their own, and those beyond the limit, to the piece before them; leading ones to
 * the piece after them.
 */
function glued(pieces: readonly string[], stands: (piece: string) => boolean): string[] {
  const whole: string[] = []
  let before = ''
  for (const raw of pieces) {
    const piece = raw.replace(/^[\s,，。;；、]+|(?<![\s,，;；、])[\s,，;；、]+$/gu, '')
    if (!piece) continue
    const last = whole.length - 1
    if (last >= 0 && (whole.length >= MOST_ITEMS || !stands(piece))) whole[last] += `\n${piece}`
    else if (stands(piece)) {
      whole.push(before + piece)
      before = ''
    } else before += `${piece}\n`
  }
  return whole.length > 0 ? whole : pieces.length > 0 ? [pieces.join('\n').trim()] : []
}
