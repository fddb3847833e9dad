/** From the moment in which a message is handed to `receive` to the moment in which its first answer is sent. */
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../src/lib/ids.ts'
import { type Latencies, latencies, round, seededRandom } from './figures.ts'
import { requestText } from './requests.ts'
import type { Stage } from './stage.ts'

export interface FirstAnswerFigures {
  idle: { answer: Latencies; accepted: Latencies }
  load: { perSecond: number; seconds: number; answer: Latencies; accepted: Latencies; unanswered: number }
}

const IDLE_SAMPLES = 100
/** Between two messages of the idle measure everything of the first is done with. */
const PAUSE_MS = 40
const GIVE_UP_MS = 30_000
/** Before anything counts: connections are open, code is compiled. */
const WARM_UP = 30

export async function measureFirstAnswers(
  stage: Stage,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<FirstAnswerFigures> {
  const ask = createAsker(stage)
  for (let sample = 0; sample < WARM_UP; sample++) await ask.once()
  ask.reset()
  for (let sample = 0; sample < IDLE_SAMPLES; sample++) {
    await ask.once()
    await sleep(PAUSE_MS)
  }
  const idle = ask.reset()
  await stage.settled()

  const random = seededRandom(20_261_120)
  const begin = performance.now()
  const asked: Promise<void>[] = []
  // People do not come evenly: the gaps are those of a Poisson process.
  for (let at = 0; at < seconds * 1000; at += (-Math.log(1 - random()) / perSecond) * 1000) {
    const wait = begin + at - performance.now()
    if (wait > 0) await sleep(wait)
    asked.push(ask.once())
  }
  await Promise.all(asked)
  const load = ask.reset()
  await stage.settled()
  ask.leave()
  return {
    idle: { answer: latencies(idle.answer), accepted: latencies(idle.accepted) },
    load: {
      perSecond: round(load.answer.length / seconds),
      seconds,
      answer: latencies(load.answer),
      accepted: latencies(load.accepted),
      unanswered: asked.length - load.answer.length,
    },
  }
}

function createAsker({ channel }: Stage) {
  const run = newId()
  const waiting = new Map<string, () => void>()
  let count = 0
  let answer: number[] = []
  let accepted: number[] = []
  channel.onSend = ({ chat }) => waiting.get(chat)?.()
  return {
    async once(): Promise<void> {
      const index = count++
      const from = `${run}/${index}`
      const since = performance.now()
      const answered = new Promise<void>(resolve => {
        const lost = setTimeout(resolve, GIVE_UP_MS)
        waiting.set(from, () => {
          clearTimeout(lost)
          waiting.delete(from)
          answer.push(performance.now() - since)
          resolve()
        })
      })
      await channel.hear({ from, content: { kind: 'text', text: requestText(index) } })
      accepted.push(performance.now() - since)
      await answered
    },
    reset() {
      const figures = { answer, accepted }
      answer = []
      accepted = []
      return figures
    },
    leave() {
      channel.onSend = null
    },
  }
}
