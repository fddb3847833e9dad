/** What a closing needs: proof where the category asks for it, a note that answers, and a look back where things return. */
import { type Doubt, type Outcome } from '../domain/ticket/ticket-event.ts'
import type { Ticket } from '../domain/ticket/ticket.ts'
import { promisesWork } from '../domain/command/parse-text.ts'
import { categoryOf } from '../notify/render/render-context.ts'
import { wallTime } from './sla.ts'
import type { DecisionDeps } from './deps.ts'

/** When the resident is asked whether it has come back; null: such things do not. */
export function followUpAt(deps: DecisionDeps, ticket: Ticket, now: Date): string | null {
  const duration = categoryOf(deps.settings().tree, ticket.category).follow_up
  return duration && ticket.outcome === 'fixed' ? wallTime(deps, duration, now) : null
}

/** A category in which a picture proves something, work that is said to be done, and no picture. */
export const lacksPhoto = (deps: DecisionDeps, ticket: Ticket, outcome: Outcome): boolean =>
  outcome === 'fixed' && ticket.photos === 0 && categoryOf(deps.settings().tree, ticket.category).photo

/** Fewer letters than this say nothing of what was done: 疏通 does, 修 does not. */
const FEW_LETTERS = 2
/** Words that fit every ticket: what is left without them says what was done, or nothing does. */
const FORMULA = new RegExp(
  [
    '已经?|均已|全部|都|现已|现在|及时|妥善|按照?要求|按(规定|流程)|依法|情况|问题|事项|诉求|此事|该事|工单|现场',
    '属实|核实|核查|查看|了解|处理|处置|解决|办结|办理|完成|完毕|知悉|收到|转交|落实|整改|回复|答复|反馈|跟进|到位|妥当',
    '居民|群众|业主|当事人|对方|表示|非常|很|满意|感谢|谢谢|认可|理解|请知悉|请放心|好的?|了|并|且|也|后|就|对|向|给|的|地',
    '\\b(?:done|ok|okay|fixed|handled|solved|resolved|completed?|finished|processed|all|has|have|been|is|it|the|issue|problem|matter|now|already|as|required|resident|satisfied)\\b',
    '[\\s\\p{P}\\p{S}]',
  ].join('|'),
  'giu',
)

/** What is odd about a closing note at first sight; the resident will see it too. */
export function doubtAbout(note: string, outcome: Outcome, noPhoto: boolean): Doubt | null {
  const said = note.trim()
  if (said !== '' && outcome === 'fixed' && promisesWork(said)) return 'promise'
  if (said !== '' && [...said.replace(FORMULA, '')].length < FEW_LETTERS) return 'empty'
  return noPhoto ? 'no_photo' : null
}
