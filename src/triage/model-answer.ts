/**
 * What a model may answer, and how much of it is believed. A label that does not exist, a ticket that is not
 * this resident's, words that nobody said: none of them gets past here.
 */
import { z } from 'zod'
import { URGENCIES, type CategoryTree } from '../domain/category.ts'
import {
  INTENTS,
  OPENS_TICKETS,
  type Item,
  type TurnInput,
  type Understanding,
} from '../domain/understanding.ts'
import { EMERGENCY_KINDS } from '../domain/emergency-kind.ts'
import { describeItem, graver, shorten } from './describe-item.ts'
import { ModelUnavailable } from './model-triage.ts'
import { redact } from './redact.ts'

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

/** More is a letter; the schema cannot say so to every server. */
const MOST_ITEMS = 5

/** @throws ModelUnavailable when the answer contradicts itself: then the local classifier decides. */
export function believe(answer: Answer, input: TurnInput, tree: CategoryTree): Believed {
  const { intent, emergency } = answer
  if (OPENS_TICKETS.includes(intent)) {
    const items = answer.items.slice(0, MOST_ITEMS).map(item => believedItem(item, answer, input, tree))
    if (items.length === 0) throw new ModelUnavailable('wrong_schema', `${intent} without an item`)
    return { intent, items, about: null, emergency }
  }
  const about = ticketOf(answer, input)
  if ((intent === 'addition' || intent === 'answer' || intent === 'reopen') && !about) {
    throw new ModelUnavailable('wrong_schema', `${intent} to no ticket`)
  }
  return { intent, items: [], about, emergency }
}

/** Only this resident's tickets can be meant; without a number, the newest. */
function ticketOf({ intent, about }: Answer, { openTickets, pendingQuestion }: TurnInput): string | null {
  if (intent === 'thanks' || intent === 'chatter' || intent === 'abuse' || intent === 'spam') return null
  if (intent === 'answer') return pendingQuestion?.number ?? null
  return (openTickets.find(ticket => ticket.number === about) ?? openTickets[0])?.number ?? null
}

function believedItem(
  item: Answer['items'][number],
  { emergency, items }: Answer,
  { texts }: TurnInput,
  tree: CategoryTree,
): Item {
  const whole = texts.join('\n').trim()
  const quoted = items.length > 1 && says(redact(whole), item.text)
  const text = quoted ? item.text.trim() : whole
  const confidence = Math.min(1, Math.max(0, item.confidence))
  const place = item.place?.trim() ?? ''
  const described = describeItem({ text, category: item.category, confidence }, tree)
  return {
    ...described,
    urgency: graver(described.urgency, emergency ? 'emergency' : item.urgency),
    summary: shorten(redact(item.summary).replace(/\s+/gu, ' ').trim()) || described.summary,
    placeText: place && says(whole, place) ? place : described.placeText,
  }
}

/** Blanks and line ends aside, the words were said. */
const says = (whole: string, quote: string): boolean => {
  const packed = (text: string) => text.normalize('NFKC').replace(/[\s,，。;；!！]+/gu, '')
  return quote.trim() !== '' && packed(whole).includes(packed(quote))
}
