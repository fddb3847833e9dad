import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { load as parse } from 'js-yaml'
import { categoryTree, OTHER_CATEGORY } from '../src/domain/category.ts'

const DEPARTMENTS = new Set([
  'public_security',
  'traffic_police',
  'urban_management',
  'housing',
  'market_regulation',
  'fire_rescue',
  'ecology',
  'water_affairs',
  'transport',
  'human_resources',
  'civil_affairs',
  'health',
  'education',
  'emergency_management',
  'natural_resources',
  'medical_insurance',
  'culture_tourism',
  'disabled_federation',
  'government_services',
  'power_company',
  'gas_company',
  'heating_company',
  'water_company',
  'telecom',
])

const tree = categoryTree(parse(readFileSync(new URL('./categories.yaml', import.meta.url), 'utf8')))
const leaves = [...tree.entries()]
const ids = (wrong: (leaf: (typeof leaves)[number][1]) => boolean) =>
  leaves.filter(([, leaf]) => wrong(leaf)).map(([id]) => id)

const minutes = (duration: string, dayMinutes: number) =>
  Number.parseInt(duration, 10) * { m: 1, h: 60, d: dayMinutes }[duration.at(-1) as 'm' | 'h' | 'd']

describe('categories.yaml', () => {
  it('has at least 18 groups, and a place for what fits nothing', () => {
    expect(new Set(leaves.map(([, leaf]) => leaf.group)).size).toBeGreaterThanOrEqual(18)
    expect(tree.has(OTHER_CATEGORY)).toBe(true)
  })

  it('keeps full ids short enough for a Telegram button', () => {
    expect(leaves.map(([id]) => id).filter(id => id.length > 28)).toEqual([])
  })

  it('names only departments of the responsibility list, and one at least where only they can act', () => {
    expect(ids(leaf => leaf.departments.some(code => !DEPARTMENTS.has(code)))).toEqual([])
    expect(ids(leaf => leaf.handler === 'department' && leaf.departments.length === 0)).toEqual([])
  })

  it('tells people what to do in every emergency', () => {
    expect(ids(leaf => leaf.urgency === 'emergency' && !leaf.advice)).toEqual([])
    expect(ids(leaf => leaf.urgency === 'emergency' && leaf.clocks.time !== 'wall')).toEqual([])
  })

  it('promises in order: accept, then answer, then resolve', () => {
    const late = ids(({ clocks }) => {
      const day = clocks.time === 'wall' ? 24 * 60 : 8 * 60
      const [accept, answer, resolve] = [clocks.accept, clocks.answer, clocks.resolve].map(d =>
        minutes(d, day),
      )
      return accept! > answer! || answer! > resolve!
    })
    expect(late).toEqual([])
  })

  it('teaches each example once', () => {
    const seen = new Map<string, string>()
    const twice: string[] = []
    for (const [id, { examples }] of leaves) {
      for (const example of [...examples.zh, ...examples.en]) {
        const key = example.toLowerCase().replace(/[\s\p{P}]/gu, '')
        if (seen.has(key)) twice.push(`${example}: ${seen.get(key)} and ${id}`)
        seen.set(key, id)
      }
    }
    expect(twice).toEqual([])
  })

  it('has enough examples in both languages', () => {
    expect(ids(({ examples }) => examples.zh.length < 10 || examples.en.length < 4)).toEqual([])
  })
})
