/** The arguments of `npm run figures`. */
import { parseArgs } from 'node:util'
import { InputError } from '../exam/labelled-file.ts'
import { DIMENSIONS, type Dimension } from './dimension.ts'

export const USAGE = `用法 / usage: npm run figures -- [options]

  --month 2026-11                       一个月 / a month; 不写就是本月 / this month when nothing is said
  --from 2026-11-01 --to 2026-12-01     从 from 到 to 的前一天 / until the day before to
  --by ${DIMENSIONS.slice(0, 5).join('|')}|
       ${DIMENSIONS.slice(5).join('|')}
  --excluded      剔除了哪些、谁、为什么 / what was left out, by whom and why
  --recurring     反复诉求，截至该期末的 90 天 / what comes back, in the 90 days until the end of the period
  --property      物业红黑榜 / red and black list of property companies
  --json  --csv   给程序、给表格 / for programs, for spreadsheets
  --lang en       英文 / in English
口径见 / what each figure means: docs/figures.md`

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  month: { type: 'string' },
  by: { type: 'string' },
  excluded: { type: 'boolean', default: false },
  recurring: { type: 'boolean', default: false },
  property: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh-CN' },
  help: { type: 'boolean', default: false },
} as const

export type Values = ReturnType<typeof parse>

/** @throws InputError with the usage. */
export function parse(args: string[]) {
  const { by, lang, ...values } = parsed(args)
  const dimension = DIMENSIONS.find(each => each === by)
  if (by !== undefined && !dimension) throw new InputError(`--by ${by}?\n\n${USAGE}`)
  if (!['zh-CN', 'zh', 'en'].includes(lang)) throw new InputError(`--lang ${lang}?\n\n${USAGE}`)
  if ([values.excluded, values.recurring, values.property, by].filter(Boolean).length > 1)
    throw new InputError(`--by, --excluded, --recurring, --property: 只写一样 / one of them\n\n${USAGE}`)
  if (values.json && values.csv) throw new InputError(`--json, --csv?\n\n${USAGE}`)
  return {
    ...values,
    by: dimension satisfies Dimension | undefined,
    language: lang === 'en' ? ('en' as const) : ('zh-CN' as const),
  }
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}
