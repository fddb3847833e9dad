/**
 * The schema of a model's answer, and its validation. Unknown labels, tickets of other residents and words that the
 * resident did not write are rejected or replaced here.
 */
import { z } from 'zod'
import { URGENCIES, type Category, type CategoryTree } from '../../domain/category.ts'
import {
  INTENTS,
  OPENS_TICKETS,
  type Intent,
  type Item,
  type TurnInput,
  type Understanding,
} from '../../domain/triage-result.ts'
import { legible } from '../../domain/text/normalize.ts'
import { EMERGENCY_KINDS } from '../../domain/emergency-kind.ts'
import { describeItem, maxUrgency, shorten } from '../rules/describe-item.ts'
import { asRead, spelledLike } from '../original-spelling.ts'
import { ModelUnavailable } from './types.ts'
import { isMadeOf } from './grounded-text.ts'
import { redact } from '../../domain/privacy/redact.ts'

export function answerSchema(tree: CategoryTree) {
  const ids = [...tree.keys()] as [string, ...string[]]
  return z.object({
    intent: z.enum(INTENTS),
    about: z.string().nullable(),
    emergency: z.enum(EMERGENCY_KINDS).nullable(),
    items: z.array(
      z.object({
        category: z.enum(ids),
        confidence: z.number(),
        urgency: z.enum(URGENCIES),
        text: z.string(),
        summary: z.string(),
        place: z.string().nullable(),
      }),
    ),
  })
}
export type Answer = z.infer<ReturnType<typeof answerSchema>>

export type Believed = Pick<Understanding, 'intent' | 'items' | 'about' | 'emergency'>

/** More items than this are dropped. Not every server supports the limit in the schema. */
const MOST_ITEMS = 5

/** Intents that may report an emergency. With any other intent the alarm would have no effect. */
const MAY_ALARM: readonly Intent[] = [...OPENS_TICKETS, 'addition', 'answer']
/** Intents that are invalid without a ticket. */
const NEEDS_TICKET: readonly Intent[] = ['addition', 'answer', 'reopen']
/** They end or reopen a ticket: a named ticket must be this resident's, and no other one may replace it. */
const DECIDES: readonly Intent[] = ['withdraw', 'confirm', 'reopen']

/** @throws ModelUnavailable when the answer contradicts itself: then the local classifier decides. */
export function validateAnswer(answer: Answer, input: TurnInput, tree: CategoryTree): Believed {
  const { intent, emergency } = answer
  if (emergency && !MAY_ALARM.includes(intent))
    throw new ModelUnavailable('contradiction', `an alarm with ${intent}`)
  if (OPENS_TICKETS.includes(intent)) {
    const told = answer.items.slice(0, MOST_ITEMS)
    if (told.length === 0) throw new ModelUnavailable('contradiction', `${intent} without an item`)
    const grave = emergency ? alarmedIn(told) : []
    const items = told.map(item => believedItem(item, grave.includes(item), told.length, input, tree))
    return { intent, items, about: null, emergency }
  }
  const about = ticketOf(answer, input)
  if (NEEDS_TICKET.includes(intent) && !about)
    throw new ModelUnavailable('contradiction', `${intent} to no ticket`)
  if (DECIDES.includes(intent) && answer.about && answer.about !== about)
    throw new ModelUnavailable('contradiction', `${intent} of somebody else's ticket`)
  return { intent, items: [], about, emergency }
}

/** The items that become emergencies: those that the model marks as such, else the first. The others stay normal. */
function alarmedIn(items: Answer['items']): Answer['items'] {
  const grave = items.filter(({ urgency }) => urgency === 'emergency')
  return grave.length > 0 ? grave : items.slice(0, 1)
}

/** Only this resident's tickets count; without a valid number, the newest. */
function ticketOf({ intent, about }: Answer, { openTickets, pendingQuestion }: TurnInput): string | null {
  if (intent === 'thanks' || intent === 'chatter' || intent === 'abuse' || intent === 'spam') return null
  if (intent === 'answer') return pendingQuestion?.number ?? null
  return (openTickets.find(ticket => ticket.number === about) ?? openTickets[0])?.number ?? null
}

function believedItem(
  item: Answer['items'][number],
  alarmed: boolean,
  outOf: number,
  { texts }: TurnInput,
  tree: CategoryTree,
): Item {
  const whole = texts.join('\n').trim()
  const quoted = outOf > 1 && says(redact(whole), item.text)
  const text = quoted ? item.text.trim() : whole
  const confidence = Math.min(1, Math.max(0, item.confidence))
  const place = item.place?.trim() ?? ''
  const described = spelledLike(texts)(
    describeItem({ text: asRead(text), category: item.category, confidence }, tree),
  )
  return {
    ...described,
    text,
    urgency: maxUrgency(described.urgency, alarmed ? 'emergency' : item.urgency),
    summary: summaryOf(item.summary, whole, tree.get(item.category)) ?? described.summary,
    placeText: place && place.length <= MOST_PLACE && says(whole, place) ? place : described.placeText,
  }
}

/** UTF-16 units; a longer quotation is a whole story and not a place. */
const MOST_PLACE = 60
/** UTF-16 units; a longer text is not a summary. */
const MOST_SUMMARY = 500
/** UTF-16 units; more of a letter is not sent to the model. */
const MOST_WHOLE = 10_000

/** @returns the model's summary if it consists of the resident's words and category names only, else null. */
function summaryOf(said: string, whole: string, category: Category | undefined): string | null {
  if (said.length > MOST_SUMMARY) return null
  const summary = oneLine(redact(said))
  const names = category ? [category.name, category.groupName].flatMap(({ zh, en }) => [zh, en]) : []
  return isMadeOf(summary, [redact(whole.slice(0, MOST_WHOLE)), ...names]) ? shorten(summary) : null
}

const oneLine = (text: string) => text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()

/** Does the text contain the quotation, apart from blanks and punctuation? */
const says = (whole: string, quote: string): boolean => {
  const packed = (text: string) => legible(text).replace(/[\s,，。;；!！]+/gu, '')
  return quote.trim() !== '' && packed(whole).includes(packed(quote))
}
