/** The result of an exam as text for a terminal. */
import type { Comparison } from './compare.ts'
import type { ExamResult } from './exam-result.ts'
import { CHECKS } from './mark-case.ts'
import type { Tally } from './mark.ts'
import { textTable } from './text-table.ts'

const WORST = 12
const MOST_FLIPS = 40

export function textReport(result: ExamResult): string {
  return [
    `${result.right.of} cases, prompt ${result.version}, decided by ${result.decider}`,
    '',
    textTable([
      ['check', 'right', 'of', '%'],
      ...CHECKS.map(kind => [kind, ...row(result.checks[kind])]),
      ['whole case', ...row(result.right)],
    ]),
    '',
    textTable([
      ['exam', 'right', 'of', '%'],
      ...result.exams.map(({ exam, ...tally }) => [exam, ...row(tally)]),
    ]),
    '',
    textTable([
      ['intent', 'cases', 'precision', 'recall', 'F1'],
      ...result.intents.classes.map(one => [
        one.label,
        String(one.support),
        ...shares(one.precision, one.recall, one.f1),
      ]),
    ]),
    '',
    textTable([
      ['worst categories', 'items', 'precision', 'recall', 'F1'],
      ...worstCategories(result).map(one => [
        one.label,
        String(one.support),
        ...shares(one.precision, one.recall, one.f1),
      ]),
    ]),
    '',
    ...summary(result),
    ...(result.comparison ? ['', ...compared(result.comparison)] : []),
    '',
    ...(result.objections.length === 0
      ? ['通过 / passed']
      : ['不通过 / refused', ...result.objections.map(({ zh, en }) => `  ${zh} / ${en}`)]),
  ].join('\n')
}

/** The categories of the exam with the lowest F1. */
const worstCategories = ({ categories }: Pick<ExamResult, 'categories'>) =>
  categories.classes
    .filter(one => one.support > 0 && one.f1 < 1)
    .sort((a, b) => a.f1 - b.f1 || b.support - a.support)
    .slice(0, WORST)

function summary(result: ExamResult): string[] {
  const { categories, emergencies, milliseconds, tokens, decidedBy } = result
  const price = result.cost === null ? '' : `, cost ${result.cost.toFixed(4)}`
  return [
    `categories: macro F1 ${categories.macroF1.toFixed(3)}, accuracy ${categories.accuracy.toFixed(3)}, ECE ${categories.ece.toFixed(3)}`,
    `intents: macro F1 ${result.intents.macroF1.toFixed(3)}`,
    `emergencies: ${emergencies.expected - emergencies.missed.length} of ${emergencies.expected} heard, ${emergencies.otherKind.length} as another kind, ${emergencies.falseAlarms.length} false alarms`,
    ...emergencies.falseAlarms.map(id => `  false alarm: ${id}`),
    `a case: p50 ${milliseconds.p50.toFixed(1)} ms, p95 ${milliseconds.p95.toFixed(1)} ms, p99 ${milliseconds.p99.toFixed(1)} ms`,
    `tokens: ${tokens.input} in, ${tokens.output} out${price}; decided by rule ${decidedBy.rule}, model ${decidedBy.model} (${result.reused} kept from before), local ${decidedBy.local}`,
  ]
}

const MARKS = { broke: '-', mended: '+', changed: '~' } as const

function compared({ compared, notComparable, before, now, flips, categories }: Comparison): string[] {
  return [
    `against the baseline: ${before} -> ${now} of ${compared} cases right (${notComparable} not comparable)`,
    ...flips
      .toSorted((a, b) => (MARKS[a.kind] < MARKS[b.kind] ? 1 : -1))
      .slice(0, MOST_FLIPS)
      .flatMap(flip => [
        `${MARKS[flip.kind]} ${flip.id}  ${flip.texts.join(' | ').slice(0, 60)}`,
        `    ${flip.before}  ->  ${flip.now}`,
      ]),
    ...(flips.length > MOST_FLIPS ? [`… and ${flips.length - MOST_FLIPS} more: see the HTML report`] : []),
    ...categories.map(
      one =>
        `${one.now < one.before ? '-' : '+'} ${one.category} F1 ${shares(one.before, one.now).join(' -> ')}`,
    ),
  ]
}

const row = ({ right, of }: Tally) => [String(right), String(of), of ? ((100 * right) / of).toFixed(1) : '-']
const shares = (...all: number[]) => all.map(share => share.toFixed(3))
