/** The options and the usage text of `npm run prompts`. */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { InputError } from '../exam/labelled-file.ts'

export const USAGE = `用法 / usage: npm run prompts -- <command>

  list                       所有版本 / the versions, newest first
  diff [from] [to]           改了什么 / what changed; from live to folder when not said
  exam [version]             对照上线版本考一遍 / sit the exams against the live version; the folder when not said
  publish [version]          考过就上线 / publish when it has passed; the folder when not said
  rollback [version]         退回上一个（或指定的）上线过的版本 / back to the version before, or to one that was live
  export <version> --to <folder>   写成文件 / write a version's files into a folder
  shadow                     影子与分歧 / the shadow and where it disagrees with the live version
  shadow start <version> --share 0.1     陪跑，不生效 / run a draft beside the live one, without effect
  shadow stop
  labels                     工作中的标注，待判 / what people at work have named, to be judged
  labels confirm <id> [--category …] [--text …]
  labels drop <id>           labels undo <id>
  log                        谁做了什么 / who did what

  --note "…"  为什么 / why      --author <name>  谁 / who (default: ${os.userInfo().username})
  --folder <dir>  提示词在别处 / prompts that are somewhere else than in prompts/      --json
一个版本写它编号的头几位，或 live（上线的）、folder（prompts/ 里的）。
A version is the first digits of its id, or live, or folder (what is in prompts/).`

const OPTIONS = {
  note: { type: 'string', short: 'm', default: '' },
  author: { type: 'string', default: os.userInfo().username },
  to: { type: 'string' },
  folder: { type: 'string' },
  text: { type: 'string' },
  category: { type: 'string' },
  share: { type: 'string', default: '0.1' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

export type Values = ReturnType<typeof parse>['values']

/** @throws InputError with the usage. */
export function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}
