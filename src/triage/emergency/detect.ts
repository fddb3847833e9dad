/**
 * Detects emergencies with rules that run before any model, in well under a millisecond, so that a resident who smells
 * gas gets the safety advice first. Pure. Patterns are in rules.ts, exceptions in exceptions.ts, and labelled cases in
 * prompts/exams/emergency.yaml.
 */
import type { EmergencyKind } from '../../domain/emergency-kind.ts'
import { legible, seen } from '../../domain/text/normalize.ts'
import { EMERGENCY_FILING } from './categories.ts'
import { CALMERS, HARMLESS } from './exceptions.ts'
import { EMERGENCY_RULES, type EmergencyRule } from './rules.ts'

export interface Emergency {
  kind: EmergencyKind
  category: string
}

/**
 * People in danger write shorter texts. Long texts tell a history with alarming words (7% of the long letters to a
 * city's message board did), so only their beginning and end count. This also bounds the time of the patterns.
 */
const ESSAY_CHARACTERS = 300
const BEGINNING = 100
const END = 60

/** @returns null when no rule matches. */
export function detectEmergency(text: string): Emergency | null {
  const said = withoutHarmless(normalised(urgentPart(text)))
  const rule = RULES.find(rule => sounds(rule, said))
  if (!rule) return null
  const { category, instead = [] } = EMERGENCY_FILING[rule.kind]
  const narrower = instead.find(([words]) => words.test(said))?.[1]
  return { kind: rule.kind, category: narrower ?? category }
}

/** Compiled once, as global patterns: an exception may cancel the first match while a second one is real. */
const RULES: readonly EmergencyRule[] = EMERGENCY_RULES.map(rule => ({
  ...rule,
  alarms: rule.alarms.map(alarm => new RegExp(alarm.source, 'gu')),
}))

/** Does the text contain alarming words, even in a negation? */
export function mentionsDanger(text: string): boolean {
  const said = normalised(urgentPart(text))
  return EMERGENCY_RULES.some(rule => rule.alarms.some(alarm => alarm.test(said)))
}

/** A cheap test that saves most texts the search for dangers. */
const DENIES = /[没无未不非别勿]|\b(?:no|not|nobody|without|never)\b|n't/u

/** Does the clause deny a danger? "没有煤气味", "there is no fire" */
export function deniesDanger(clause: string): boolean {
  const said = normalised(urgentPart(clause))
  if (!DENIES.test(said)) return false
  if (/\bno (?:fire|flames?|smoke)\b/u.test(said)) return true
  return RULES.some(rule =>
    rule.alarms.some(alarm =>
      [...said.matchAll(alarm)].some(match =>
        CALMERS.negated(surroundings(said, match.index, match.index + match[0].length)),
      ),
    ),
  )
}

function sounds(rule: EmergencyRule, said: string): boolean {
  return rule.alarms.some(alarm => {
    for (const match of said.matchAll(alarm)) {
      const around = surroundings(said, match.index, match.index + match[0].length)
      if (!rule.calmedBy.some(calmer => CALMERS[calmer](around))) return true
    }
    return false
  })
}

const CLAUSE_END = /[,。!?;\n]/u

function surroundings(said: string, from: number, to: number) {
  const before = said.slice(0, from).split(CLAUSE_END)
  const last = before.at(-1) ?? ''
  const earlier = before.at(-2) ?? ''
  return {
    // "昨天晚上，楼下着火了": a clause that is only a time belongs to the next one.
    before: TIME_ONLY.test(earlier) ? earlier + last : last,
    match: said.slice(from, to),
    after: said.slice(to).split(CLAUSE_END)[0] ?? '',
    said,
  }
}

const TIME_ONLY =
  /^(?:上次|上周|上个?月|去年|前年|以前|之前|昨天|前天|那天)(?:早上|上午|中午|下午|晚上|夜里)?$/u

/** Blanks and invisible characters are collapsed first: they must not make a cry for help too long. */
function urgentPart(text: string): string {
  const said = seen(text).replace(/\s+/gu, run => (run.includes('\n') ? '\n' : ' '))
  return said.length <= ESSAY_CHARACTERS ? said : `${said.slice(0, BEGINNING)}\n${said.slice(-END)}`
}

/** One form for script, width, case and punctuation; a blank between Chinese characters stands for a comma. */
function normalised(text: string): string {
  const plain = legible(text)
    .toLowerCase()
    .replace(/[’‘]/gu, "'")
    // "电梯停了" / "我在里面": one sentence in two messages.
    .replace(/[、…~\n]+|\.{2,}/gu, ',')
    .replace(/(?<=[^\p{ASCII}\s])[^\S\n]+(?=\S)|(?<=\S)[^\S\n]+(?=\P{ASCII})/gu, ',')
    .replace(/[^\S\n]+/gu, ' ')
  return TYPOS.reduce((said, [typo, meant]) => said.replace(typo, meant), plain)
}

/** Typing errors of input methods that would hide an emergency. */
const TYPOS: readonly (readonly [RegExp, string])[] = [
  [/煤[汽器]/gu, '煤气'],
  [/天燃气/gu, '天然气'],
  [/(?<!天)然气/gu, '燃气'],
  [/[泄泻]露|泻漏|卸漏/gu, '泄漏'],
  [/着伙|招火|著火/gu, '着火'],
  [/出电了/gu, '触电了'],
  [/(?<=飘着?|闻[到见]|一股|好大|很浓|浓浓)的?没气味/gu, '煤气味'],
  // A person with a bitten hand may send an emoji instead of a word.
  [/🐶|🐕/gu, '狗'],
  [/🐍/gu, '蛇'],
]

/** Replaces each phrase by a full stop, so that no pattern matches across the cut. */
const withoutHarmless = (said: string) => HARMLESS.reduce((left, phrase) => left.replace(phrase, '。'), said)
