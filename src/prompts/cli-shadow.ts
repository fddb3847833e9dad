/** `npm run prompts -- shadow`: runs a draft beside the live version and shows where the two disagree. */
import { InputError } from '../exam/labelled-file.ts'
import { textTable } from '../exam/text-table.ts'
import type { Values } from './cli-options.ts'
import { type Desk, FOLDER, idNamed, minute, signed } from './cli-context.ts'
import { mustBeReadable } from './examine.ts'
import {
  disagreements,
  listShadows,
  type ShadowAnswer,
  type ShadowSummary,
  startShadow,
  stopShadow,
  type Verdict,
} from './shadow.ts'

export async function shadowCommand(
  desk: Desk,
  [order, name = FOLDER]: readonly string[],
  { share }: Values,
): Promise<boolean> {
  switch (order) {
    case undefined:
      return await show(desk)
    case 'start': {
      const versionId = await idNamed(desk, name)
      await mustBeReadable(desk.exam, versionId)
      await startShadow(desk.pool, versionId, Number(share), signed(desk))
      desk.output.out(`${versionId} 开始陪跑，份额 / runs beside the live version, share ${share}`)
      return true
    }
    case 'stop':
      await stopShadow(desk.pool, signed(desk))
      desk.output.out('已停 / stopped')
      return await show(desk)
    default:
      throw new InputError('shadow | shadow start <version> --share 0.1 | shadow stop')
  }
}

async function show({ pool, json, output }: Desk): Promise<boolean> {
  const [newest] = await listShadows(pool, 1)
  const differences = newest ? await disagreements(pool, newest.id) : []
  if (json) output.out(JSON.stringify({ shadow: newest ?? null, disagreements: differences }))
  else if (!newest)
    output.out('没有影子。开始 / no shadow. Start one: npm run prompts -- shadow start <version> --share 0.1')
  else output.out([summary(newest), '', ...differences.map(described)].join('\n').trimEnd())
  return true
}

function summary({ versionId, share, author, startedAt, endedAt, asked, agreed }: ShadowSummary): string {
  const state = endedAt ? `已停 ended ${minute(endedAt)}` : '在跑 running'
  return textTable(
    [
      ['版本 version', versionId],
      ['状态 state', `${state}; ${minute(startedAt)} ${author}; ${(share * 100).toFixed(0)}%`],
      ['陪跑 turns', String(asked)],
      ['一致 agreed', asked ? `${agreed} (${((agreed / asked) * 100).toFixed(1)}%)` : '-'],
    ],
    'words',
  )
}

const described = ({ at, texts, live, draft }: Omit<ShadowAnswer, 'agrees'>): string =>
  [`${minute(at)}  ${texts.join(' / ')}`, `  live   ${inWords(live)}`, `  draft  ${inWords(draft)}`].join(
    '\n',
  )

const inWords = ({ intent, categories, urgencies, about, emergency }: Verdict): string =>
  [
    intent,
    ...categories.map((category, i) => `${category} (${urgencies[i]})`),
    about && `→ ${about}`,
    emergency && `! ${emergency}`,
  ]
    .filter(Boolean)
    .join(', ')
