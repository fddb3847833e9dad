/** Finds the guide that fits the words of a question best. */
import MiniSearch from 'minisearch'
import { legible } from '../domain/text/normalize.ts'
import type { Guide } from './guide-file.ts'

export interface Found {
  id: string
  /** Score relative to that of the guide's own question; about 0..1. */
  fit: number
  /** The fit of the next best guide; 0 when there is none. */
  next: number
}

/** UTF-16 units that are searched: in a long message only the beginning can be a question for a guide. */
const CHARACTERS = 400

/** @param guides of one language. */
export function guideSearch(guides: readonly Guide[]): (text: string) => Found | null {
  const index = new MiniSearch<{ id: string; questions: string; title: string; body: string }>({
    fields: ['questions', 'title', 'body'],
    tokenize: tokensOf,
    processTerm: term => term,
    searchOptions: { boost: { title: 2, questions: 2, body: 0.3 }, tokenize: tokensOf, combineWith: 'OR' },
  })
  index.addAll(
    guides.map(({ id, title, questions, parts }) => ({
      id,
      title,
      questions: questions.join('\n'),
      body: parts.map(({ text }) => text).join('\n'),
    })),
  )
  /** The best score of each guide for its own questions, by which scores are normalised. */
  const own = new Map(
    guides.map(({ id, questions }) => [
      id,
      Math.max(...questions.map(question => perToken(index, question).get(id) ?? 0)),
    ]),
  )
  return text => {
    const ranked = [...perToken(index, text.slice(0, CHARACTERS))]
      .map(([id, score]) => ({ id, fit: score / (own.get(id) || 1) }))
      .sort((a, b) => b.fit - a.fit)
    const [best, second] = ranked
    return best ? { ...best, next: second?.fit ?? 0 } : null
  }
}

/** Scores per token, because MiniSearch adds them up and longer questions would score higher. */
function perToken(index: MiniSearch, text: string): Map<string, number> {
  const tokens = tokensOf(text)
  if (tokens.length === 0) return new Map()
  return new Map(index.search(text).map(({ id, score }) => [id as string, score / Math.sqrt(tokens.length)]))
}

/**
 * Chinese by pairs of characters, because it has no blanks and dictionaries segment it differently. English by words,
 * without the plural.
 */
export function tokensOf(text: string): string[] {
  const tokens: string[] = []
  const runs =
    legible(text)
      .toLowerCase()
      .match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? []
  for (const run of runs) {
    if (!/\p{Script=Han}/u.test(run)) tokens.push(run.length > 3 ? run.replace(/s$/u, '') : run)
    else if (run.length === 1) tokens.push(run)
    else for (let at = 0; at + 1 < run.length; at++) tokens.push(run.slice(at, at + 2))
  }
  return tokens
}
