/** docs/life.md is a promise to a district's operator: its diagram is the table of edges, its commands are understood. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { TRANSITIONS } from '../../src/domain/ticket/transitions.ts'
import { groupCommand, residentCommand, TYPED_VERBS } from '../../src/domain/command/parse-text.ts'
import { ROOT } from '../../src/lib/root.ts'

/** Told in words below the diagram: they lead there from everywhere, or stay. */
const IN_WORDS = new Set(['withdrawn', 'merged'])
/** A meeting's outcome decides where its ticket goes, not the table. */
const MEETING_HELD = 'meeting accepted'

describe.each(['life.md', 'life.zh-CN.md'])('%s', file => {
  const text = readFileSync(path.join(ROOT, 'docs', file), 'utf8')
  const commandsIn = (part: string) => [...part.matchAll(/`([^`]+)`/g)].map(([, words]) => words ?? '')

  it('draws every edge that leads elsewhere, and no other', () => {
    const drawn = [...text.matchAll(/^ {2}(\w+) --> (\w+):/gm)].map(([, from, to]) => `${from} ${to}`)
    const edges = Object.entries(TRANSITIONS).flatMap(([from, kinds]) =>
      Object.values(kinds).flatMap(edge =>
        'to' in edge && edge.to !== from && !IN_WORDS.has(edge.to) ? [`${from} ${edge.to}`] : [],
      ),
    )
    expect(drawn.toSorted()).toEqual([...new Set([...edges, MEETING_HELD])].toSorted())
  })

  it('teaches every command of a group, in both languages', () => {
    const table = text.split('\n').filter(line => line.startsWith('| `'))
    for (const line of table) {
      const [, chinese = '', english = ''] = line.split('|')
      const verbs = [chinese, english].map(cell => commandsIn(cell).map(words => groupCommand(words)?.verb))
      expect(verbs[0], line).not.toContain(undefined)
      expect(verbs[1], line).toEqual(verbs[0])
    }
    const taught = table
      .flatMap(line => commandsIn(line.split('|')[1] ?? ''))
      .map(words => groupCommand(words)?.verb)
    // A chat is bound once, by a code that says so.
    expect(new Set([...taught, 'bind'])).toEqual(TYPED_VERBS.group)
  })

  it('teaches residents words that are understood', () => {
    const line = text.split('\n').find(each => /^(Residents|居民)[:：]/.test(each)) ?? ''
    const words = commandsIn(line)
    expect(words.length).toBeGreaterThan(20)
    expect(words.filter(each => residentCommand(each) === null)).toEqual([])
  })
})
