/** `npm run prompts -- labels`: lists, confirms and drops the labels that workers proposed. */
import { InputError } from '../exam/labelled-file.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import type { Values } from './cli-options.ts'
import { type Desk, filesNamed, minute, signed } from './cli-context.ts'
import { LIVE } from './versions.ts'
import { type Judgement, judgeLabel, type Label, LABEL_STATES, listLabels, short } from './labels.ts'

export async function labelsCommand(
  desk: Desk,
  [order = 'proposed', id]: readonly string[],
  { text, category }: Values,
): Promise<boolean> {
  const state = LABEL_STATES.find(each => each === order)
  if (state) {
    const labels = await listLabels(desk.pool, state)
    desk.output.out(desk.json ? JSON.stringify(labels) : listed(labels, state))
    return true
  }
  const judgement = judgementOf(order, { text, category })
  if (!judgement || !id)
    throw new InputError(
      'labels [proposed|confirmed|dropped] | labels confirm <id> [--category …] [--text …] | labels drop <id> | labels undo <id>',
    )
  const { files } = await filesNamed(desk, LIVE)
  const label = await judgeLabel(desk.pool, id, judgement, loadCategories(files), signed(desk))
  desk.output.out(desk.json ? JSON.stringify(label) : described(label))
  if (label.state === 'confirmed' && !desk.json)
    desk.output.out('随下一个版本生效 / works with the next version: npm run prompts -- publish')
  return true
}

function judgementOf(order: string, edit: Pick<Values, 'text' | 'category'>): Judgement | null {
  switch (order) {
    case 'confirm':
      return { state: 'confirmed', ...edit }
    case 'drop':
      return { state: 'dropped' }
    case 'undo':
      return { state: 'proposed' }
    default:
      return null
  }
}

const listed = (labels: readonly Label[], state: string): string =>
  labels.length > 0
    ? labels.map(described).join('\n')
    : state === 'proposed'
      ? '没有待判的标注。网格员按“分类不对”、值班员定类别之后会出现在这里 / nothing to judge: what workers and duty officers correct appears here'
      : '没有 / none'

function described(label: Label): string {
  const { proposedAt, proposedBy, was, confidence, category, text, state, judgedBy, note } = label
  const said = `${was} (${confidence.toFixed(2)})`
  const change = was === category ? `= ${said}` : `${said} → ${category}`
  const judged = judgedBy ? `  ${state} ${judgedBy}${note && `: ${note}`}` : ''
  return `${short(label)}  ${minute(proposedAt)}  ${proposedBy}  ${change}${judged}\n        ${text.replace(/\s+/gu, ' ')}`
}
