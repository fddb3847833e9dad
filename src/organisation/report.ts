/** Prints the findings of a check on a terminal. */
import { textTable } from '../exam/text-table.ts'
import { counts, type Findings, type HandedOn } from './import.ts'
import { type Change, kindOf } from './merge.ts'
import { fileOf } from './organisation.ts'
import { described, type Lang } from './problem.ts'
import { titleOf } from './review.ts'

const EXAMPLES = 5

export function report({ problems, changes }: Findings, lang: Lang): string {
  const errors = problems.filter(({ level }) => level === 'error').length
  const warnings = problems.length - errors
  const found = {
    zh: `${errors} 处错误，${warnings} 处提醒`,
    en: `${errors} errors, ${warnings} warnings`,
  }[lang]
  return [...problems.map(problem => described(problem, lang)), found, '', changed(changes, lang)].join('\n')
}

export const saidOf = ({ tickets, arbitrations, meetings, parts }: HandedOn, lang: Lang): string =>
  ({
    zh: `离岗的人手上的事已转出：工单 ${tickets} 件、裁定 ${arbitrations} 件、联席会 ${meetings} 场、部门分工 ${parts} 项`,
    en: `handed on from who left: tickets ${tickets}, arbitrations ${arbitrations}, meetings ${meetings}, departments' parts ${parts}`,
  })[lang]

function changed(changes: readonly Change[], lang: Lang): string {
  if (changes.length === 0) return { zh: '没有变化', en: 'nothing changes' }[lang]
  const header = {
    zh: ['文件', '新增', '改动', '去掉', '例如'],
    en: ['file', 'new', 'changed', 'retired', 'such as'],
  }
  const rows = Object.entries(counts(changes)).map(([file, { added, changed, retired }]) => [
    file,
    ...[added, changed, retired].map(String),
    examples(
      changes.filter(({ part }) => fileOf(part) === file),
      lang,
    ),
  ])
  return textTable([header[lang], ...rows], 'words')
}

const SIGN = { added: '+', changed: '~', retired: '-' } as const

/** Examples of every kind of change; for changed rows with the names of the columns. */
function examples(changes: readonly Change[], lang: Lang): string {
  const all = Object.keys(SIGN).flatMap(kind =>
    changes.filter(change => kindOf(change) === kind).slice(0, EXAMPLES),
  )
  return all.map(change => `${SIGN[kindOf(change)]}${change.key}${differences(change, lang)}`).join(' ')
}

function differences(change: Change, lang: Lang): string {
  const [before, after] = [change.before[0], change.after[0]]
  if (kindOf(change) !== 'changed' || !before || !after || change.part === 'shifts') return ''
  const old: Readonly<Record<string, unknown>> = { ...before }
  const columns = Object.entries(after).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(old[key]),
  )
  return `(${columns.map(([key]) => titleOf(change.part, key)?.[lang] ?? key).join(', ')})`
}
