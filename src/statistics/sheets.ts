/** Tables of all queries as rows of cells: a terminal and a spreadsheet show the same. */
import type { Category, CategoryTree } from '../domain/category.ts'
import type { Language } from '../domain/message.ts'
import { redact } from '../domain/privacy/redact.ts'
import type { LabelKey } from '../domain/notification-rules.ts'
import { placeLabel } from '../notify/render/resident-buttons.ts'
import { categoryLabel } from '../notify/render/template-values.ts'
import { inLanguage } from '../notify/render/render-context.ts'
import { cellInWords, cellsForSheet, columnsFor, headsForSheet } from './columns.ts'
import { dayOf } from './period.ts'
import { FORMULA, type Listed, PARTS } from './property-list.ts'
import { rateInWords } from './rate.ts'
import type { Recurring } from './repeat-issues.ts'
import type { LeftOut, Report } from './report.ts'

export interface Told {
  language: Language
  tree: CategoryTree
  label: (language: Language, key: LabelKey) => string
}
/** The first row names the columns. */
export type Sheet = (string | number | null)[][]
type Cell = Sheet[number][number]

const both = (language: Language) => (zh: string, en: string) => (language === 'en' ? en : zh)

/** Rows of a report and their total. Few columns for a terminal, all for a spreadsheet. */
export function figuresSheet({ by, rows, total }: Report, { language }: Told, room: boolean): Sheet {
  const say = both(language)
  const columns = columnsFor(by, room)
  const line = (name: string, figures: typeof total): Cell[] => [
    name,
    ...columns.flatMap(({ value }): Cell[] =>
      room ? cellsForSheet(value(figures)) : [cellInWords(value(figures))],
    ),
  ]
  return [
    [
      '',
      ...columns.flatMap(each =>
        room ? headsForSheet(each, total, language) : [inLanguage(each.name, language)],
      ),
    ],
    ...rows.map(({ name, figures }) => line(inLanguage(name, language), figures)),
    line(say('合计', 'together'), total),
  ]
}

export function excludedSheet(excluded: readonly LeftOut[], { language, label }: Told): Sheet {
  const say = both(language)
  return [
    [
      say('剔除的工单', 'left out'),
      say('原因', 'why'),
      say('说明', 'note'),
      say('谁', 'who'),
      say('日期', 'day'),
    ],
    ...excluded.map(({ number, reason, note, by, at }) => [
      number,
      label(language, `excluded_${reason}`),
      redact(note),
      by,
      dayOf(at.getTime()),
    ]),
  ]
}

export function propertySheet(listed: readonly Listed[], { language }: Told): Sheet {
  const say = both(language)
  const lists = { red: say('红榜', 'red'), black: say('黑榜', 'black') }
  return [
    [
      say('物业公司', 'property company'),
      say('名次', 'rank'),
      say('得分', 'score'),
      say('榜', 'list'),
      say('工单', 'tickets'),
      ...PARTS.map(part => inLanguage(FORMULA.parts[part].name, language)),
    ],
    ...listed.map(({ name, rank, score, list, tickets, parts }) => [
      inLanguage(name, language),
      rank ?? '–',
      rank === null || score === null ? '–' : score.toFixed(1),
      list ? lists[list] : '',
      tickets,
      ...PARTS.map(part => rateInWords(parts[part])),
    ]),
  ]
}

export function recurringSheet(topics: readonly Recurring[], { language, tree }: Told): Sheet {
  const say = both(language)
  return [
    [
      say('地点', 'place'),
      say('类别', 'category'),
      say('户', 'residents'),
      say('件', 'tickets'),
      say('重开', 'reopened'),
      say('未结', 'open'),
      say('最近的工单', 'latest'),
    ],
    ...topics.map(({ place, category, residents, tickets, reopens, open, numbers }) => [
      placeLabel(place, language),
      categoryName(tree.get(category), category, language),
      residents,
      tickets,
      reopens,
      open,
      numbers.join(' '),
    ]),
  ]
}

const categoryName = (category: Category | undefined, id: string, language: Language): string =>
  category ? categoryLabel(category, language) : id
