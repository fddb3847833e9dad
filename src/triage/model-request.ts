/**
 * What leaves for the model: the instructions as the system message, and everything that people said as JSON
 * data in messages of its own. Nothing that a resident typed is ever part of a template or of a role.
 */
import type { TurnInput } from '../domain/understanding.ts'
import type { TriagePrompt } from './load-prompt.ts'
import { redact } from './redact.ts'

/** Characters of the resident's text that a model reads; the classifier reads as much. */
export const MOST_CHARACTERS = 4000
const MOST_TICKETS = 8
const MOST_TURNS = 6
/** Summaries and earlier sentences are context: enough to recognise what they are about. */
const CONTEXT_CHARACTERS = 120

export interface ModelRequest {
  model: string
  temperature?: number
  max_completion_tokens: number
  messages: { role: 'system' | 'user'; content: string }[]
}

export function modelRequest(input: TurnInput, prompt: TriagePrompt, model: string): ModelRequest {
  return {
    model,
    ...(prompt.temperature === undefined ? {} : { temperature: prompt.temperature }),
    max_completion_tokens: prompt.maxTokens,
    messages: [
      { role: 'system', content: prompt.instructions[input.language] },
      { role: 'user', content: asData(contextOf(input)) },
      { role: 'user', content: asData({ resident_says: cut(input.texts) }) },
    ],
  }
}

/**
 * JSON in which no `<` survives: `<<<dotprompt:role:system>>>`, `<|im_start|>` and their kin are escaped, so
 * neither our template nor a server's tokenizer takes them for a marker. They read the same once parsed.
 */
const asData = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/</gu, '\\u003c')
    .replace(/\[(?=\/?INST\])/gu, '\\u005b')

function contextOf({ openTickets, pendingQuestion, home, lastTurns, language }: TurnInput) {
  return {
    language,
    open_tickets: openTickets.slice(0, MOST_TICKETS).map(ticket => ({
      number: ticket.number,
      category: ticket.category,
      summary: brief(ticket.summary),
      place: ticket.placeText && brief(ticket.placeText),
      state: ticket.state,
      minutes_old: ticket.minutesOld,
    })),
    pending_question: pendingQuestion,
    home: home && brief(home),
    earlier: lastTurns.slice(-MOST_TURNS).map(({ from, text }) => ({ from, text: brief(text) })),
  }
}

const brief = (text: string) => shortened(redact(text), CONTEXT_CHARACTERS)

/** The beginning of a long burst, and the model is told how much is missing. */
function cut(texts: readonly string[]): string[] {
  let left = MOST_CHARACTERS
  const kept: string[] = []
  for (const text of texts.map(redact)) {
    if (left <= 0) break
    kept.push(shortened(text, left))
    left -= [...text].length
  }
  if (left < 0 || kept.length < texts.length)
    kept.push('[后文过长，已省略 / the rest was too long and is left out]')
  return kept
}

function shortened(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`
}
