/** Reads and writes the cells of the organisation's tables. */
import { parseHours } from '../domain/sla/business-hours.ts'
import { Unreadable } from '../domain/invalid-input.ts'
import { about, type Lang } from './problem.ts'

/** A written cell reads as the same value again. Both languages are read, in any file. */
export interface Cell<T> {
  /** @param text without blanks around it. @throws Unreadable */
  read(text: string): T
  write(value: T, lang: Lang): string
}

/**
 * Detects what a spreadsheet leaves in a cell whose value it lost: no column means that.
 * @throws Unreadable
 */
export function mustBeWhole(given: string): void {
  const what = LOST.find(({ pattern }) => pattern.test(given))
  if (what) throw new Unreadable(about(given, what.zh, what.en))
}

const LOST: readonly { pattern: RegExp; zh: string; en: string }[] = [
  {
    pattern:
      /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA|#+)$/iu,
    zh: '是表格的错误值，不是内容',
    en: 'is an error of the spreadsheet, no value',
  },
  {
    pattern: /^[+-]?\d+(?:[.,]\d+)?E\+\d+$/iu,
    zh: '是被表格改写的数字，位数已丢：把这一列设为文本，重新填写',
    en: 'is a number that the spreadsheet has rewritten, digits are lost: make the column text and type it again',
  },
  {
    pattern: /[\uFFFD\0]|锟斤拷|烫烫烫/u,
    zh: '是乱码：原来的字已丢，请重新填写',
    en: 'is rubbish: its characters were lost in a conversion, type it again',
  },
]

/** Phone numbers as a clerk writes them: several, and words around them, are accepted. */
export const phone: Cell<string> = {
  read: given => {
    const plain = given.normalize('NFKC')
    if (!/\d{3}/u.test(plain)) throw new Unreadable(about(given, '不是电话号码', 'is no telephone number'))
    if (/^\d+\.\d+$/u.test(plain))
      throw new Unreadable(
        about(
          given,
          '是小数：把这一列设为文本，重新填写',
          'is a decimal number: make the column text and type it again',
        ),
      )
    return given
  },
  write: value => value,
}

/**
 * Maximum bytes of a code. Button data of 64 bytes hold it beside a verb, a ticket number and a menu's name,
 * like the ids of categories.
 */
export const CODE_BYTES = 28
/** No colon: it separates the parts of button data. */
const CODE = /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u

export const text: Cell<string> = { read: given => given, write: value => value }

export const name: Cell<string> = { read: required, write: value => value }

export const code: Cell<string> = {
  read: given => {
    required(given)
    if (!CODE.test(given))
      throw new Unreadable(
        about(
          given,
          '不能作编号；只用字母、数字、- _ .，以字母或数字开头和结尾',
          'cannot be a code; use letters, digits, - _ . only, with a letter or a digit at both ends',
        ),
      )
    const bytes = Buffer.byteLength(given)
    if (bytes > CODE_BYTES)
      throw new Unreadable(
        about(
          given,
          `有 ${bytes} 个字节，编号最长 ${CODE_BYTES}（一个汉字算 3）：它要放进按钮`,
          `has ${bytes} bytes, a code at most ${CODE_BYTES} (3 for a Chinese character): it goes into buttons`,
        ),
      )
    return given
  },
  write: value => value,
}

/** An empty cell is null. */
export const optional = <T>(cell: Cell<T>): Cell<T | null> => ({
  read: given => (given === '' ? null : cell.read(given)),
  write: (value, lang) => (value === null ? '' : cell.write(value, lang)),
})

export const otherwise = <T>(cell: Cell<T>, empty: T): Cell<T> => ({
  read: given => (given === '' ? empty : cell.read(given)),
  write: cell.write,
})

/** @param names the label of each value; `zh` and `en` name the column: 角色, role. */
export function oneOf<T extends string>(zh: string, en: string, names: Readonly<Record<T, string>>): Cell<T> {
  const values = Object.keys(names) as T[]
  return {
    read: given => {
      const found = values.find(
        value => value.toLowerCase() === given.toLowerCase() || names[value] === given,
      )
      if (found) return found
      throw new Unreadable(
        about(
          given,
          `不是${zh}；可以是 ${values.map(value => names[value]).join('、')}`,
          `is no ${en}; one of ${values.join(', ')}`,
        ),
      )
    },
    write: (value, lang) => (lang === 'zh' ? names[value] : value),
  }
}

const YES = ['是', 'yes', 'true', '1', 'y', '√', '✓']
const NO = ['否', 'no', 'false', '0', 'n', '×']

export const yesNo: Cell<boolean> = {
  read: given => {
    const word = given.toLowerCase()
    if (YES.includes(word)) return true
    if (NO.includes(word)) return false
    throw new Unreadable(about(given, '要写成 是 或 否', 'must be yes or no'))
  },
  write: (value, lang) => (lang === 'zh' ? (value ? '是' : '否') : value ? 'yes' : 'no'),
}

/** The database's maximum for a building number is far above any real one. */
export const building: Cell<number> = {
  read: given => {
    const digits = /^(\d{1,5})\s*(?:号楼|栋|幢|座|#|号)?$/.exec(given.normalize('NFKC'))?.[1]
    if (digits === undefined) throw new Unreadable(about(given, '不是楼号', 'is no building number'))
    return Number(digits)
  },
  write: String,
}

/** Several words in one cell, separated by 、: no spreadsheet takes it for part of a number or for a delimiter. */
export const list: Cell<readonly string[]> = {
  read: given => [
    ...new Set(
      given
        .split(/[、;；,，|\n]/)
        .map(each => each.trim())
        .filter(Boolean),
    ),
  ],
  write: values => values.join('、'),
}

export const unitHours: Cell<string> = {
  read: given => {
    parseHours(given)
    return given
  },
  write: value => value,
}

function required(given: string): string {
  if (given === '') throw new Unreadable({ zh: '不能空着', en: 'must not be empty' })
  return given
}
