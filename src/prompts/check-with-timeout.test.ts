import { expect, it } from 'vitest'
import { PROMPTS } from '../context.ts'
import { readPromptFiles } from '../prompt-files/prompt-files.ts'
import { mistakesInTime } from './check-with-timeout.ts'

const shipped = readPromptFiles(PROMPTS)
const LOOPS = '{{#each categories}}{{#each ../categories}}x{{/each}}{{/each}}\n'.repeat(5_000)

it('tells what check.ts tells', async () => {
  expect(await mistakesInTime(shipped, shipped)).toEqual([])
  const { 'triage.prompt': _, ...without } = shipped
  expect(await mistakesInTime(without, shipped)).toEqual(['triage.prompt: is missing'])
}, 30_000)

it.each([
  ['front matter of megabytes', { 'guides/en/id-card.md': `---\n${'a: b\n'.repeat(600_000)}---\nx` }],
  ['thousands of loops within loops', { 'triage.prompt': `${shipped['triage.prompt']}\n${LOOPS}` }],
])(
  'gives up on %s, and residents are answered meanwhile',
  async (_, file) => {
    let answered = 0
    const residents = setInterval(() => answered++, 10)
    const mistakes = await mistakesInTime({ ...shipped, ...file }, shipped, 2)
    clearInterval(residents)
    expect(mistakes).toEqual([expect.stringMatching(/within 2 s|512 MB/)])
    expect(answered).toBeGreaterThan(20)
  },
  30_000,
)
