/** A problem in an organisation's files: file, line, column, and an explanation for the clerk who fixes it. */
import type { Bilingual } from '../domain/category.ts'

export type Lang = keyof Bilingual

export interface Problem {
  /** An error stops the import; a warning does not. */
  level: 'error' | 'warning'
  file: string
  /** Null: the file as a whole, or a missing row. */
  line: number | null
  /** The column's title in both languages. */
  column: Bilingual | null
  text: Bilingual
}

export type Spot = Pick<Problem, 'file' | 'line'>

/** `members.csv:17 角色: …` */
export function described({ level, file, line, column, text }: Problem, lang: Lang): string {
  const where = line === null ? file : `${file}:${line}`
  const mild = level === 'warning' ? { zh: '提醒 ', en: 'warning ' }[lang] : ''
  return `${where} ${mild}${column ? `${column[lang]}: ` : ''}${text[lang]}`
}

/** Quoted as each language quotes; long values are cut. */
export const quoted = (value: string): Bilingual => {
  const short = value.length > 40 ? `${value.slice(0, 39)}…` : value
  return { zh: `“${short}”`, en: `"${short}"` }
}

/** A sentence that begins with the value. */
export const about = (value: string, zh: string, en: string): Bilingual => ({
  zh: `${quoted(value).zh}${zh}`,
  en: `${quoted(value).en} ${en}`,
})
