/**
 * Red and black list of property companies 红黑榜: a score, with its formula beside it, from the figures of
 * their tickets.
 */
import type { Bilingual } from '../domain/category.ts'
import type { Language } from '../domain/message.ts'
import type { Figures } from './figures.ts'
import type { Rate } from './rate.ts'

/**
 * Weights of the score. Each part is a share of 0..1, worth so many points. A part without data is left out,
 * and the weights of the others are scaled up.
 */
export const FORMULA = {
  /** With fewer tickets a company is not ranked. */
  atLeast: 10,
  /** Red from so many points, black below so many. */
  red: 90,
  black: 60,
  parts: {
    kept: { points: 30, name: { zh: '按时答复和办结', en: 'answered and resolved in time' } },
    resolution: { points: 30, name: { zh: '解决率', en: 'resolution' } },
    satisfaction: { points: 20, name: { zh: '满意率', en: 'satisfaction' } },
    notReopened: { points: 10, name: { zh: '没有重开', en: 'not opened again' } },
    notSupervised: { points: 10, name: { zh: '没有督办', en: 'not supervised' } },
  },
} as const satisfies {
  atLeast: number
  red: number
  black: number
  parts: Record<string, { points: number; name: Bilingual }>
}
export type Part = keyof typeof FORMULA.parts
export const PARTS = Object.keys(FORMULA.parts) as Part[]

const partsOf = (figures: Figures): Record<Part, Rate> => {
  const { response, resolve, reopened, opened, supervised } = figures
  return {
    kept: { count: response.count + resolve.count, of: response.of + resolve.of },
    resolution: figures.resolution,
    satisfaction: figures.satisfaction,
    notReopened: { count: reopened.of - reopened.count, of: reopened.of },
    notSupervised: { count: opened - supervised, of: opened },
  }
}

/** 0..100; null when no part has data. */
function scoreOf(parts: Record<Part, Rate>): number | null {
  const known = PARTS.filter(part => parts[part].of > 0)
  const points = (of: (part: Part) => number) => known.reduce((sum, part) => sum + of(part), 0)
  const most = points(part => FORMULA.parts[part].points)
  if (most === 0) return null
  return (100 * points(part => (FORMULA.parts[part].points * parts[part].count) / parts[part].of)) / most
}

export interface Listed {
  unitId: string
  name: Bilingual
  /** Tickets opened in the period. */
  tickets: number
  parts: Record<Part, Rate>
  score: number | null
  /** 1 is the best; equals share a rank. null: too few tickets. */
  rank: number | null
  list: 'red' | 'black' | null
}

/** @param companies each with the figures of its own tickets. */
export function propertyList(
  companies: readonly { unitId: string; name: Bilingual; figures: Figures }[],
): Listed[] {
  const scored = companies.map(({ unitId, name, figures }) => {
    const parts = partsOf(figures)
    return { unitId, name, tickets: figures.opened, parts, score: scoreOf(parts) }
  })
  const ranked = scored.filter(({ tickets, score }) => tickets >= FORMULA.atLeast && score !== null)
  return scored
    .map((each): Listed => {
      if (each.score === null || !ranked.includes(each)) return { ...each, rank: null, list: null }
      const { score } = each
      const rank = 1 + ranked.filter(other => (other.score ?? 0) > score).length
      return { ...each, rank, list: score >= FORMULA.red ? 'red' : score < FORMULA.black ? 'black' : null }
    })
    .toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || b.tickets - a.tickets)
}

/** The formula as a sentence; every display of the list includes it. */
export const formulaInWords = (language: Language): string => {
  const parts = PARTS.map(part => {
    const { points, name } = FORMULA.parts[part]
    return language === 'en' ? `${name.en} ${points}` : `${name.zh} ${points} 分`
  })
  const { atLeast, red, black } = FORMULA
  return language === 'en'
    ? `points: ${parts.join(' + ')}; without data a part is left out; ranked from ${atLeast} tickets; red from ${red}, black below ${black}`
    : `${parts.join('＋')}；没有数据的项不计，其余折算满分；满 ${atLeast} 件才排名；${red} 分起上红榜，${black} 分以下上黑榜`
}
