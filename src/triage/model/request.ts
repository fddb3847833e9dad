/**
 * Builds the request to the model: the instructions as the system message, and people's words as JSON data in separate
 * messages. A resident's words are never part of a template or of a role. Beside the instructions a request has at most
 * MOST_TOKENS.
 */
import type { TurnInput } from '../../domain/triage-result.ts'
import type { Closing } from '../../domain/closing-note.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { ClosurePrompt, TriagePrompt } from '../../prompt-files/load-prompt.ts'
import { redact } from '../../domain/privacy/redact.ts'

/** For the resident's words: about 4,000 Chinese characters, as much as the classifier reads. */
const TEXT_TOKENS = 4000
/** For the open tickets, the newest first: about a dozen usual ones, or two of maximum length. */
const TICKET_TOKENS = 1500
/** For the earlier messages, the newest first. */
const TURN_TOKENS = 800
/** For one summary, place or earlier message: enough to recognise its topic. */
const BRIEF_TOKENS = 120
/** For the JSON around it: field names, brackets, the note about omitted text. */
const FRAME_TOKENS = 200
/** Estimated by estimate-tokens.ts, which counts more than a server does. */
export const MOST_TOKENS = TEXT_TOKENS + TICKET_TOKENS + TURN_TOKENS + BRIEF_TOKENS + FRAME_TOKENS

export interface ModelRequest {
  model: string
  temperature?: number
  max_completion_tokens: number
  messages: { role: 'system' | 'user'; content: string }[]
}

export function modelRequest(input: TurnInput, prompt: TriagePrompt, model: string): ModelRequest {
  return {
    ...settingsOf(prompt, model),
    messages: [
      { role: 'system', content: prompt.instructions[input.language] },
      { role: 'user', content: asData(contextOf(input)) },
      { role: 'user', content: asData({ resident_says: cut(input.texts) }) },
    ],
  }
}

/** For the request and for the note, each: the topic of a long text is named early. */
const CLOSING_TOKENS = 600
/** UTF-16 units. Text after this cannot fit into CLOSING_TOKENS, even if every word before it is masked. */
const MORE_THAN_CLOSING = 25_000

export function closureRequest(
  { category, asked, note, outcome }: Closing,
  prompt: ClosurePrompt,
  model: string,
): ModelRequest {
  const masked = (text: string) => shortened(redact(text.slice(0, MORE_THAN_CLOSING)), CLOSING_TOKENS).text
  const data = { category, resident_says: masked(asked), outcome, worker_note: masked(note) }
  return {
    ...settingsOf(prompt, model),
    messages: [
      { role: 'system', content: prompt.instructions },
      { role: 'user', content: asData(data) },
    ],
  }
}

const settingsOf = (prompt: Pick<TriagePrompt, 'temperature' | 'maxTokens'>, model: string) => ({
  model,
  ...(prompt.temperature === undefined ? {} : { temperature: prompt.temperature }),
  max_completion_tokens: prompt.maxTokens,
})

/**
 * JSON with every `<` escaped, so that neither Linli's template nor a server's tokenizer reads
 * `<<<dotprompt:role:system>>>`, `<|im_start|>` or the like as a marker. The parsed text is the same.
 */
const asData = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/</gu, '\\u003c')
    .replace(/\[(?=\/?INST\])/gu, '\\u005b')

function contextOf({ openTickets, pendingQuestion, home, lastTurns, language }: TurnInput) {
  return {
    language,
    open_tickets: fitting(openTickets, TICKET_TOKENS, ticket => ({
      number: ticket.number,
      category: ticket.category,
      summary: brief(ticket.summary),
      place: ticket.placeText && brief(ticket.placeText),
      state: ticket.state,
      minutes_old: coarse(ticket.minutesOld),
    })),
    pending_question: pendingQuestion,
    home: home && brief(home),
    earlier: fitting(lastTurns.toReversed(), TURN_TOKENS, ({ from, text }) => ({
      from,
      text: brief(text),
    })).toReversed(),
  }
}

/** Minutes. Ages are rounded down, fine up to 30 where they matter, so that a repeated request hits the cache. */
const AGES = [0, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440, 2880, 10_080, 43_200]
const coarse = (minutes: number): number => AGES.findLast(age => age <= minutes) ?? 0

/** The first items, as many as fit into the tokens. */
function fitting<T, U>(all: readonly T[], tokens: number, told: (one: T) => U): U[] {
  const kept: U[] = []
  let left = tokens
  for (const one of all) {
    const short = told(one)
    left -= estimateTokens(asData(short)) + 1
    if (left < 0) break
    kept.push(short)
  }
  return kept
}

/** UTF-16 units. Text after this cannot fit into BRIEF_TOKENS, even if every word before it is masked. */
const MORE_THAN_BRIEF = 5000
const brief = (text: string) => shortened(redact(text.slice(0, MORE_THAN_BRIEF)), BRIEF_TOKENS).text

/** The beginning of a long burst, with a note to the model that the rest is omitted. */
function cut(texts: readonly string[]): string[] {
  let left = TEXT_TOKENS
  const kept: string[] = []
  let whole = true
  for (const text of texts) {
    const { text: said, tokens, cut: isCut } = shortened(redact(text), left)
    kept.push(said)
    // Plus its quotation marks and the comma.
    left -= tokens + 3
    whole = !isCut
    if (isCut || left <= 0) break
  }
  return whole && kept.length === texts.length
    ? kept
    : [...kept, '[后文过长，已省略 / the rest was too long and is left out]']
}

/** The first characters, as many as fit into the tokens, counted in their escaped form. */
function shortened(text: string, most: number): { text: string; tokens: number; cut: boolean } {
  let tokens = 0
  let end = 0
  for (const char of text) {
    const weight = weightOf(char)
    if (tokens + weight > most) return { text: `${text.slice(0, end)}…`, tokens, cut: true }
    tokens += weight
    end += char.length
  }
  return { text, tokens, cut: false }
}

const escaped = (char: string) => estimateTokens(asData(char).slice(1, -1))
/** `[` counts as escaped, because asData escapes it before some words. */
const ASCII = Array.from({ length: 128 }, (_, code) =>
  code === 0x5b ? estimateTokens('\\u005b') : escaped(String.fromCharCode(code)),
)
/** A lone surrogate, from a text that was cut in the middle of a character. */
const HALF = /^\p{Surrogate}$/u

const weightOf = (char: string): number =>
  ASCII[char.codePointAt(0) ?? 0] ?? (HALF.test(char) ? escaped(char) : estimateTokens(char))
