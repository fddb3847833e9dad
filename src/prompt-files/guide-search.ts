/** Finds the guide that answers a question: by its words, and by what the question was filed under. */
import MiniSearch from 'minisearch'
import { legible } from '../domain/text/normalize.ts'
import type { Guide } from './guide-file.ts'

export interface Found {
  id: string
  /** How well the words fit, of what a guide's own question would reach; about 0..1. */
  fit: number
  /** The same of the next best guide; 0 when there is none. */
  next: number
}

/** Of a long message only the beginning is a question that a guide can answer. */
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
  /** What each guide scores for a question of its own, the best of them: the yardstick. */
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

/** Scores add up over the words asked: longer questions would always win. */
function perToken(index: MiniSearch, text: string): Map<string, number> {
  const tokens = tokensOf(text)
  if (tokens.length === 0) return new Map()
  return new Map(index.search(text).map(({ id, score }) => [id as string, score / Math.sqrt(tokens.length)]))
}

/**
 * Chinese has no blanks and two dictionaries cut it differently: pairs of characters survive both. English by words,
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
