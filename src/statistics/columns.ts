/** Columns of a table of figures, and the format of their cells for people and for spreadsheets. */
import type { Bilingual } from '../domain/category.ts'
import type { Language } from '../domain/message.ts'
import { inLanguage } from '../notify/render/render-context.ts'
import type { Dimension } from './dimension.ts'
import type { Figures } from './figures.ts'
import { type Rate, rateInWords, share } from './rate.ts'

export interface Column {
  name: Bilingual
  value: (figures: Figures) => Rate | number | null
  /** Shown in wide formats only, not on a terminal. */
  detail?: true
}

const TICKETS: readonly Column[] = [
  { name: { zh: '新增', en: 'opened' }, value: f => f.opened },
  { name: { zh: '响应率', en: 'response' }, value: f => f.response },
  { name: { zh: '按时接单', en: 'accepted in time' }, value: f => f.accept, detail: true },
  { name: { zh: '按时办结', en: 'resolved in time' }, value: f => f.resolve },
  { name: { zh: '答复中位(时)', en: 'answer p50 h' }, value: f => f.answerHours.median },
  { name: { zh: '答复九成(时)', en: 'answer p90 h' }, value: f => f.answerHours.p90 },
  { name: { zh: '接单中位(时)', en: 'accept p50 h' }, value: f => f.acceptHours.median, detail: true },
  { name: { zh: '接单九成(时)', en: 'accept p90 h' }, value: f => f.acceptHours.p90, detail: true },
  { name: { zh: '办结中位(时)', en: 'resolve p50 h' }, value: f => f.resolveHours.median },
  { name: { zh: '办结九成(时)', en: 'resolve p90 h' }, value: f => f.resolveHours.p90, detail: true },
  { name: { zh: '催办', en: 'urges' }, value: f => f.urged, detail: true },
  { name: { zh: '退单', en: 'returns' }, value: f => f.returned, detail: true },
  { name: { zh: '督办', en: 'supervised' }, value: f => f.supervised },
  { name: { zh: '销号', en: 'closed' }, value: f => f.closed },
  { name: { zh: '解决率', en: 'resolution' }, value: f => f.resolution },
  { name: { zh: '满意率', en: 'satisfaction' }, value: f => f.satisfaction },
  { name: { zh: '重开', en: 'reopened' }, value: f => f.reopened },
]
const WHISTLES: readonly Column[] = [
  { name: { zh: '吹哨', en: 'whistles' }, value: f => f.whistles },
  { name: { zh: '按时报到', en: 'reported in time' }, value: f => f.report },
  { name: { zh: '按时行动', en: 'acted in time' }, value: f => f.act },
  { name: { zh: '平均星级', en: 'mean stars' }, value: f => f.stars.mean },
  { name: { zh: '评价数', en: 'ratings' }, value: f => f.stars.of, detail: true },
]
const LEFT_OUT: Column = { name: { zh: '剔除', en: 'excluded' }, value: f => f.excluded }

/** @param room whether the format is wide enough for all columns. */
export function columnsFor(by: Dimension | null, room: boolean): Column[] {
  if (by === 'department') return [...WHISTLES, LEFT_OUT]
  if (room) return [...TICKETS, ...WHISTLES, LEFT_OUT]
  return [...TICKETS, LEFT_OUT].filter(({ detail }) => !detail)
}

export function cellInWords(value: Rate | number | null): string {
  if (value === null) return '–'
  if (typeof value !== 'number') return rateInWords(value)
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}

/** A rate is three columns: the share when there are enough cases, the count, the total. */
export const cellsForSheet = (value: Rate | number | null): (number | null)[] =>
  value === null || typeof value === 'number' ? [value] : [share(value), value.count, value.of]

export const headsForSheet = ({ name, value }: Column, sample: Figures, language: Language): string[] => {
  const head = inLanguage(name, language)
  const rate = value(sample)
  if (rate === null || typeof rate === 'number') return [head]
  return language === 'en' ? [head, `${head}: count`, `${head}: of`] : [head, `${head}·数`, `${head}·总`]
}
