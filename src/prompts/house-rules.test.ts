import { describe, expect, it } from 'vitest'
import { PROMPTS } from '../context.ts'
import { loadCategories } from '../prompt-files/load-prompt.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { PromptFileError } from '../prompt-files/read-yaml.ts'
import { loadRules } from './house-rules.ts'

const files = readPromptFiles(PROMPTS)
const tree = loadCategories(files)
const YAML = `assign:
  - id: gas
    when: { category: hazards.gas_leak, urgency: [urgent, emergency] }
    to: { unit: fire_rescue }
  - id: rest
    to: grid
caps: { full_time: 30, part_time: 8 }
decide: { normal: 2h, urgent: 20m, emergency: 10m }
whistle:
  report: { normal: 4h, urgent: 1h, emergency: 30m }
  act: { normal: 3d, urgent: 24h, emergency: 2h }
meeting: 15d
confirm: 3d
duplicate: { within: 3d, alike: 0.3 }
hot: { residents: 5, within: 2h, alike: 0.12 }
low_rating: 2
digest: "17:40"
`
const read = (yaml: string) => loadRules({ 'rules.yaml': yaml }, tree)
const mistakes = (...changes: (readonly [string, string])[]): string[] => {
  const yaml = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`no ${from}`)
    return text.replace(from, to)
  }, YAML)
  try {
    read(yaml)
    return []
  } catch (error) {
    if (!(error instanceof PromptFileError)) throw error
    return error.message.split('\n')
  }
}

it('reads the rules that are shipped, whose last word is the grid', () => {
  const { assign } = loadRules(files, tree)
  expect(assign.at(-1)).toEqual({ id: 'grid', when: {}, to: 'grid' })
})

it('takes one thing without brackets for a list of one', () => {
  expect(read(YAML).assign).toEqual([
    {
      id: 'gas',
      when: { category: ['hazards.gas_leak'], urgency: ['urgent', 'emergency'] },
      to: { unit: 'fire_rescue' },
    },
    { id: 'rest', when: {}, to: 'grid' },
  ])
})

it('goes by what is shipped when a version is older than the rules', () => {
  expect(loadRules({}, tree, files)).toEqual(loadRules(files, tree))
})

describe('a mistake is told with its line and what would be right', () => {
  it.each<[string, string, string]>([
    [
      'to: grid',
      'to: nobody',
      'rules.yaml:6: assign.1.to: grid, property, department, duty, or { unit: code }',
    ],
    ['fire_rescue', '消防', 'rules.yaml:4: assign.0.to.unit: a code has letters, figures, - and _'],
    [
      '[urgent, emergency]',
      'soon',
      'rules.yaml:3: assign.0.when.urgency: one or a list of: normal, urgent, emergency',
    ],
    ['category: hazards.gas_leak', 'category: hazards.gaz', 'rules.yaml:3: hazards.gaz is no category'],
    ['category: hazards.gas_leak', 'colour: red', 'rules.yaml:3: assign.0.when: Unrecognized key: "colour"'],
    ['id: rest', 'id: gas', 'rules.yaml:5: the rule gas is there twice'],
    [
      'normal: 2h',
      'normal: soon',
      'rules.yaml:8: decide.normal: a duration is a number from 1 and m, h or d: 30m, 2h, 5d',
    ],
    [
      'confirm: 3d',
      'confirm: 0h',
      'rules.yaml:13: confirm: a duration is a number from 1 and m, h or d: 30m, 2h, 5d',
    ],
    ['residents: 5', 'residents: 2', 'rules.yaml:15: hot.residents: Too small: expected number to be >=3'],
    ['alike: 0.3', 'alike: 30', 'rules.yaml:14: duplicate.alike: Too big: expected number to be <=1'],
    ['"17:40"', '"25:40"', 'rules.yaml:17: digest: a time of day: 17:40'],
  ])('%j -> %j', (from, to, message) => expect(mistakes([from, to])).toEqual([message]))

  it('and what is missing by its name', () => {
    expect(mistakes(['confirm: 3d\n', ''])).toEqual([expect.stringMatching(/^rules\.yaml:\d+: confirm: /)])
  })

  it('all at once', () => {
    expect(
      mistakes(['to: grid', 'to: nobody'], ['"17:40"', 'noon'], ['low_rating: 2', 'low_rating: 9']),
    ).toEqual([expect.stringMatching(/:6: /), expect.stringMatching(/:16: /), expect.stringMatching(/:17: /)])
    expect(mistakes(['hazards.gas_leak', 'a.b'], ['id: rest', 'id: gas'])).toHaveLength(2)
  })

  it('also when it is no YAML at all', () => {
    expect(mistakes(['assign:', 'assign: ['])[0]).toMatch(/^rules\.yaml:\d+: /)
    expect(mistakes([YAML, ''])).toEqual([expect.stringMatching(/^rules\.yaml:1: file: /)])
  })
})
