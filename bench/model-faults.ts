/**
 * `node --import tsx bench/model-faults.ts`: how long a resident waits for the local answer when the model fails, with
 * the settings of the service, and what the breaker does next. The table is in docs/triage.md. Takes a minute.
 */
import { PROMPTS, SHIPPED_CLASSIFIER } from '../src/context.ts'
import { NO_GUIDES } from '../src/testing/turn-input.ts'
import { type Fault, FAULTS, GOOD, nobodysURL, openModelServer } from '../src/testing/model-faults.ts'
import { turnOf } from '../src/testing/turn-input.ts'
import { categoryClassifier, examplesOf } from '../src/triage/classifier/category-classifier.ts'
import { loadTriagePrompt } from '../src/prompt-files/load-prompt.ts'
import { createModelTriage } from '../src/triage/model/triage-by-model.ts'
import { readPromptFiles } from '../src/prompt-files/prompt-files.ts'
import { createTriage } from '../src/triage/triage.ts'

const prompt = await loadTriagePrompt(readPromptFiles(PROMPTS))
const classifier = await categoryClassifier(examplesOf(prompt.tree), {
  shipped: SHIPPED_CLASSIFIER,
  cache: null,
})

/** How long the breaker may rest: 30 s, five minutes for what a person must mend, at most ten. */
const RESTS_S = [0, 30, 120, 300, 600]

async function measure(fault: Fault, baseURL?: string): Promise<string[]> {
  const server = await openModelServer()
  let skippedMs = 0
  let calls = 0
  const model = createModelTriage({
    apiKey: 'bench',
    baseURL: baseURL ?? server.baseURL,
    prompt,
    now: () => performance.now() + skippedMs,
    onCall: () => void calls++,
    ...fault.options,
  })
  const triage = createTriage({
    version: 'v1',
    guides: NO_GUIDES,
    tree: prompt.tree,
    classifier,
    model,
    log: { warn() {} },
  })
  let turns = 0
  const turn = async () => {
    const since = performance.now()
    // Never the same twice: an answer that is kept would tell nothing.
    const { fallback } = await triage.understand(turnOf(`${++turns}号楼楼道灯坏了`))
    return { fallback, seconds: ((performance.now() - since) / 1000).toFixed(2) }
  }
  const fail = () => {
    server.does(fault.does)
    return turn()
  }
  /** Seconds until it asks again, by a clock that is put forward. The service is well by then. */
  const rest = async () => {
    server.does([GOOD])
    const from = skippedMs
    for (const seconds of RESTS_S) {
      skippedMs = from + seconds * 1000
      if ((await turn()).fallback !== 'resting') return seconds === 0 ? 'asks' : `rests ${seconds} s`
    }
    return 'rests longer'
  }
  try {
    for (let i = 0; i < (fault.before ?? 0); i++) await fail()
    calls = 0
    const { fallback, seconds } = await fail()
    const row = [fault.kind, fallback ?? 'none: the model answered', `${calls}`, seconds]
    if (fault.reason === 'budget') return [...row, 'asks nobody until midnight', '–', '–']
    const afterOne = await rest()
    if (fault.before) return [...row, afterOne, '–', '–']
    for (let i = 0; i < 3; i++) await fail()
    const fourth = await fail()
    return [...row, afterOne, await rest(), fourth.seconds]
  } finally {
    server.close()
  }
}

const refused: Fault = { kind: 'connection refused', does: [GOOD], reason: 'network', calls: 2 }
const HEAD = [
  'kind',
  'reason',
  'calls',
  'seconds',
  'after one',
  'after three in a row',
  'the fourth waits, s',
]
// What the first row would otherwise pay for.
await measure({ kind: 'warm-up', does: [GOOD], reason: null, calls: 1 })
// Those that take 8 s do nothing meanwhile, and may do it side by side; the others run alone.
const slow = FAULTS.filter(({ reason }) => reason === 'timeout')
const rows = await Promise.all(slow.map(fault => measure(fault)))
for (const fault of FAULTS) if (!slow.includes(fault)) rows.push(await measure(fault))
rows.push(await measure(refused, await nobodysURL()))
for (const cells of [HEAD, HEAD.map(() => '---'), ...rows]) console.log(`| ${cells.join(' | ')} |`)
