/**
 * Completes an item: its summary, its urgency, and whether it needs a place.
 */
import { OTHER_CATEGORY, URGENCIES, type CategoryTree, type Urgency } from '../../domain/category.ts'
import { legible, MOST_READ } from '../../domain/text/normalize.ts'
import { SUMMARY_CHARACTERS, type Item } from '../../domain/triage-result.ts'
import { mentionsDanger } from '../emergency/detect.ts'
import { mentionedPlace } from './place-mention.ts'
import { clausesOf, hanLength, isPlace, piecesOf, readClause } from './clause.ts'
import { redact } from '../../domain/privacy/redact.ts'

export interface Named {
  text: string
  category: string
  confidence: number
}

export function describeItem(named: Named, tree: CategoryTree, placeText: string | null = null): Item {
  const leaf = tree.get(named.category)
  return {
    ...named,
    category: leaf ? named.category : OTHER_CATEGORY,
    confidence: leaf ? named.confidence : 0,
    urgency: urgencyOf(named, leaf?.urgency ?? 'normal', leaf?.placeless ?? false),
    summary: summarise(named.text),
    placeText: placeIn(named.text) ?? placeText,
    guide: null,
    needsPlace: !(leaf?.placeless ?? false),
  }
}

/** Without a match of the emergency rules, a category needs this confidence and length to be an emergency. */
const EMERGENCY_CONFIDENCE = 0.85
const EMERGENCY_CHARACTERS = 7
const PRESSING =
  /危险|紧急|着急|很急|太急|急用|急需|急死|十万火急|出人命|要出事|吓人|dangerous|urgent|hazard/iu
const FRAIL = /孩子|小孩|婴儿|宝宝|老人|孕妇|残疾|轮椅|病人|child|kids?\b|baby|elderly|wheelchair|pregnant/iu
const HARM =
  /摔|碰到|砸|滑|掉|下不了?楼|上不去|出不了门|冻|发烧|没水|没电|停水|停电|伤|fall|fell|slip|hurt|cold|no (?:water|power|heat)/iu

/** The leaf's minimum, raised by words. Only the rules of detect.ts, or a leaf of high confidence, give `emergency`. */
function urgencyOf({ text, confidence }: Named, floor: Urgency, placeless: boolean): Urgency {
  const words =
    PRESSING.test(text) || (!placeless && FRAIL.test(text) && HARM.test(text)) ? 'urgent' : 'normal'
  // "没有着火" has the category of fire but is no emergency: the rules found the word and cancelled the alarm.
  const vague = confidence < EMERGENCY_CONFIDENCE || hanLength(text) < EMERGENCY_CHARACTERS
  return maxUrgency(words, floor === 'emergency' && (vague || mentionsDanger(text)) ? 'urgent' : floor)
}

export const maxUrgency = (a: Urgency, b: Urgency): Urgency =>
  URGENCIES.indexOf(a) >= URGENCIES.indexOf(b) ? a : b

const OPENING =
  /^(?:(?:你好|您好|请问|领导|师傅|同志|大家好|hi|hello|hey|please)[,，。!！\s啊呀]*)*(?:我(?:们)?(?:想|要)?(?:反映|投诉|举报|咨询|问)(?:一下|下)?[,，:：\s]*)?/iu

/** The first meaningful words, at most 40 characters, without names and numbers. */
export function summarise(text: string): string {
  // Bounds the work of masking; a summary is much shorter.
  const masked = redact(text.slice(0, MOST_READ))
  const sentences = masked
    .split(/[\n。!！?？;；]+|(?<=[a-z\d)]\.)\s+/u)
    .map(sentence =>
      sentence
        .trim()
        .replace(OPENING, '')
        .replace(/(?<![,，、\s])[,，、\s]+$|(?<=[a-z\d)])\.$/u, ''),
    )
    .filter(sentence => sentence && !clausesOf(sentence).every(clause => SAYS_LITTLE.has(readClause(clause))))
  const stop = isChinese(text) ? '，' : '. '
  return shorten(sentences.join(stop) || masked.trim().replace(/\s+/gu, ' '))
}

export function shorten(said: string): string {
  const characters = [...said]
  // Two English letters need about the room of one Chinese character.
  const most = isChinese(said) ? SUMMARY_CHARACTERS : SUMMARY_CHARACTERS * 2
  return characters.length <= most ? said : `${characters.slice(0, most - 1).join('')}…`
}

const isChinese = (text: string) => /\p{Script=Han}/u.test(text)

const SAYS_LITTLE = new Set(['chatter', 'thanks', 'urge', 'abuse'])

/** Clauses that are only a place; else a place inside a sentence. In English in reverse order: "at gate 2 of …". */
export function placeIn(text: string): string | null {
  const inEnglish = isChinese(text) ? null : mentionedPlace(text)
  if (inEnglish) return inEnglish
  const places = piecesOf(text).filter(piece => isPlace(legible(piece).toLowerCase()))
  return places.length ? places.join(' ') : mentionedPlace(text)
}
