/** The arguments of `npm run org`. */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { InputError } from '../exam/labelled-file.ts'

export const USAGE = `用法 / usage: npm run org -- <command>

  export <folder>            写成一个文件夹 / write the organisation into a folder
  check <folder>             只看不改：有什么问题，会改什么 / change nothing: what is wrong, what would change
  import <folder>            没有问题就导入，全部或全不 / import it when nothing is wrong: all or nothing

  --retire    文件里没有的就去掉（人员改为不在岗）/ what the files do not have goes (people stop being active)
  --lang zh|en               --json               --author <name>  谁 / who (default: ${os.userInfo().username})`

const OPTIONS = {
  retire: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh' },
  author: { type: 'string', default: os.userInfo().username },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** @throws InputError with the usage. */
export function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const { lang } = values
    if (lang !== 'zh' && lang !== 'en') throw new Error(`--lang ${lang}?`)
    return { values: { ...values, lang: lang as 'zh' | 'en' }, positionals }
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}
export type Values = ReturnType<typeof parse>['values']
