/**
 * What leaves for the model: the instructions as the system message, and everything that people said as JSON
 * data in messages of its own. Nothing that a resident typed is ever part of a template or of a role. However much
 * there is to say, beside the instructions it is at most MOST_TOKENS.
 */
import type { TurnInput } from '../../domain/triage-result.ts'
import type { Closing } from '../../domain/closing-note.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { ClosurePrompt, TriagePrompt } from '../../prompt-files/load-prompt.ts'
import { redact } from '../../domain/privacy/redact.ts'

/** Of the resident's words: some 4,000 Chinese characters, as much as the classifier reads. */
const TEXT_TOKENS = 4000
/** Of the open tickets, the newest first: a dozen as they usually are, two that are as long as can be. */
const TICKET_TOKENS = 1500
/** Of what was said before, the newest first. */
const TURN_TOKENS = 800
/** Of one summary, place or earlier sentence: enough to recognise what it is about. */
const BRIEF_TOKENS = 120
/** What holds it together: names of fields, brackets, the note that something is left out. */
const FRAME_TOKENS = 200
/** By the estimate of estimate-tokens.ts, which is higher than what a server counts. */
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

/** Of a request, and as much of the note: a story may be long, what it is about is said early. */
const CLOSING_TOKENS = 600
/** What is cut away here could not be seen in CLOSING_TOKENS, even if every word before it were masked. */
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

/** Fine where it decides what is meant (30 minutes and below), and the same request for longer than a minute. */
const AGES = [0, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440, 2880, 10_080, 43_200]
const coarse = (minutes: number): number => AGES.findLast(age => age <= minutes) ?? 0

/** As many from the beginning as there is room for. */
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

/** What is cut away here could not be seen in BRIEF_TOKENS, even if every word before it were masked. */
const MORE_THAN_BRIEF = 5000
const brief = (text: string) => shortened(redact(text.slice(0, MORE_THAN_BRIEF)), BRIEF_TOKENS).text

/** The beginning of a long burst, and the model is told that there was more. */
function cut(texts: readonly string[]): string[] {
  let left = TEXT_TOKENS
  const kept: string[] = []
  let whole = true
  for (const text of texts) {
    const { text: said, tokens, cut: isCut } = shortened(redact(text), left)
    kept.push(said)
    // Its quotation marks and the comma.
    left -= tokens + 3
    whole = !isCut
    if (isCut || left <= 0) break
  }
  return whole && kept.length === texts.length
    ? kept
    : [...kept, '[后文过长，已省略 / the rest was too long and is left out]']
}

/** As many characters from the beginning as there is room for, weighed as they will be sent. */
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
/** `[` may have to be escaped as well, depending on what follows. */
const ASCII = Array.from({ length: 128 }, (_, code) =>
  code === 0x5b ? estimateTokens('\\u005b') : escaped(String.fromCharCode(code)),
)
/** Half of a character, cut by somebody else. */
const HALF = /^\p{Surrogate}$/u

const weightOf = (char: string): number =>
  ASCII[char.codePointAt(0) ?? 0] ?? (HALF.test(char) ? escaped(char) : estimateTokens(char))
