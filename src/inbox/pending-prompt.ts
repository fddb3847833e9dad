/** What the next message in a conversation may answer. One prompt at a time: a newer one replaces it. */
import type pg from 'pg'

/** Stored in `conversation.pending_prompt`. */
export type PendingPrompt =
  /** "Add more" was pressed: the next words and pictures belong to the ticket of this number. */
  | { kind: 'details'; ticket: string }
  /** Pictures, pins or contacts came without words: the next words say what they show. */
  | { kind: 'picture' }
  /** Speech came, its id in `message`: "a person" or more speech makes a ticket of it, words describe it. */
  | { kind: 'listener'; message: string }
  /** A guide was quoted in answer to `message`: "a person" makes a ticket of that question. */
  | { kind: 'person'; message: string }
  /** "Erase my data" was ordered: only a confirmation while this waits carries it out. */
  | { kind: 'erasure' }

/** What a message can be in answer to a prompt. */
export type Answer = 'details' | 'description' | 'speech' | 'person' | 'erasure'

const HALF_HOUR_MS = 30 * 60_000

/** How long each prompt waits, and what counts as an answer to it. A later message is about something else. */
const PROMPTS: Readonly<Record<PendingPrompt['kind'], { lifetimeMs: number; answers: readonly Answer[] }>> = {
  details: { lifetimeMs: HALF_HOUR_MS, answers: ['details'] },
  picture: { lifetimeMs: HALF_HOUR_MS, answers: ['description'] },
  listener: { lifetimeMs: HALF_HOUR_MS, answers: ['description', 'speech', 'person'] },
  person: { lifetimeMs: HALF_HOUR_MS, answers: ['person'] },
  erasure: { lifetimeMs: HALF_HOUR_MS, answers: ['erasure'] },
}

/** Files, pins and contacts older than this belong to no prompt that still waits, ms. */
export const EVIDENCE_LIFETIME_MS = Math.max(PROMPTS.picture.lifetimeMs, PROMPTS.listener.lifetimeMs)

export const waitsFor = (prompt: PendingPrompt | null, answer: Answer): boolean =>
  prompt !== null && PROMPTS[prompt.kind].answers.includes(answer)

/** @returns id of the message that a person was offered for; null when none was. */
export const personOffered = (prompt: PendingPrompt | null): string | null =>
  prompt && 'message' in prompt ? prompt.message : null

interface Prompted {
  pendingPrompt: PendingPrompt | null
  pendingUntil: Date | null
}

/** @returns the prompt that still waits at `now`. */
export const livePrompt = ({ pendingPrompt, pendingUntil }: Prompted, now: Date): PendingPrompt | null =>
  pendingUntil && pendingUntil > now ? pendingPrompt : null

/** Replaces the prompt that waited before. */
export const setPrompt = (
  { db, at }: { db: pg.ClientBase; at: Date },
  conversationId: string,
  prompt: PendingPrompt,
) =>
  db.query('UPDATE conversation SET pending_prompt = $2, pending_until = $3 WHERE id = $1', [
    conversationId,
    prompt,
    new Date(at.getTime() + PROMPTS[prompt.kind].lifetimeMs),
  ])

export const clearPrompt = ({ db }: { db: pg.ClientBase }, conversationId: string) =>
  db.query('UPDATE conversation SET pending_prompt = NULL, pending_until = NULL WHERE id = $1', [
    conversationId,
  ])
